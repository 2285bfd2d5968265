"""Live outputs of a recording: their life, their part of the plan, and play lists that are whole in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.domain.recordings.conftest import ROOM
from webapp.kernel.errors import InvalidArgument, RecordingLimitExceeded
from webapp.kernel.ids import RoomId
from webapp.media.core.hls import LOG, PLAYLIST, Segment, log_line
from webapp.media.core.live import PlannedLive
from webapp.media.core.style import Overlay, Style

if TYPE_CHECKING:
    from tests.domain.recordings.conftest import Studio
    from webapp.domain.recordings.models import Recording

RTMP, LIST = "rtmp://live.example/app/key", "/x/call.m3u8"


def planned() -> PlannedLive | None:
    """The live mix of the only recording in the plan."""
    from webapp.domain.recordings import selectors

    (found,) = selectors.planned(RoomId(ROOM))
    return found.live


def told(row: Recording, number: int, state: str, cause: str = "", reason: str = "") -> None:
    """The node says how an output is."""
    from webapp.domain.recordings import film

    film.on_output_told(recording_id=row.pk, node="n1", number=number, state=state, cause=cause, reason=reason)


def states(row: Recording) -> list[str]:
    """Of all outputs."""
    return [output.state for output in row.outputs.order_by("number")]


def test_outputs_are_planned_until_they_have_failed(studio: Studio) -> None:
    """RTMP goes to its address, a play list into the recording's folder; what has failed is not tried for ever."""
    from webapp.domain.recordings import storage

    row = studio.start(mixes_video=True, outputs={1: RTMP, 2: LIST}, style=Style(frames_per_s=15))
    live = planned()
    assert live is not None
    assert [(out.number, out.target) for out in live.outputs] == [(1, RTMP), (2, str(storage.live(row.pk, 2)))]
    assert (live.first, live.size, live.style.frames_per_s) == (studio.id("li"), (1280, 720), 15)
    told(row, 1, "failed", "unreachable", "Connection refused")
    told(row, 2, "running")
    live = planned()
    assert live is not None
    assert [out.number for out in live.outputs] == [2]
    told(row, 1, "running")  # too late
    assert states(row) == ["failed", "running"]
    assert studio.names().count("LiveOutputChanged") == 2


def test_a_changed_layout_is_planned_at_once(studio: Studio) -> None:
    """And so are other texts; a later change of the layout alone leaves them."""
    from webapp.domain.recordings import services

    row = studio.start(outputs={0: RTMP})
    before = studio.told.copy()
    services.rearrange(
        owner_id=row.owner_id, recording_id=row.pk, layout="speaker", overlays=(Overlay(text="x"),), config={"a": 1}
    )
    services.rearrange(owner_id=row.owner_id, recording_id=row.pk, layout="grid")
    assert [type(event).__name__ for event in studio.told[len(before) :]].count("MediaPlanChanged") == 2
    live = planned()
    assert live is not None
    assert (live.style.layout, [overlay.text for overlay in live.style.overlays]) == ("grid", ["x"])
    row.refresh_from_db()
    assert row.config == {"a": 1}


def test_a_play_list_is_whole_when_the_recording_has_stopped(studio: Studio) -> None:
    """Whoever wrote it, on however many nodes: the list on demand names every segment that is in the log."""
    from webapp.domain.recordings import film, storage

    row = studio.start(outputs={0: LIST})
    told(row, 0, "running")
    folder = storage.live(row.pk, 0)
    folder.mkdir(parents=True)
    pieces = [Segment(f"{number:06}.ts", 2.0, is_break=number == 4) for number in range(9)]
    (folder / LOG).write_bytes(b"".join(log_line(piece) for piece in pieces) + b'{"name": "0000')
    studio.stop()
    film.on_tracks_written(recording_id=row.pk, node="n2")
    lines = (folder / PLAYLIST).read_text().splitlines()
    assert [line for line in lines if line.endswith(".ts")] == [piece.name for piece in pieces]
    assert lines[-1] == "#EXT-X-ENDLIST"
    assert states(row) == ["ended"]


def test_a_recording_that_fails_ends_its_live_outputs(studio: Studio) -> None:
    """They are no longer in the plan, and the room hears it."""
    from webapp.domain.recordings import film

    row = studio.start(outputs={0: RTMP})
    told(row, 0, "running")
    film.on_recorder_failed(recording_id=row.pk, node="n1", reason="No space left on device")
    assert states(row) == ["ended"]
    assert studio.names()[-2:] == ["LiveOutputChanged", "RecordingFailed"]


def test_a_recording_that_is_only_live_runs_and_fails_with_its_outputs(studio: Studio) -> None:
    """The first that runs starts it, the last that fails ends it."""
    row = studio.start(outputs={0: RTMP, 1: RTMP}, keeps_film=False)
    told(row, 0, "failed", "unreachable", "Connection refused")
    row.refresh_from_db()
    assert row.state == "starting"
    told(row, 1, "running")
    row.refresh_from_db()
    assert row.state == "running"
    told(row, 1, "failed", "broken", "The live mixer died.")
    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "The live mixer died.")


def test_targets_are_checked_and_bounded(studio: Studio) -> None:
    """No other protocol, no files of the server, and not many."""
    from webapp.domain.recordings.models import Recording

    for target in ("http://live.example/x", "/etc/passwd", "rtmp://live.example/x live=1"):
        with pytest.raises(InvalidArgument):
            studio.start(outputs={0: target})
    with pytest.raises(RecordingLimitExceeded):
        studio.start(outputs=dict.fromkeys(range(5), RTMP))
    assert not Recording.objects.exists()
