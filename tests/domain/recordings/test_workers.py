"""Real workers make real films of what a node wrote, and one that is killed in the middle loses nothing."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import pytest

from tests.media.studio import BASE_S, BLUE, RED, Sender, bad_wire, film, tone
from tests.media.studio import Studio as MediaStudio
from tests.workers import Workers, wait_for, workers
from webapp.media.compose.copies import write_copy
from webapp.media.core.plan import Stream

if TYPE_CHECKING:
    from django.test import Client

    from tests.domain.recordings.conftest import Studio
    from webapp.domain.recordings.models import Recording

__all__ = ["workers"]

SECONDS = 3


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch, studio: Studio) -> Studio:
    """The room, with the queue of the real server."""
    from webapp.domain.recordings.events import RecordingTracksClosed
    from webapp.kernel import events
    from webapp.tasks.recordings import queue_film

    def queue(event: Any, to: Any, told: Any) -> None:
        if isinstance(event, RecordingTracksClosed):
            queue_film(event)

    monkeypatch.setattr(events, "_subscribers", [*events._subscribers, queue])
    return studio


async def write(node: MediaStudio, accounts: dict[str, int], acts: list[Any]) -> None:
    """What a media node does while people talk."""
    recorder = node.recorder(accounts)
    node.play(recorder, acts)
    await recorder.close()


def recorded(studio: Studio, storage: Path, seconds: float = SECONDS, **more: Any) -> Recording:
    """Li and Wang were recorded side by side for some seconds; the node has just died."""
    from datetime import UTC, datetime

    from webapp.domain.recordings import film as films
    from webapp.domain.recordings.models import Recording

    row = studio.start(mixes_audio=True, mixes_video=True, width=320, height=120, **more)
    node = MediaStudio(storage / "recordings" / str(row.pk))
    acts = [
        (Stream("li", "audio", 0), "opus", bad_wire(Sender(1).send("opus", tone(440, seconds)))),
        (Stream("li", "video", 0), "vp8", bad_wire(Sender(2).send("vp8", film("vp8", RED, seconds)))),
        (Stream("wang", "video", 0), "vp8", bad_wire(Sender(3).send("vp8", film("vp8", BLUE, seconds)))),
    ]
    asyncio.run(write(node, {"li": studio.id("li"), "wang": studio.id("wang")}, acts))
    films.on_started(recording_id=row.pk, node="n1", at_ms=round(BASE_S * 1000))
    studio.stop()
    stopped = datetime.fromtimestamp(BASE_S + seconds, UTC)
    Recording.objects.filter(pk=row.pk).update(stopped_at=stopped)
    return row


def reread(row: Recording) -> Recording:
    """The recording as the database has it now."""
    row.refresh_from_db()
    return row


def test_a_worker_makes_the_film(wired: Studio, workers: Workers, storage: Path) -> None:
    """Issue 2, recording: both side by side in one MP4, the right length, with a checksum; raw tracks are removed."""
    from webapp.domain.recordings import film as films
    from webapp.domain.recordings import storage as disk

    row = recorded(wired, storage)
    films.on_tracks_written(recording_id=row.pk, node="n1")
    workers.start()
    wait_for(lambda: reread(row).state in ("written", "failed"), 60)
    assert row.state == "written", row.failure
    path = storage / row.path
    assert (row.duration_s, row.file_size, row.sha256) == (SECONDS, path.stat().st_size, disk.sha256(path))
    with av.open(str(path)) as container:
        assert sorted(stream.codec_context.name for stream in container.streams) == ["aac", "h264"]
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(SECONDS, abs=0.1)
    wait_for(lambda: not [*path.parent.glob("*.tape"), *path.parent.glob("sides")])
    assert row.progress == 100


def test_single_people_can_be_played_before_the_film_is_made(
    wired: Studio, storage: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 4, composition: a first playable result at once; the film follows."""
    from webapp.domain.recordings import film as films
    from webapp.domain.recordings.views import view
    from webapp.tasks import recordings as tasks

    row = recorded(wired, storage)
    monkeypatch.setattr(tasks, "_queue", lambda task, recording_id: None)
    films.on_tracks_written(recording_id=row.pk, node="n1")
    tasks.develop(row.pk)
    urls = view(reread(row)).sides
    assert (row.state, len(urls), wired.names()[-1]) == ("composing", 2, "RecordingPlayable")
    for number, url in enumerate(urls):
        assert (answer := client.get(url)).status_code == 200
        assert answer["content-type"] == "video/webm"
        with av.open(str(storage / row.sides[number])) as container:
            assert sorted(stream.type for stream in container.streams) == ["audio", "video"][number:]
            assert max(float(frame.time or 0) for frame in container.decode(video=0)) == pytest.approx(SECONDS, abs=0.2)
    assert client.get(urls[0] + "x").status_code == 404
    tasks.make_film(row.pk)
    assert (reread(row).state, view(row).sides) == ("written", [])


def test_the_other_kinds_of_file_are_made_from_the_film(
    wired: Studio, storage: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5, recording: FLV, TS, MP3 and WAV beside the MP4; one that cannot be made does not harm the others."""
    from webapp.domain.recordings import film as films
    from webapp.domain.recordings import storage as disk
    from webapp.domain.recordings.views import view
    from webapp.tasks import recordings as tasks

    names = {number: f"call.{kind}" for number, kind in enumerate(("flv", "ts", "mp3", "wav", "mp4"), 1)}
    row = recorded(wired, storage, copied=names)
    monkeypatch.setattr(tasks, "_queue", lambda task, recording_id: None)
    films.on_tracks_written(recording_id=row.pk, node="n1")
    (storage / "recordings" / str(row.pk) / "copies" / "3.mp3").mkdir(parents=True)  # where a file shall be put
    tasks.make_film(row.pk)
    made = view(reread(row))
    assert made.state == "written"
    assert [copy.name for copy in made.files if copy.failure] == ["call.mp3"]
    for copy in made.files:
        assert bool(copy.url) == (copy.name != "call.mp3")
        if copy.url:
            path = storage / row.files.get(number=copy.number).path
            answer = client.head(copy.url)
            assert (answer.status_code, answer["content-length"]) == (200, str(path.stat().st_size))
            assert answer["etag"] == f'"{disk.sha256(path)}"'
            with av.open(str(path)) as container:
                assert container.duration is not None
                assert container.duration / 1e6 == pytest.approx(SECONDS, abs=0.15)
    assert not list((storage / "recordings" / str(row.pk)).glob("draft-*"))


@pytest.mark.timeout(240)
def test_a_worker_killed_while_it_makes_the_film_loses_nothing(wired: Studio, workers: Workers, storage: Path) -> None:
    """The next worker goes on when the lease has run out; half a film is never shown."""
    from webapp.domain.recordings import film as films
    from webapp.domain.recordings.models import Recording
    from webapp.kernel import clock
    from webapp.tasks import recordings as tasks

    row = recorded(wired, storage, 8)
    folder = storage / "recordings" / str(row.pk)
    Recording.objects.filter(pk=row.pk).update(width=1280, height=720)
    films.on_tracks_written(recording_id=row.pk, node="n1")
    first = workers.start()
    wait_for(lambda: list(folder.glob("parts/*/*.draft")), 30)
    time.sleep(0.3)
    workers.kill(first)
    assert reread(row).state == "composing", "the worker was too fast to be hit: make the film longer"
    assert row.lease_until is not None
    assert not row.path
    # The lease runs out.
    Recording.objects.filter(pk=row.pk).update(lease_until=clock.now())
    workers.start()
    tasks.sweep.delay()
    wait_for(lambda: reread(row).state in ("written", "failed"), 120)
    assert (row.state, row.duration_s) == ("written", 8)
    wait_for(lambda: not list(folder.glob("draft-*")))


def test_a_worker_that_dies_among_the_copies_leaves_what_was_finished(
    wired: Studio, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 4, composition: retried after a crash without redoing finished parts, the film and whole copies of it."""
    from webapp.domain.recordings import film as films
    from webapp.domain.recordings import storage as disk
    from webapp.domain.recordings.views import view
    from webapp.tasks import recordings as tasks

    def dies_at_wav(film: Path, out: Path, kind: str, still_at_it: Any) -> None:
        if kind == "wav":
            raise SystemExit  # as if the process were gone: nothing of ours handles it
        write_copy(film, out, kind, still_at_it)

    def notes(film: Path, out: Path, kind: str, still_at_it: Any) -> None:
        written.append(kind)
        write_copy(film, out, kind, still_at_it)

    written: list[str] = []
    row = recorded(wired, storage, seconds=1, copied={1: "call.flv", 2: "call.wav", 3: "call.ts"})
    monkeypatch.setattr(tasks, "_queue", lambda task, recording_id: None)
    films.on_tracks_written(recording_id=row.pk, node="n1")
    monkeypatch.setattr(tasks, "write_copy", dies_at_wav)
    with pytest.raises(SystemExit):
        tasks.make_film(row.pk)
    assert (reread(row).state, view(row).url) == ("composing", "")
    films.release(row.pk)  # its claim has run out
    monkeypatch.setattr(tasks, "compose", lambda *_: pytest.fail("the film was there"))
    monkeypatch.setattr(tasks, "write_copy", notes)
    tasks.make_film(row.pk)
    assert (reread(row).state, written) == ("written", ["wav", "ts"])
    assert [bool(file.path) for file in row.files.order_by("number")] == [True] * 3
    assert (row.duration_s, row.sha256) == (1, disk.sha256(storage / row.path))
