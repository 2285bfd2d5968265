"""`manage.py export_contracts`: write the TypeScript that the front end takes from our tables."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp import contracts


class Command(BaseCommand):
    """Render the tables, or with --check only tell what is stale."""

    help = "Writes frontend/src/generated from the dialect tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        if options["check"]:
            if stale := contracts.stale():
                raise CommandError(f"stale: {', '.join(stale)}; run `manage.py export_contracts`")
            return
        self.stdout.write(f"written: {', '.join(contracts.export()) or 'nothing, all fresh'}")
