"""AnyChat chapters 4.3.1, 4.3.6, 5.5.10 and 5.5.11: recordings and snapshots."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.spec.transferring import disk, fetch, upload, work
from tests.stage import Opener
from webapp.media import protocol

__all__ = ["disk"]

VIDEO, AUDIO, SERVER, MIXAUDIO, ABREAST, SNAPSHOT = 1, 2, 4, 16, 256, 1024
OK, NOT_IN_ROOM, NOT_ALLOWED, USER_HAS_LEFT = 0, 3, 20, 401
START, STOP = 1, 0


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """A customer and an agent in room 1."""
    one, other = await anychat("customer1"), await anychat("agent1")
    for page in (one, other):
        await page.say("BRAC_EnterRoom", 1, "", 0)
    await one.hears("OnAnyChatUserAtRoom", other.id, 1)
    return one, other


async def last() -> Any:
    """The newest recording."""
    from webapp.domain.recordings.models import Recording

    return await sync_to_async(Recording.objects.order_by("-pk").first)()


async def node_and_worker_do_their_work(disk: Path, seconds: float = 12.4, copied: Sequence[Any] = ()) -> None:
    """What a media node and the composing worker report of the newest recording, with a film of five bytes."""
    from webapp.domain.recordings import film

    row = await last()

    def report() -> None:
        film.on_tracks_written(recording_id=row.pk, node="n1")
        path = disk / "recordings" / str(row.pk) / "film.mp4"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"film!")
        relative = str(path.relative_to(disk))
        facts: dict[str, Any] = {"path": relative, "size": 5, "sha256": "0" * 64, "duration_s": seconds}
        film.on_written(recording_id=row.pk, copied=copied, **facts)

    await sync_to_async(report, thread_sensitive=False)()


async def first_packet() -> None:
    """A media node reports the first packet of the newest recording."""
    from webapp.domain.recordings import film

    row = await last()
    report = sync_to_async(film.on_started, thread_sensitive=False)
    await report(recording_id=row.pk, node="n1", at_ms=1_700_000_000_000)


async def test_the_result_of_a_recording_comes_after_the_stop(two: tuple[Page, Page], disk: Path) -> None:
    """5.5.10, 4.3.1: whom, the file, the own parameter, the flags; told once, to the one who asked, after the stop."""
    one, other = two
    flags = VIDEO | AUDIO | SERVER
    assert await one.say("BRAC_StreamRecordCtrl", -1, START, flags, 77) == OK
    await first_packet()
    await one.hears_nothing("OnAnyChatRecordSnapShot")
    assert await one.say("BRAC_StreamRecordCtrl", -1, STOP, flags, 77) == OK
    await node_and_worker_do_their_work(disk)
    user, file, param, kind = await one.hears("OnAnyChatRecordSnapShot")
    assert (user, param, kind) == (one.id, 77, flags)
    assert await fetch(file) == b"film!"
    await other.hears_nothing("OnAnyChatRecordSnapShot")
    await other.hears_nothing("OnAnyChatRecordSnapShotEx")


async def test_the_extended_form_brings_length_and_the_own_text(two: tuple[Page, Page], disk: Path) -> None:
    """4.3.6: whom, file, whole seconds, flags, number and text; only the extended event answers the extended call."""
    one, other = two
    flags = SERVER | MIXAUDIO | ABREAST
    assert await one.say("BRAC_StreamRecordCtrlEx", other.id, START, flags, 8, "合同 17") == OK
    await first_packet()
    assert await one.say("BRAC_StreamRecordCtrlEx", other.id, STOP, flags, 8, "") == OK
    await node_and_worker_do_their_work(disk)
    user, file, elapse, told_flags, param, text = await one.hears("OnAnyChatRecordSnapShotEx")
    assert (user, elapse, told_flags, param, text) == (other.id, 12, flags, 8, "合同 17")
    assert file.startswith("/files/rec/")
    await one.hears_nothing("OnAnyChatRecordSnapShot")


@pytest.mark.parametrize(
    ("flags", "streams"),
    [
        (0, {("one", "audio"), ("one", "video")}),
        (VIDEO, {("one", "video")}),
        (AUDIO | MIXAUDIO, {("one", "audio"), ("other", "audio")}),
        (VIDEO | AUDIO | ABREAST, {("one", "audio"), ("one", "video"), ("other", "video")}),
    ],
)
async def test_flags_decide_what_is_recorded(two: tuple[Page, Page], flags: int, streams: set[tuple[str, str]]) -> None:
    """5.5.10: no flags are sound and picture of the one; others are mixed in by kind."""
    from webapp.domain.recordings import selectors
    from webapp.kernel.ids import RoomId

    one, other = two
    await one.say("BRAC_StreamRecordCtrl", -1, START, flags, 0)
    (planned,) = await sync_to_async(selectors.planned)(RoomId(1))
    names = {one.session: "one", other.session: "other"}
    assert {(names[stream.peer], stream.kind) for stream in planned.streams} == streams


async def test_recordings_show_in_the_mirror_of_the_whole_room(two: tuple[Page, Page], anychat: Opener) -> None:
    """3.4: everyone in the room can read that somebody is being recorded, also who comes later."""
    one, other = two
    await one.say("BRAC_StreamRecordCtrl", -1, START, 0, 0)
    await other.listen()
    (row,) = other.mirror["recordings"].values()
    assert (row["state"], row["subject_id"]) == ("starting", one.id)
    late = await anychat("customer2")
    await late.say("BRAC_EnterRoom", 1, "", 0)
    assert len(late.mirror["recordings"]) == 1
    await late.say("BRAC_LeaveRoom", 1)
    assert not late.mirror.get("recordings")


async def test_a_recorder_who_leaves_gets_the_result_all_the_same(two: tuple[Page, Page], disk: Path) -> None:
    """5.5.10: what was recorded until then is told, wherever he is by now."""
    one, _ = two
    await one.say("BRAC_StreamRecordCtrl", -1, START, 0, 3)
    await first_packet()
    await one.say("BRAC_LeaveRoom", 1)
    assert (await last()).state == "stopping"
    await node_and_worker_do_their_work(disk)
    assert (await one.hears("OnAnyChatRecordSnapShot"))[2] == 3


async def test_a_recording_that_failed_has_an_error_number(two: tuple[Page, Page]) -> None:
    """5.5.10: no result without data; only the second extended event (SDK file) can carry an error."""
    from webapp.domain.recordings import film

    one, _ = two
    await one.say("BRAC_StreamRecordCtrl", -1, START, 0, 3)
    await one.say("BRAC_StreamRecordCtrl", -1, STOP, 0, 3)
    row = await last()
    await sync_to_async(film.fail, thread_sensitive=False)(recording_id=row.pk, reason=film.NOTHING)
    user, code, file, *_rest = await one.hears("OnAnyChatRecordSnapShotEx2")
    assert (user, file) == (one.id, "")
    assert code != OK
    await one.hears_nothing("OnAnyChatRecordSnapShot")


async def test_what_cannot_be_recorded_gets_a_number(anychat: Opener) -> None:
    """5.5.10: from within a room (3), people who sit there (401), once at a time and stopped once (20)."""
    one, other = await anychat("customer1"), await anychat("agent1")
    assert await one.say("BRAC_StreamRecordCtrl", -1, START, 0, 0) == NOT_IN_ROOM
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_StreamRecordCtrl", other.id, START, 0, 0) == USER_HAS_LEFT
    assert await one.say("BRAC_StreamRecordCtrl", -1, STOP, 0, 0) == NOT_ALLOWED
    assert await one.say("BRAC_StreamRecordCtrl", -1, START, 0, 0) == OK
    assert await one.say("BRAC_StreamRecordCtrl", -1, START, 0, 0) == NOT_ALLOWED
    assert await one.say("BRAC_StreamRecordCtrl", 0, START, 0, 0) == NOT_ALLOWED


async def test_a_snapshot_comes_back_with_the_snapshot_flag(two: tuple[Page, Page]) -> None:
    """5.5.11, 4.3.6: the picture's file is told with the snapshot bit in the flags and the own parameter."""
    one, other = two
    picture = b"\xff\xd8\xff\xe0" + b"p" * 100
    assert await one.say("BRAC_SnapShot", other.id, 0, 55, 901, len(picture)) == OK
    (row,) = one.mirror["transfers"].values()
    assert row["kind"] == "snapshot"
    await upload(row["upload_url"], picture)
    await work()
    user, file, param, flags = await one.hears("OnAnyChatRecordSnapShot")
    assert (user, param, flags & SNAPSHOT) == (other.id, 55, SNAPSHOT)
    assert await fetch(file) == picture
    assert (await one.hears("OnAnyChatRecordSnapShotEx"))[:3] == (other.id, file, 0)
    await other.hears_nothing("OnAnyChatRecordSnapShot")
    await one.hears_nothing("OnAnyChatTransFile")


async def asked() -> Any:
    """The newest picture that the server was asked for."""
    from webapp.domain.recordings.models import Snapshot

    return await sync_to_async(Snapshot.objects.order_by("-pk").first)()


@pytest.fixture
def node() -> Iterator[str]:
    """A media node that room 1 is on and that never answers by itself."""
    broker, name = redis.Redis.from_url(os.environ["REDIS_URL"]), "silent"
    broker.set(protocol.lease_key(name), protocol.encode(protocol.Lease(name, 0, 1, 2, "127.0.0.1", 9, 1)))
    broker.set(protocol.room_key(1), name)
    yield name
    broker.delete(protocol.lease_key(name), protocol.room_key(1), protocol.inbox_key(name))


async def test_with_the_server_flag_the_server_takes_the_picture(two: tuple[Page, Page], disk: Path, node: str) -> None:
    """3.5, 5.5.11: the server flag leaves the picture to the server, which has it from the stream itself."""
    from webapp.domain.recordings import stills

    one, other = two
    await other.say("BRAC_UserCameraControl", -1, 1)
    assert await one.say("BRAC_SnapShot", other.id, SERVER, 55) == OK
    row = await asked()
    *_, message = redis.Redis.from_url(os.environ["REDIS_URL"]).lrange(protocol.inbox_key(node), 0, -1)
    wish = protocol.decode(message)
    assert isinstance(wish, protocol.TakeSnapshot)
    assert (wish.room, wish.peer, wish.kind, wish.index, wish.path) == (
        1,
        other.session,
        "video",
        0,
        f"{disk}/{row.path}",
    )
    path = disk / row.path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xd8\xff picture")
    facts = {"taken_ms": 1_700_000_000_000, "size": 11, "sha256": "0" * 64, "width": 1280, "height": 720}
    await sync_to_async(stills.on_taken, thread_sensitive=False)(token=row.token, **facts)
    user, file, param, flags = await one.hears("OnAnyChatRecordSnapShot")
    assert (user, param, flags) == (other.id, 55, SNAPSHOT | SERVER)
    assert await fetch(file) == b"\xff\xd8\xff picture"
    assert (await one.hears("OnAnyChatRecordSnapShotEx2"))[:3] == (other.id, OK, file)
    await other.hears_nothing("OnAnyChatRecordSnapShot")


async def test_a_picture_that_the_server_could_not_take_has_an_error_number(two: tuple[Page, Page]) -> None:
    """5.5.11 and the SDK file: only the second extended event can carry an error."""
    one, other = two
    assert await one.say("BRAC_SnapShot", other.id, SERVER, 55) != OK  # no camera is open
    user, code, file, _seconds, flags, param, _text = await one.hears("OnAnyChatRecordSnapShotEx2")
    assert (user, file, flags, param) == (other.id, "", SNAPSHOT | SERVER, 55)
    assert code != OK
    await other.say("BRAC_UserCameraControl", -1, 1)
    assert await one.say("BRAC_SnapShot", other.id, SERVER, 56) == OK  # but no media node runs here
    user, code, file, *_ = await one.hears("OnAnyChatRecordSnapShotEx2")
    assert (user, file) == (other.id, "")
    assert code != OK
    assert (await asked()).failure
    await one.hears_nothing("OnAnyChatRecordSnapShot")


async def test_a_snapshot_needs_a_room_and_somebody_in_it(anychat: Opener) -> None:
    """5.5.11: one takes pictures of the video one sees."""
    one, other = await anychat("customer1"), await anychat("agent1")
    assert await one.say("BRAC_SnapShot", other.id, 0, 0, 902, 10) == NOT_IN_ROOM
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.say("BRAC_SnapShot", other.id, 0, 0, 903, 10) == USER_HAS_LEFT
    assert await one.say("BRAC_SnapShot", -1, 0, 0, 904, 9 * 2**20) == NOT_ALLOWED
