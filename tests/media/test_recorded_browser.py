"""What real browsers send, recorded by a real node and composed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from bench.media.house import NodeProcess, WebSide, until
from tests.media.browser import Theatre, theatre
from webapp.media.compose import Wish, compose
from webapp.media.compose.developing import develop
from webapp.media.compose.sides import make_sides
from webapp.media.core.plan import PlannedRecording
from webapp.media.core.style import Framing, Pane
from webapp.media.core.timeline import Segment, read_manifest
from webapp.media.protocol import TakeSnapshot

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture
async def stage(web: WebSide) -> AsyncIterator[Theatre]:
    """A Chromium whose pages sit in the room of `web`."""
    async with theatre(web) as running:
        yield running


def segments(directory: Path) -> list[Segment]:
    """What the manifest says so far."""
    manifest = directory / "manifest.jsonl"
    return read_manifest(manifest.read_bytes().splitlines()) if manifest.exists() else []


PULSE = 18  # frames: the fake camera's picture grows brighter and falls back to black about twice a second


def pictures_seen(path: Path) -> NDArray[np.bool_]:
    """Whether there is a picture in the left and in the right half, for each frame and those half a PULSE around it."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    halves = np.array([[half.mean() for half in np.split(frame, 2, axis=1)] for frame in frames])
    around = np.pad(halves, ((PULSE // 2, PULSE // 2), (0, 0)))
    brightest: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(around, PULSE + 1, axis=0).max(axis=2).T
    return brightest > 20


def loudness(path: Path) -> NDArray[np.float64]:
    """The loudest sample of each 100 ms."""
    with av.open(str(path)) as container:
        sound = np.concatenate([np.abs(frame.to_ndarray()).max(axis=0) for frame in container.decode(audio=0)])
    return np.array([part.max() for part in np.array_split(sound, len(sound) // 4800)])


async def test_a_call_of_two_browsers_is_recorded_side_by_side(
    node: NodeProcess, web: WebSide, stage: Theatre, tmp_path: Path
) -> None:
    """Issue 2, recording: both participants in one MP4, each from when they came, black while the camera is closed."""
    directory = tmp_path / "rec"
    alice, bob = await stage.enter(1), await stage.enter(2)
    everything = [page.stream(kind) for page in (alice, bob) for kind in ("video", "audio")]
    web.record(PlannedRecording(7, str(directory), tuple(everything)))
    await alice.open(("audio", 0), ("video", 0))
    await until(lambda: len(segments(directory)) == 2, what="Alice's segments")
    started_at_ms = min(segment.started_at_ms for segment in segments(directory))
    await asyncio.sleep(2)
    await bob.open(("audio", 0), ("video", 0))
    await until(lambda: len(segments(directory)) == 4, what="Bob's segments")
    bob_came_s = (max(segment.started_at_ms for segment in segments(directory)) - started_at_ms) / 1000
    await asyncio.sleep(2)
    await alice.shut("video", 0)
    shut_s = time.time() - started_at_ms / 1000
    await asyncio.sleep(2)
    web.record()
    stopped_at_ms = round(time.time() * 1000)
    await until(lambda: all(segment.closed_at_ms for segment in segments(directory)), what="closed files")

    out = tmp_path / "film.mp4"
    made = compose(directory, out, Wish(started_at_ms, stopped_at_ms, (1, 2), width=640, height=240))
    left, right = pictures_seen(out)
    assert made.duration_s == pytest.approx((stopped_at_ms - started_at_ms) / 1000, abs=0.1)
    assert left[PULSE : round(shut_s * 25) - PULSE].all()
    assert not left[round(shut_s * 25) + PULSE :].any()
    assert not right[: round(bob_came_s * 25) - PULSE].any()
    assert right[round(bob_came_s * 25) + PULSE : -PULSE].all()
    # The fake microphone beeps twice a second and is silent in between.
    loud = loudness(out) > 0.05
    assert np.count_nonzero(np.diff(loud.astype(int)) == 1) >= 3
    assert not loud.all()


KNOWS_NO_VP8 = """() => {
  const take = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (offer) {
    return take.call(this, {type: offer.type, sdp: offer.sdp.replaceAll(' VP8/', ' unknown/')});
  };
}"""


async def test_a_browser_that_sends_h264_is_recorded_too(
    node: NodeProcess, web: WebSide, stage: Theatre, tmp_path: Path
) -> None:
    """RFC 6184: parameter sets and slices as a real encoder cuts them; every size it chooses is in the film."""
    directory = tmp_path / "rec"
    alice = await stage.enter(1)
    await alice.call(KNOWS_NO_VP8)
    web.record(PlannedRecording(8, str(directory), (alice.stream("video"),)))
    await alice.open(("video", 0), width=1280)
    await until(lambda: len(segments(directory)) >= 1, what="the first segment")
    await asyncio.sleep(4)
    web.record()
    await until(lambda: all(segment.closed_at_ms for segment in segments(directory)), what="closed files")
    found = segments(directory)
    assert {segment.codec for segment in found} == {"h264"}
    out, started_at_ms = tmp_path / "film.mp4", found[0].started_at_ms
    compose(directory, out, Wish(started_at_ms, started_at_ms + 4000, width=640, height=360))
    assert pictures_seen(out)[:, PULSE:-PULSE].all()


@pytest.mark.parametrize("codec", ["vp9", "av1"])
async def test_a_browser_that_prefers_another_codec_is_recorded_and_pictured(
    node: NodeProcess, web: WebSide, stage: Theatre, tmp_path: Path, redis_url: str, codec: str
) -> None:
    """Issue 4: nothing that flows in a room is left out; the recording has the highest layer in the end."""
    directory, still = tmp_path / "rec", tmp_path / "still.jpg"
    alice = await stage.enter(1)
    await asyncio.to_thread(web.say, alice.session, {"type": "prefer", "codecs": [codec]})
    web.record(PlannedRecording(9, str(directory), (alice.stream("video"),)))
    await alice.open(("video", 0), width=1280)

    def has_all_layers() -> bool:
        closed = [segment for segment in segments(directory) if segment.closed_at_ms]
        return len(closed) >= 1 and time.time() * 1000 - segments(directory)[-1].started_at_ms > 3000

    await until(has_all_layers, what="the highest layer for some seconds", timeout_s=30)
    web.client.take_snapshot(TakeSnapshot(web.room, alice.session, "video", 0, "token", str(still), 90))
    await until(still.exists, what="the still picture")
    web.record()
    stopped_at_ms = round(time.time() * 1000)
    await until(lambda: all(segment.closed_at_ms for segment in segments(directory)), what="closed files")
    assert {segment.codec for segment in segments(directory)} == {codec}
    assert size_of(still) == (1280, 720)
    *_, side = make_sides(directory, directory / "sides")
    with av.open(str(side)) as file:
        *_, latest = file.decode(video=0)
    assert (side.suffix, latest.width) == (".webm", 1280)
    out = tmp_path / "film.mp4"
    compose(directory, out, Wish(stopped_at_ms - 2000, stopped_at_ms, width=640, height=360))
    assert pictures_seen(out)[:, PULSE:-PULSE].all()


async def test_a_film_that_shows_a_camera_small_is_made_of_its_middle_layer_until_it_is_shown_large(
    node: NodeProcess, web: WebSide, stage: Theatre, tmp_path: Path
) -> None:
    """ADR 26: what a browser's three layers become; snapshots have the best of them meanwhile."""
    directory, still = tmp_path / "rec", tmp_path / "still.jpg"
    alice = await stage.enter(1)
    small, large = (Pane(1, "video", 0, 0, 0, *size) for size in ((640, 360), (1280, 720)))
    planned = PlannedRecording(10, str(directory), (alice.stream("video"),), framing=panes(small))
    web.record(planned)
    await alice.open(("video", 0), width=1280)
    await until(lambda: bool(segments(directory)), what="the first segment")

    async def best_is_large() -> bool:
        still.unlink(missing_ok=True)
        web.client.take_snapshot(TakeSnapshot(web.room, alice.session, "video", 0, "token", str(still), 90))
        await until(still.exists, what="the still picture")
        return size_of(still) == (1280, 720)

    async with asyncio.timeout(60):
        while not await best_is_large():
            await asyncio.sleep(0.5)
    await asyncio.sleep(2)
    before, changed_ms = len(segments(directory)), round(time.time() * 1000)
    web.record(replace(planned, framing=panes(large)))
    await until(lambda: len(segments(directory)) > before, what="the highest layer")
    await asyncio.sleep(2)
    web.record()
    stopped_ms = round(time.time() * 1000)
    await until(lambda: all(segment.closed_at_ms for segment in segments(directory)), what="closed files")

    [track] = develop(directory)
    # A picture that comes after the change may have been taken a little before it.
    sizes = [(size_of(directory / take.file), take.started_at_ms > changed_ms - 300) for take in track.takes]
    first = sizes.index(((1280, 720), True))
    assert sizes[first - 1] == ((640, 360), False)
    assert ((1280, 720), False) not in sizes
    compose(directory, tmp_path / "film.mp4", Wish(changed_ms - 1500, stopped_ms, width=640, height=360))
    assert pictures_seen(tmp_path / "film.mp4")[:, PULSE:-PULSE].all()


def panes(*shown: Pane) -> Framing:
    """A film of 1280x720 with these places."""
    return Framing(1280, 720, "panes", panes=shown)


def size_of(path: Path) -> tuple[int, int]:
    """Of a picture, or of the first one of a film."""
    with av.open(str(path)) as file:
        return file.streams.video[0].width, file.streams.video[0].height
