"""Three people in one room, and what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from webapp.domain.accounts.models import Account
    from webapp.domain.recordings.models import Recording
    from webapp.kernel.events import Event

ROOM = 4711


@dataclass
class Studio:
    """Li asks, Wang and Chen sit there too, Zhao sits nowhere; `told` is every event, in order."""

    people: dict[str, Account]
    told: list[Event] = field(default_factory=list)

    def id(self, name: str) -> int:
        """The account id of somebody."""
        return int(self.people[name].pk)

    def names(self) -> list[str]:
        """What was told, by name, without the media plane's own event."""
        return [type(event).__name__ for event in self.told if type(event).__name__ != "MediaPlanChanged"]

    def start(self, who: str = "li", **more: Any) -> Recording:
        """Somebody starts a recording."""
        from webapp.domain.recordings import services
        from webapp.domain.recordings.order import Order

        subject_id = more.pop("subject_id", None)
        return services.start(session_id=f"s-{who}", subject_id=subject_id, order=Order(**more))

    def stop(self, who: str = "li", **more: Any) -> Recording:
        """Somebody stops a recording."""
        from webapp.domain.recordings import services

        return services.stop(session_id=f"s-{who}", **more)


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    """An empty storage directory."""
    settings.STORAGE_DIR = tmp_path
    return tmp_path


@pytest.fixture
def studio(transactional_db: None, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The people, seated; nobody else hears the events."""
    from webapp.domain.accounts.models import Account, Application
    from webapp.domain.presence.models import Session
    from webapp.domain.rooms.models import Room, Seat
    from webapp.kernel import clock, events

    bank = Application.objects.create(app_id="bank", name="Bank")
    room = Room.objects.create(number=ROOM, application=bank)
    people = {}
    for name in ("li", "wang", "chen", "zhao"):
        account = Account.objects.create(application=bank, login_name=name, external_id=name)
        session = Session.objects.create(
            id=f"s-{name}", application=bank, account=account, dialect="anychat", state="logged_in"
        )
        if name != "zhao":
            Seat.objects.create(room=room, session=session, account=account, entered_at=clock.now())
        people[name] = account
    studio = Studio(people)
    monkeypatch.setattr(events, "_subscribers", [lambda event, to, told: studio.told.append(event)])
    return studio
