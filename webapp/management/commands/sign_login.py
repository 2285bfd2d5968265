"""`manage.py sign_login`: sign one login with an application's private key, as the company's own server would."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp.domain.accounts import identity


class Command(BaseCommand):
    """Needs no database: only the private key, which may lie on another machine."""

    help = "Prints user id, time stamp and signature for a signed login as JSON; each serves one login for 5 minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is signed."""
        parser.add_argument("application", help="the application's key")
        parser.add_argument("--key", type=Path, required=True, help="file with the private key (PEM)")
        parser.add_argument("--user-id", type=int, default=identity.NO_NUMBER, help="number of an account, or -1")
        parser.add_argument("--external-id", default="", help="text id; what counts when the number is -1")
        parser.add_argument("--timestamp", type=int, default=0, help="seconds since 1970 (now)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign and print."""
        timestamp_s = options["timestamp"] or int(time.time())
        signed = (options["application"], options["user_id"], options["external_id"], timestamp_s)
        try:
            signature = identity.sign(options["key"].read_text(), *signed)
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['key']} cannot be used: {error}") from error
        names = ("application", "user_id", "external_id", "timestamp")
        self.stdout.write(json.dumps({**dict(zip(names, signed, strict=True)), "signature": signature}))
