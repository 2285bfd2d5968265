"""What is played as part of the media plan: whose streams they are, and who gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.domain.playback.conftest import ROOM

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.domain.playback.conftest import Cinema
    from webapp.media.core.plan import Plan


def planned() -> Plan:
    """The room's plan."""
    from webapp.domain.playback.plan import with_playback
    from webapp.domain.rooms.plan import plan_for
    from webapp.kernel.ids import RoomId

    return with_playback(plan_for(RoomId(ROOM)))


def gets(cinema: Cinema, kind: str) -> set[str]:
    """Who receives the played picture or sound."""
    names = {session: name for name, session in cinema.sessions.items()}
    return {names[r.viewer] for r in planned().routes if (r.source.kind, r.source.index) == (kind, 1)}


def want(cinema: Cinema, who: str, kind: str, index: int = 0) -> None:
    """Somebody asks for a stream of Li."""
    from webapp.domain.rooms import devices
    from webapp.kernel.ids import AccountId, ApplicationId

    devices.want(
        session_id=cinema.sessions[who],
        application_id=ApplicationId(cinema.film.application_id),
        source_id=AccountId(cinema.id("li")),
        kind=kind,
        index=index,
    )


def test_whoever_sees_the_person_sees_what_they_play(cinema: Cinema) -> None:
    """Pages of every vendor get it without a new word: the picture with the picture, the sound with the sound."""
    cinema.play()
    want(cinema, "wang", "video")
    want(cinema, "chen", "audio")
    assert gets(cinema, "screen") == {"wang", "li"}  # who started it watches, too: the server plays it
    assert gets(cinema, "audio") == {"chen", "li"}


def test_what_a_page_plays_it_publishes_itself(cinema: Cinema) -> None:
    """The page's own connection carries it, so its person gets nothing back; a page may ask for the picture alone."""
    cinema.do("start_page", name="a.mp4")
    want(cinema, "wang", "screen", 1)
    plan = planned()
    (li,) = [peer for peer in plan.peers if peer.account == cinema.id("li")]
    assert (li.peer, li.publishes, li.plays) == (cinema.sessions["li"], (("screen", 1), ("audio", 1)), None)
    assert gets(cinema, "screen") == {"wang"}
    assert gets(cinema, "audio") == set()


def test_the_server_plays_as_a_peer_of_its_own(cinema: Cinema, tmp_path: Path, settings: Any) -> None:
    """The node gets the file, where it is to begin, and in whose name it appears."""
    from webapp.domain.playback import services
    from webapp.domain.playback.models import Playback

    settings.STORAGE_DIR = tmp_path
    cinema.play()
    number = Playback.objects.get().pk
    (player,) = [peer for peer in planned().peers if peer.plays]
    assert (player.peer, player.account, player.reply_to) == (f"player-{number}", cinema.id("li"), "")
    assert player.plays is not None
    assert (player.plays.path, player.plays.since_ms) == (str(tmp_path / "media/welcome.mp4"), 0)
    services.on_moved(playback_id=number, position_ms=0, at_ms=1_700_000_000_000, seeks=0)
    cinema.do("pause")
    (player,) = [peer for peer in planned().peers if peer.plays]
    assert player.plays is not None
    assert (player.plays.is_playing, player.plays.since_ms, player.plays.position_ms) == (False, 0, 20_000)
    cinema.do("stop")
    assert [peer for peer in planned().peers if peer.plays] == []


def test_a_file_without_sound_has_no_sound(cinema: Cinema) -> None:
    """A stream that never comes would look like a fault."""
    cinema.film.has_sound = False
    cinema.film.save()
    cinema.play()
    (player,) = [peer for peer in planned().peers if peer.plays]
    assert player.publishes == (("screen", 1),)


def test_films_of_the_room_take_it_along(cinema: Cinema) -> None:
    """It is a stream of the room: with its person, and with everybody where others are mixed in."""
    from webapp.domain.playback.models import Playback
    from webapp.domain.recordings import selectors, services
    from webapp.domain.recordings.order import Order
    from webapp.kernel.ids import RoomId

    services.start(session_id=cinema.sessions["li"])
    services.start(session_id=cinema.sessions["wang"])
    services.start(session_id=cinema.sessions["chen"], order=Order(mixes_audio=True))
    cinema.play()
    peer = f"player-{Playback.objects.get().pk}"
    taken = [
        {(s.kind, s.index) for s in recording.streams if s.peer == peer}
        for recording in selectors.planned(RoomId(ROOM))
    ]
    assert taken == [{("screen", 1), ("audio", 1)}, set(), {("audio", 1)}]
