"""Files of single streams: which are begun when, what they are called, and what workers make of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import av
import pytest

from tests.domain.recordings.conftest import ROOM
from tests.domain.recordings.test_workers import write
from tests.media.studio import BASE_S, BLUE, RED, Sender, film, tone
from tests.media.studio import Studio as MediaStudio
from webapp.media.core.plan import Stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from django.test import Client

    from tests.domain.recordings.conftest import Studio
    from webapp.domain.recordings.models import Recording
    from webapp.domain.recordings.separate import Choice


def separate(studio: Studio, *chosen: Choice, name: str = "{user}_{camera}.mp4", **more: Any) -> Recording:
    """Li has these cameras written to files of their own; everybody's without any."""
    from webapp.domain.recordings.separate import Choice, Rule

    return studio.start(form="mixer", key="m", rules=[Rule("video", name, chosen or (Choice(),), **more)])


def opens(name: str, *cameras: int, **more: Any) -> None:
    """Somebody's cameras and microphone are these now, and the room's recordings follow."""
    from webapp.domain.recordings import follow
    from webapp.domain.rooms.events import MediaPlanChanged
    from webapp.domain.rooms.models import Seat
    from webapp.kernel.ids import RoomId

    Seat.objects.filter(session_id=f"s-{name}").update(cameras=cameras, **more)
    follow.plan_changed(MediaPlanChanged(RoomId(ROOM)))


def names(row: Recording) -> list[str]:
    """The files of a recording."""
    return list(row.files.values_list("file_name", flat=True))


def test_a_file_begins_when_its_stream_opens_for_the_first_time(studio: Studio) -> None:
    """Each is told once; one that was closed and opened again goes on in its file."""
    row = separate(studio)
    opens("li", 0)
    opens("wang", 0, 2)
    opens("li")
    opens("li", 0)
    assert names(row) == ["li_1.mp4", "wang_1.mp4", "wang_3.mp4"]
    assert studio.names() == ["RecordingRequested", *["RecordedFileBegun"] * 3]


def test_a_recording_that_is_over_begins_no_file(studio: Studio) -> None:
    """What opens after the stop is not recorded."""
    from webapp.domain.recordings import services

    row = separate(studio)
    services.stop_by_key(owner_id=row.owner_id, key="m")
    opens("li", 0)
    assert names(row) == []


@pytest.mark.parametrize(
    ("user", "index", "begun"),
    [
        ("", -2, ["li_1.mp4", "li_3.mp4", "wang_2.mp4"]),
        ("", -1, ["li_3.mp4", "wang_2.mp4"]),
        ("li", -2, ["li_1.mp4", "li_3.mp4"]),
        ("li", 0, ["li_1.mp4"]),
        ("wang", 0, []),
        ("ghost", -2, []),
    ],
)
def test_chosen_are_all_cameras_default_ones_or_one(studio: Studio, user: str, index: int, begun: list[str]) -> None:
    """Li's default camera is the third; of Wang, whose default camera is closed, the first that is open counts."""
    from webapp.domain.recordings.separate import Choice

    row = separate(studio, Choice(user, index))
    opens("li", 0, 2, default_camera=2)
    opens("wang", 1)
    assert names(row) == begun


@pytest.mark.parametrize(
    ("pattern", "user", "name", "target"),
    [
        ("/d/{user}/{camera}.mp4", "li", "1.mp4", "/d/li/1.mp4"),
        ("a/../{user}.mp4", "../../etc/x", ".._.._etc_x.mp4", "a/../.._.._etc_x.mp4"),
        ("d\\{user}:*.MP4", "李", "李__.MP4", "d/李__.MP4"),
        ("{user}.mp4", "{camera}\n", "{camera}_.mp4", "{camera}_.mp4"),
        (".mp4", "li", "stream.mp4", "stream.mp4"),
        ("{user}.mp4", "x" * 300, "x" * 200 + ".mp4", "x" * 200 + ".mp4"),
    ],
)
def test_no_name_leads_out_of_its_folder(pattern: str, user: str, name: str, target: str) -> None:
    """Users may be called anything; on the disk the file has a number for a name anyway."""
    from webapp.domain.recordings.separate import Rule, named

    assert named(Rule("video", pattern), {"user": user, "camera": "1", "time": "t"}, ()) == (name, target)


def test_two_streams_never_have_the_same_name(studio: Studio) -> None:
    """Whatever the page calls them."""
    row = separate(studio, name="/d/all.mp4")
    opens("li", 0, 1)
    opens("wang", 0)
    assert names(row) == ["all.mp4", "all-2.mp4", "all-3.mp4"]


def test_others_can_be_chosen_and_only_by_the_owner(studio: Studio) -> None:
    """The rules stay as they are, only whose streams changes; a stranger's wish and a wrong number change nothing."""
    from webapp.domain.recordings import selectors, services
    from webapp.domain.recordings.separate import Choice
    from webapp.kernel.errors import InvalidArgument, RecordingMissing
    from webapp.kernel.ids import RoomId

    row = separate(studio, Choice("li"))
    opens("wang", 0)

    def choose(owner: str, *chosen: tuple[Choice, ...]) -> None:
        services.choose_streams(owner_id=studio.id(owner), recording_id=row.pk, chosen=chosen, config={"new": 1})

    with pytest.raises(RecordingMissing):
        choose("wang", (Choice(),))
    with pytest.raises(InvalidArgument):
        choose("li", (Choice(),), (Choice(),))
    choose("li", (Choice("wang", 0),))
    opens("wang", 0)
    assert (names(row), selectors.recording(row.pk).config) == (["wang_1.mp4"], {"new": 1})
    (planned,) = selectors.planned(RoomId(ROOM))
    assert {(stream.peer, stream.kind) for stream in planned.streams} == {("s-wang", "audio"), ("s-wang", "video")}


def recorded(studio: Studio, storage: Path, row: Recording, people: Sequence[str]) -> None:
    """The cameras and microphones of these people were taken for a second; the mixer was stopped."""
    from webapp.domain.recordings import film as films
    from webapp.domain.recordings import services

    acts: list[Any] = []
    for number, name in enumerate(people):
        acts += [
            (Stream(name, "video", 0), "vp8", Sender(number).send("vp8", film("vp8", (RED, BLUE)[number], 1))),
            (Stream(name, "audio", 0), "opus", Sender(10 + number).send("opus", tone(440, 1))),
        ]
    node = MediaStudio(storage / "recordings" / str(row.pk))
    asyncio.run(write(node, {name: studio.id(name) for name in people}, acts))
    films.on_started(recording_id=row.pk, node="n1", at_ms=round(BASE_S * 1000))
    services.stop_by_key(owner_id=row.owner_id, key="m")
    films.on_tracks_written(recording_id=row.pk, node="n1")


def test_a_worker_makes_each_file_and_says_which_stream_sent_nothing(
    studio: Studio, storage: Path, client: Client
) -> None:
    """Written is what can be fetched; the tapes are removed, and there is no film of all."""
    from webapp.domain.recordings.views import view
    from webapp.tasks import recordings as tasks
    from webapp.tasks.stream_files import NOTHING_SENT

    row = separate(studio)
    for name in ("li", "wang", "chen"):
        opens(name, 0)
    recorded(studio, storage, row, ["li", "wang"])
    tasks.make_film(row.pk)
    row.refresh_from_db()
    made = view(row)
    assert (row.state, made.url, made.size) == ("written", "", sum(file.size for file in made.files))
    assert [(file.name, file.failure) for file in made.files if not file.url] == [("chen_1.mp4", NOTHING_SENT)]
    for file in made.files[:2]:
        assert client.head(file.url)["content-length"] == str(file.size)
        assert file.duration_s == pytest.approx(1, abs=0.15)
        with av.open(str(storage / row.files.get(number=file.number).path)) as container:
            assert sorted(stream.type for stream in container.streams) == ["audio", "video"]
    assert not list((storage / "recordings" / str(row.pk)).glob("*.tape"))


def test_what_hinders_one_file_is_tried_again_and_then_left_out(studio: Studio, storage: Path) -> None:
    """Three attempts; the files that are there are not made again, and go out in the end."""
    from webapp.domain.recordings.files import NOT_MADE
    from webapp.domain.recordings.models import Recording
    from webapp.tasks import recordings as tasks

    row = separate(studio)
    opens("li", 0)
    opens("wang", 0)
    recorded(studio, storage, row, ["li", "wang"])
    folder = storage / "recordings" / str(row.pk) / "copies"
    (folder / "1.mp4").mkdir(parents=True)  # where the second file shall be put
    tasks.make_film(row.pk)
    row.refresh_from_db()
    first = row.files.get(number=0)
    assert (row.state, bool(first.path), first.failure) == ("composing", True, "")
    before = (folder / "0.mp4").stat().st_mtime_ns
    Recording.objects.filter(pk=row.pk).update(attempts=2)
    tasks.make_film(row.pk)
    row.refresh_from_db()
    assert (row.state, row.files.get(number=1).failure) == ("written", NOT_MADE)
    assert (folder / "0.mp4").stat().st_mtime_ns == before


def test_where_nobody_sent_anything_the_recording_fails(studio: Studio, storage: Path) -> None:
    """There is a sentence for it, and no file."""
    from webapp.domain.recordings import film as films
    from webapp.tasks import recordings as tasks

    row = separate(studio)
    opens("chen", 0)
    recorded(studio, storage, row, [])
    tasks.make_film(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", films.NOTHING)
