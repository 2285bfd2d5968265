"""`manage.py sign_token`: sign a login token with an application's private key, as the company's own server would."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp.domain.accounts import tokens

HOUR_S = 3600


class Command(BaseCommand):
    """Needs no database: only the private key, which may lie on another machine."""

    help = "Prints a token with which a page logs a user in; the login ends with the token."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and for how long."""
        parser.add_argument("application", help="the application's key")
        parser.add_argument("--key", type=Path, required=True, help="file with the private key (PEM)")
        parser.add_argument("--external-id", required=True, help="text id of the user")
        parser.add_argument("--lasts", type=int, default=HOUR_S, help="seconds from now (3600)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign and print."""
        expires_s = int(time.time()) + options["lasts"]
        try:
            key = options["key"].read_text()
            token = tokens.sign(key, options["application"], options["external_id"], expires_s)
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['key']} cannot be used: {error}") from error
        self.stdout.write(token)
