"""`manage.py export_contracts`: write the TypeScript that the front end takes from our tables."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp import contracts, contracts_dts, contracts_options

GENERATED = (contracts.FILES, contracts_dts.FILES, contracts_options.FILES)


class Command(BaseCommand):
    """Render the tables, or with --check only tell what is stale."""

    help = "Writes frontend/src/generated, frontend/types and docs/anychat-options.md from the dialect tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        if options["check"]:
            if stale := [name for files in GENERATED for name in files.stale()]:
                raise CommandError(f"stale: {', '.join(stale)}; run `manage.py export_contracts`")
            return
        written = [name for files in GENERATED for name in files.export()]
        self.stdout.write(f"written: {', '.join(written) or 'nothing, all fresh'}")
