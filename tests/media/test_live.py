"""Live mixing (issue 4): a real node, its mixer process, and what spectators get."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import redis
from PIL import Image

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import PlainPage
from tests.media.scene import EnterPage, all_task_facts
from tests.media.studio import BLUE, FPS, RED, film, tone, vp8_payloads
from webapp.media.core.hls import PLAYLIST
from webapp.media.core.live import PlannedLive, PlannedOutput
from webapp.media.core.plan import PlannedRecording
from webapp.media.core.style import WHOEVER, Pane, Style
from webapp.servers.processes import free_port

pytestmark = pytest.mark.servers

SIZE = (320, 180)
STYLE = Style(frames_per_s=15)
LEFT, RIGHT, MIDDLE, ABOVE = (80, 70), (240, 70), (160, 60), (300, 20)
AGAIN, UPON = (300, 80), (300, 160)
KEY = "key-of-the-stream"
UNREACHABLE = "rtmp://127.0.0.1:1/live/x"


class Cast:
    """Two people who send a colour, and the first a tone, for as long as the test runs."""

    def __init__(self, web: WebSide, pages: list[PlainPage]) -> None:
        self.web, self.pages = web, pages
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Open the devices and send."""
        for page, colour in zip(self.pages, (RED, BLUE), strict=True):
            await page.open(("video", 0), ("audio", 0))
            self._tasks.append(asyncio.ensure_future(_send_film(page, film("vp8", colour, 2, (160, 120), 8))))
            self._tasks.append(asyncio.ensure_future(_send_sound(page, tone(440, 2))))

    async def end(self) -> None:
        """Stop sending."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def pane(self, number: int, x: int, width: int) -> Pane:
        """A person's picture from top to bottom."""
        return Pane(self.pages[number].account, "video", 0, x, 0, width, SIZE[1], "stretch")

    def mix(self, *outputs: str, style: Style = STYLE, key: int = 1) -> PlannedRecording:
        """Have everybody mixed live into these outputs; nothing is recorded."""
        planned = tuple(PlannedOutput(number, target) for number, target in enumerate(outputs))
        streams = tuple(page.stream(kind) for page in self.pages for kind in ("audio", "video"))
        live = PlannedLive(planned, *SIZE, style, self.pages[0].account)
        recording = PlannedRecording(key, "", streams, live)
        self.web.record(recording)
        return recording


async def _send_film(page: PlainPage, frames: list[bytes]) -> None:
    async for frame in _at_its_time(frames, 1 / FPS):
        stream = page.sent.get(("video", 0))  # another one after every new connection
        if stream is None:
            continue
        payloads = vp8_payloads(frame)
        for number, payload in enumerate(payloads):
            stream.send(payload, marker=number == len(payloads) - 1)
            stream.timestamp = (stream.timestamp - 3000) & 0xFFFFFFFF
        stream.timestamp = (stream.timestamp + 90000 // FPS) & 0xFFFFFFFF


async def _send_sound(page: PlainPage, packets: list[bytes]) -> None:
    async for packet in _at_its_time(packets, 0.02):
        stream = page.sent.get(("audio", 0))
        if stream is None:
            continue
        stream.send(packet)
        stream.timestamp = (stream.timestamp - 3000 + 960) & 0xFFFFFFFF


async def _at_its_time(frames: list[bytes], every_s: float) -> AsyncIterator[bytes]:
    """Round and round; a busy machine makes them late, but not slower."""
    begun_s = time.monotonic()
    for number, frame in enumerate(itertools.cycle(frames)):
        await asyncio.sleep(max(begun_s + number * every_s - time.monotonic(), 0))
        yield frame


@pytest.fixture(autouse=True)
def own_slots(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nodes of other tests take no slot of ours."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
async def cast(node: NodeProcess, web: WebSide, enter: EnterPage) -> AsyncIterator[Cast]:
    """Two people who send."""
    made = Cast(web, [enter(1001), enter(1002)])
    await made.begin()
    yield made
    await made.end()


class Receiver:
    """An RTMP server, which keeps what it gets."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.address = folder, f"rtmp://127.0.0.1:{free_port()}/live/{KEY}"
        folder.mkdir()
        command = [sys.executable, "-m", "tests.media.rtmp_receiver", self.address, str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    @property
    def streams(self) -> list[Path]:
        """The streams that have ended, in order."""
        return sorted(self._folder.glob("*.flv"))


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """One that listens."""
    made = Receiver(tmp_path / "received")
    yield made
    made.process.kill()
    made.process.wait()


class Told:
    """What the node told of outputs."""

    def __init__(self, redis_url: str, room: int) -> None:
        self._broker, self._room = redis.Redis.from_url(redis_url), room

    def states(self, number: int, key: int = 1) -> list[str]:
        """The states of an output, in order."""
        found = all_task_facts(self._broker, "media.output_told", self._room)
        return [facts["state"] for facts in found if (facts["recording_id"], facts["number"]) == (key, number)]

    def last(self, number: int, key: int = 1) -> dict[str, Any]:
        """The newest word about an output."""
        found = all_task_facts(self._broker, "media.output_told", self._room)
        return [facts for facts in found if (facts["recording_id"], facts["number"]) == (key, number)][-1]

    async def until(self, number: int, state: str, key: int = 1, *, times: int = 1) -> None:
        """Wait for a state."""
        what = f"output {number}: {state}"
        await until(lambda: self.states(number, key).count(state) >= times, what=what, timeout_s=40)


@pytest.fixture
def told(redis_url: str, web: WebSide) -> Told:
    """Of the room."""
    return Told(redis_url, web.room)


class Watched:
    """What somebody sees who plays the pieces of a folder or a file."""

    def __init__(self, *files: Path) -> None:
        self.pictures: list[np.ndarray[Any, Any]] = []
        self.times: list[float] = []
        self.samples = 0
        self.is_loud = False
        for file in files:
            self._watch(file)

    def _watch(self, file: Path) -> None:
        with av.open(str(file)) as container:
            for picture in container.decode(video=0):
                self.pictures.append(picture.to_ndarray(format="rgb24"))
                self.times.append(picture.time or 0)
        with av.open(str(file)) as container:
            for sound in container.decode(audio=0):
                self.samples += sound.samples
                self.is_loud |= float(np.abs(sound.to_ndarray()).max()) > 0.05

    def colours(self, at: tuple[int, int]) -> str:
        """Red, blue or something else (r, b, .) at a place of every picture."""
        return "".join(_name(picture[at[1], at[0]]) for picture in self.pictures)


def _name(pixel: np.ndarray[Any, Any]) -> str:
    red, green, blue = (int(value) for value in pixel)
    return "r" if red > 127 > max(green, blue) else "b" if blue > 127 > max(red, green) else "."


def pieces(folder: Path) -> list[Path]:
    """The segments that its play list names."""
    lines = (folder / PLAYLIST).read_text().splitlines() if (folder / PLAYLIST).exists() else []
    return [folder / line for line in lines if line.endswith(".ts")]


async def test_a_room_is_mixed_live_to_a_play_list_and_a_server(
    cast: Cast, told: Told, tmp_path: Path, receiver: Receiver
) -> None:
    """Issue 4, live mixing: sound and picture of everybody, by HLS and RTMP; another layout shows at once.

    A camera may stand in it twice, and an image upon the others.
    A server that cannot be reached fails alone: its output is tried again while the others run.
    """
    hls = tmp_path / "hls"
    targets = (str(hls), receiver.address, UNREACHABLE)
    cast.mix(*targets)
    await told.until(0, "running")
    await told.until(1, "running")
    await told.until(2, "retrying")
    assert told.last(2)["cause"] == "unreachable"
    Image.new("RGB", (4, 4), "#ff0000").save(tmp_path / "red.png")
    image = Pane(WHOEVER, "image", 0, 280, 140, 40, 40, "stretch", image=str(tmp_path / "red.png"))
    again = replace(cast.pane(0, 280, 40), y=60, height=40)
    panes = (cast.pane(0, 0, 240), cast.pane(1, 240, 80), again, image)
    cast.mix(*targets, style=replace(STYLE, layout="panes", panes=panes))
    await until(lambda: len(pieces(hls)) >= 4, what="more of the list", timeout_s=20)
    cast.web.record()
    await until(lambda: bool(receiver.streams), what="the end of the stream", timeout_s=20)
    for watched in (Watched(*sorted(hls.glob("*.ts"))), Watched(*receiver.streams)):
        left, middle, right = (watched.colours(at) for at in (LEFT, MIDDLE, RIGHT))
        assert "r" in left
        assert "b" in right
        assert "rrrrrrrrrr" in middle  # the first is wider: that is where two pictures met before
        assert "b" in watched.colours(ABOVE)  # stretched; there was black above
        assert "r" in watched.colours(AGAIN)
        assert "r" in watched.colours(UPON)
        assert watched.is_loud
        assert watched.samples / 48000 == pytest.approx(watched.times[-1] - watched.times[0], abs=0.5)


async def test_a_mixer_too_many_is_refused_and_nobody_suffers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, start_node: Callable[[], NodeProcess], web: WebSide, told: Told
) -> None:
    """Issue 4, live mixing: bounded; no free slot is an error for whoever asks, and the one that runs goes on."""
    monkeypatch.setenv("MEDIA_SIDE_PROCESSES", "1")
    start_node()
    pages = [PlainPage(web, 1001), PlainPage(web, 1002)]
    cast = Cast(web, pages)
    await cast.begin()
    first = cast.mix(str(tmp_path / "first"))
    await told.until(0, "running")
    second = replace(first, id=2, live=PlannedLive((PlannedOutput(0, str(tmp_path / "second")),), *SIZE, STYLE))
    web.record(first, second)
    await told.until(0, "failed", key=2)
    assert told.last(0, key=2)["cause"] == "busy"
    before = len(list((tmp_path / "first").glob("*.ts")))
    await until(lambda: len(list((tmp_path / "first").glob("*.ts"))) > before, what="the first goes on")
    web.record(replace(second, id=3))
    await told.until(0, "running", key=3)
    await cast.end()
    for page in pages:
        await page.close()


async def test_a_mixer_that_is_killed_comes_back_and_the_list_says_so(
    cast: Cast, node: NodeProcess, told: Told, tmp_path: Path
) -> None:
    """kill -9 of the mixer: its output is tried again by a new process, in the same list, behind a break."""
    cast.mix(str(tmp_path / "hls"))
    await told.until(0, "running")
    os.kill(mixer_of(node), signal.SIGKILL)
    await told.until(0, "retrying")
    await told.until(0, "running", times=2)
    lines = (tmp_path / "hls" / PLAYLIST).read_text().splitlines()
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    assert len(set(pieces(tmp_path / "hls"))) == sum(line.startswith("#EXTINF") for line in lines) >= 2


async def test_a_live_mix_goes_on_when_its_node_is_killed(
    cast: Cast,
    start_node: Callable[[], NodeProcess],
    node: NodeProcess,
    told: Told,
    tmp_path: Path,
    receiver: Receiver,
) -> None:
    """Issue 4, placement and failure: another node takes the room and its mix; the old mixer does not outlive its node.

    The slot of the old one is free. The list goes on behind a break and the RTMP server gets a second stream, both
    with the people's pictures.
    """
    hls = tmp_path / "hls"
    cast.mix(str(hls), receiver.address)
    await told.until(0, "running")
    await told.until(1, "running")
    start_node()
    mixer = mixer_of(node)
    node.kill()
    await told.until(0, "running", times=2)
    await told.until(1, "running", times=2)
    await until(lambda: not Path(f"/proc/{mixer}").exists(), what="the end of the old mixer")
    lines = (hls / PLAYLIST).read_text().splitlines()
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    behind = [line for line in lines[lines.index("#EXT-X-DISCONTINUITY") :] if line.endswith(".ts")]
    await until(lambda: "r" in Watched(*(hls / name for name in behind), *pieces(hls)[-1:]).colours(LEFT), what="Anna")
    cast.web.record()
    await until(lambda: len(receiver.streams) == 2, what="the end of the second stream", timeout_s=20)
    assert "r" in Watched(receiver.streams[1]).colours(LEFT)


def mixer_of(node: NodeProcess) -> int:
    """The number of the mixer's process, a child of the node."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == node.process.pid and b"webapp.media.live" in (stat.parent / "cmdline").read_bytes():
                return int(stat.parent.name)
    raise AssertionError("no mixer runs")
