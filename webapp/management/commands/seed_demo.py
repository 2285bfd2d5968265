"""Fills an empty database with the demo application; a second run changes nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from webapp.domain.accounts import services as accounts
from webapp.domain.accounts.models import DEFAULT_KEY, Application, Role
from webapp.domain.queues import demo as queues
from webapp.domain.rooms.models import Room

# name, role, what friends read under the name
PEOPLE = (
    ("customer1", Role.CUSTOMER, "您好"),
    ("customer2", Role.CUSTOMER, "请多关照"),
    ("agent1", Role.AGENT, "竭诚为您服务"),
    ("agent2", Role.AGENT, "很高兴为您服务"),
    ("supervisor1", Role.SUPERVISOR, "值班主管"),
)
ROOMS: dict[int, dict[str, Any]] = {
    9001: {"name": "locked", "is_locked": True},
    9002: {"name": "one chair", "capacity": 1},
    9003: {"name": "password", "password": "secret"},
}
ADMIN = "admin"


class Command(BaseCommand):
    """`manage.py seed_demo`: application, accounts, rooms, areas and queues of the demo."""

    help = "Fill an empty database with the demo application."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        application = self._application()
        for name, role, signature in PEOPLE:
            accounts.register(
                application=application,
                login_name=name,
                password=f"{name}-pass",
                nickname=name,
                role=role,
                signature=signature,
            )
        for number, facts in ROOMS.items():
            Room.objects.get_or_create(number=number, defaults={"application": application, **facts})
        queues.seed(application)
        self._admin()
        if options["verbosity"]:
            self.stdout.write("The demo application is there.")

    def _application(self) -> Application:
        facts = {"name": "Demo", "secret": DEFAULT_KEY, "is_default": True}
        return Application.objects.get_or_create(app_id=DEFAULT_KEY, defaults=facts)[0]

    def _admin(self) -> None:
        users = get_user_model().objects
        if not users.filter(username=ADMIN).exists():
            users.create_superuser(ADMIN, password=f"{ADMIN}-pass")
