"""`manage.py make_api_token`: give an application's server a bearer token for /api/v1/, printed once."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp.domain.accounts import services
from webapp.domain.accounts.models import Application


class Command(BaseCommand):
    """Only a digest is kept; a new token ends the old one."""

    help = "Makes a bearer token for the application's calls to /api/v1/ and prints it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which application."""
        parser.add_argument("application", help="the application's key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, store the digest, print."""
        token = secrets.token_urlsafe(32)
        digest = services.token_digest(token)
        if not Application.objects.filter(app_id=options["application"]).update(api_token_digest=digest):
            raise CommandError(f"There is no application {options['application']!r}.")
        self.stdout.write(token)
