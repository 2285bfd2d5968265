"""An agent and two customers in one room, a playable file, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told
    from webapp.domain.accounts.models import Account
    from webapp.domain.playback.models import MediaFile

ROOM = 4711


@dataclass
class Cinema:
    """Li serves, Wang and Chen are customers; all sit in the room. `film` can be played."""

    people: dict[str, Account]
    sessions: dict[str, Any]
    film: MediaFile
    told: Told

    def id(self, name: str) -> int:
        """The account id of somebody."""
        return int(self.people[name].pk)

    def play(self, who: str = "li", **more: Any) -> Any:
        """Somebody has the server play the film."""
        from webapp.domain.playback import services

        return services.start_file(session_id=self.sessions[who], file_id=more.pop("file_id", self.film.pk), **more)

    def do(self, verb: str, who: str = "li", **more: Any) -> Any:
        """Somebody steers what is played."""
        from webapp.domain.playback import services

        return getattr(services, verb)(session_id=self.sessions[who], **more)

    def names(self) -> list[str]:
        """What was told, without the media plane's own event."""
        return self.told.names("MediaPlanChanged")

    def leave(self, who: str) -> None:
        """Somebody leaves the room, and what follows from it."""
        from webapp.domain.playback import follow
        from webapp.domain.rooms import services as rooms

        rooms.leave(session_id=self.sessions[who])
        follow.seat_left(self.told.of("SeatLeft")[-1])


def make_film(application: Any, **facts: Any) -> MediaFile:
    """A file that was found playable."""
    from webapp.domain.playback.models import FileState, MediaFile

    found: dict[str, Any] = {"name": "Welcome", "path": "media/welcome.mp4", "state": FileState.READY}
    found |= {"duration_ms": 20_000, "has_sound": True, "has_picture": True, **facts}
    return MediaFile.objects.create(application=application, **found)


@pytest.fixture
def cinema(told: Told) -> Cinema:
    """The people, seated; nobody else hears the events."""
    from webapp.domain.accounts.models import Role
    from webapp.domain.rooms import services as rooms

    bank = make_application("bank", rooms_on_entry=True)
    people = {name: make_account(bank, name) for name in ("li", "wang", "chen")}
    people["li"].role = Role.AGENT
    people["li"].save()
    sessions = {name: come_online(account) for name, account in people.items()}
    for session_id in sessions.values():
        rooms.enter(session_id=session_id, room_id=ROOM)
    cinema = Cinema(people, sessions, make_film(bank), told)
    told.forget()
    return cinema
