"""Fills an empty database with the demo application; a second run changes nothing."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from webapp.domain.accounts import services as accounts
from webapp.domain.accounts.models import DEFAULT_KEY, Application, Role
from webapp.domain.playback import library
from webapp.domain.queues import demo as queues
from webapp.domain.queues.models import Area
from webapp.domain.rooms.models import Room
from webapp.management.demo_clip import write_clip
from webapp.tasks.playback import check

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
FILM = "等候片 · While you wait"


class Command(BaseCommand):
    """`manage.py seed_demo`: application, accounts, rooms, areas and queues of the demo."""

    help = "Fill an empty database with the demo application."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--film", action="store_true", help="also make a film for those who wait (some seconds)")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        application, is_new = self._application()
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
        if options["film"] and is_new:
            transaction.on_commit(lambda: self._film(application))
        if options["verbosity"]:
            self.stdout.write("The demo application is there.")

    def _application(self) -> tuple[Application, bool]:
        facts = {"name": "Demo", "secret": DEFAULT_KEY, "is_default": True}
        return Application.objects.get_or_create(app_id=DEFAULT_KEY, defaults=facts)

    def _film(self, application: Application) -> None:
        """Something to see and hear for all who wait; made once, so that it can be thrown away."""
        with tempfile.TemporaryDirectory() as folder:
            clip = Path(folder) / "clip.mp4"
            write_clip(clip)
            film = library.add(application=application, name=FILM, content=[clip.read_bytes()])
        check(film.pk)
        Area.objects.filter(application=application, waiting_media=None).update(waiting_media=film)

    def _admin(self) -> None:
        users = get_user_model().objects
        if not users.filter(username=ADMIN).exists():
            users.create_superuser(ADMIN, password=f"{ADMIN}-pass")
