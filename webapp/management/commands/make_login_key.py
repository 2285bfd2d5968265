"""`manage.py make_login_key`: give an application a public login key and print the private one, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp.domain.accounts import identity
from webapp.domain.accounts.models import Application


class Command(BaseCommand):
    """The private key is for the company's own server and is kept nowhere here."""

    help = "Makes an Ed25519 key pair for signed logins, stores the public half, prints the private half."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which application, and whether an older key may go."""
        parser.add_argument("application", help="the application's key")
        parser.add_argument("--replace", action="store_true", help="replace the key it has; old signatures end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, store, print."""
        application = Application.objects.filter(app_id=options["application"]).first()
        if application is None:
            raise CommandError(f"There is no application {options['application']!r}.")
        if application.login_key and not options["replace"]:
            raise CommandError("The application has a key; say --replace to end all signatures made with it.")
        private, application.login_key = identity.make_key()
        application.save(update_fields=["login_key"])
        self.stdout.write(private, ending="")
