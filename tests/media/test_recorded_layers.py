"""A recording takes the layer that its film shows, and goes over to another one without a hole in the film."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest

from tests.media import wire
from tests.media.studio import BASE_S, BLUE, FPS, GREEN, RED, Sender, film, tone
from webapp.media.compose import Wish, compose
from webapp.media.compose.developing import develop
from webapp.media.core import rtcp
from webapp.media.core.formats import OPUS, VP8, Format
from webapp.media.core.plan import PlannedRecording, Stream
from webapp.media.core.rtp import read_extensions
from webapp.media.core.style import Cue, Framing, Pane, Style
from webapp.media.core.timeline import Segment
from webapp.media.node.recording import Recordings
from webapp.media.node.reports import Reports
from webapp.media.rtc.layers import CALM_S, LayeredSource
from webapp.media.rtc.recorder import RecorderSet
from webapp.media.rtc.side_process import Slots

pytestmark = pytest.mark.usefixtures("each_twin")

ANNA, BERT = 12, 13
SIZES = {"l": (80, 60), "m": (160, 120), "h": (320, 240)}
COLOURS = (RED, BLUE, GREEN)
CAMERA, VOICE = Stream("anna", "video", 0), Stream("anna", "audio", 0)
WIDTH, HEIGHT = 320, 240
BLACK = 16
BASE_MS = round(BASE_S * 1000)
NTP_S = 1 << 32


def panes(*sides: tuple[int, int]) -> tuple[Pane, ...]:
    """Anna's camera in the upper left corner, so large."""
    return tuple(Pane(ANNA, "video", 0, 0, 0, width, height) for width, height in sides)


SMALL, LARGE = panes((160, 120)), panes((320, 240))


@lru_cache
def lesson(rid: str, seconds: int) -> list[bytes]:
    """Every second another colour, with three key frames in each."""
    return [frame for second in range(seconds) for frame in film("vp8", COLOURS[second % 3], 1, SIZES[rid], 5)]


class Layer:
    """One layer as the page sends it."""

    def __init__(self, form: Format, ssrc: int, frames: list[bytes]) -> None:
        self.plis = 0
        self.stream = wire.twin.InStream(ssrc, form, self._ask)
        self.timed = Sender(ssrc, timestamp=ssrc * 1_000_000).send(form.codec, frames)
        self.origin, self.clock_hz = ssrc * 1_000_000, form.clock_hz

    def _ask(self) -> None:
        self.plis += 1

    def send_until(self, end_s: float) -> None:
        """Let all arrive that is due, 30 ms after it left."""
        while self.timed and self.timed[0][0] < end_s:
            at_s, packet = self.timed.pop(0)
            self.stream.on_rtp(packet, read_extensions(packet), at_s + 0.03)

    def report(self, at_s: float) -> None:
        """The sender's clock: all layers and the voice left at the same moment."""
        pair = rtcp.SenderReport(1, round((1000 + at_s) * NTP_S), self.origin + round(at_s * self.clock_hz), 0, 0)
        self.stream.on_sender_report(pair, at_s + 0.03)


class Nobody:
    """Whom the node reports to."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *facts, **more: None


class Scene:
    """Anna sends three layers and her voice; time passes as fast as the packets are handed over."""

    def __init__(self, directory: Path, seconds: int) -> None:
        self.directory, self.now_s = directory, 0.0
        self.layers = {rid: Layer(VP8, ssrc, lesson(rid, seconds)) for ssrc, rid in enumerate(SIZES, 5)}
        self.voice = Layer(OPUS, 9, tone(440, seconds))
        self.sources = {CAMERA: LayeredSource("video"), VOICE: LayeredSource("audio")}
        for source in self.sources.values():
            source.set_open(True, 0.0)
        for rid, layer in self.layers.items():
            self.sources[CAMERA].put(rid, layer.stream)
        self.sources[VOICE].put("", self.voice.stream)
        self.silent: set[str] = set()
        make = partial(RecorderSet, clock=lambda: BASE_S + self.now_s)
        accounts = {"anna": ANNA, "bert": BERT}
        self.recordings = Recordings(1, "node1", cast(Reports, Nobody()), make, accounts.__getitem__, Slots("side", 1))

    def record(self, framing: Framing | None, key: int = 7) -> None:
        """What the plan says from now on."""
        planned = PlannedRecording(key, str(self.directory / str(key)), (CAMERA, VOICE), framing=framing)
        self.recordings.put(planned, self.sources, self.now_s)

    async def run(self, until_s: float) -> None:
        """Let everybody send, and the room's clock beat five times a second."""
        while self.now_s < until_s - 1e-6:
            self.now_s = round(self.now_s + 1 / FPS, 6)
            for rid, layer in self.layers.items():
                if rid not in self.silent:
                    layer.send_until(self.now_s)
            self.voice.send_until(self.now_s)
            if round(self.now_s * FPS) % 3 == 0:
                self._beat()
            await asyncio.sleep(0)

    def _beat(self) -> None:
        is_second = round(self.now_s * FPS) % FPS == 0
        if sum(source.look(self.now_s) for source in self.sources.values()) or is_second:
            self.recordings.follow(self.sources, self.now_s)
        for layer in (*self.layers.values(), self.voice) if is_second else ():
            layer.report(self.now_s)

    async def sizes(self, key: int = 7) -> list[tuple[int, int]]:
        """Of the recording's takes, once it has ended."""
        await self.recordings.stop_all()
        return [_size(self.directory / str(key), take) for take in self.takes(key)]

    def takes(self, key: int = 7) -> list[Segment]:
        """The camera's."""
        developed = develop(self.directory / str(key))
        return [take for track in developed for take in track.takes if take.kind == "video"]


def _size(directory: Path, take: Segment) -> tuple[int, int]:
    with av.open(str(directory / take.file)) as file:
        frame = next(file.decode(video=0))
        return frame.width, frame.height


def framed(shown: tuple[Pane, ...]) -> Framing:
    """Anna in these places of the film."""
    return Framing(WIDTH, HEIGHT, "panes", panes=shown)


def lumas(path: Path) -> Iterator[tuple[float, float]]:
    """Each picture's moment, and the Y of its upper left corner."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.time or 0, float(frame.to_ndarray(format="yuv420p")[20:80, 20:80].mean())


def beeps_from(path: Path) -> float:
    """The second at which something is heard for the first time."""
    with av.open(str(path)) as container:
        sound = np.concatenate([np.abs(frame.to_ndarray()[0]) for frame in container.decode(audio=0)])
    return float(np.argmax(sound > 0.05)) / 48000


async def test_a_film_is_right_across_every_change_of_the_layer(tmp_path: Path) -> None:
    """Up when the place grows, down some calm seconds after it shrank: no picture black, none late, sound untouched."""
    grows_s, shrinks_s, seconds = 3.4, 6.4, 14
    scene = Scene(tmp_path, seconds)
    await scene.run(1)
    scene.record(framed(SMALL))
    await scene.run(grows_s)
    scene.record(framed(LARGE))
    assert scene.layers["h"].plis == 1, "a key frame of the new layer"
    await scene.run(shrinks_s)
    scene.record(framed(SMALL))
    await scene.run(seconds)
    assert await scene.sizes() == [SIZES["m"], SIZES["h"], SIZES["m"]]
    _, high, last = scene.takes()
    assert grows_s <= high.started_at_ms / 1000 - BASE_S < grows_s + 0.5
    assert shrinks_s + CALM_S <= last.started_at_ms / 1000 - BASE_S < shrinks_s + CALM_S + 2.5

    cues = [Cue(BASE_MS + round(at_s * 1000), "panes", panes=shown) for at_s, shown in ((grows_s, LARGE), (6.4, SMALL))]
    wish = Wish(
        *(BASE_MS + 2000, BASE_MS + 1000 * seconds - 500),
        *((ANNA,), None, Style("panes", panes=SMALL, frames_per_s=FPS), WIDTH, HEIGHT),
        cues=cues,
    )
    compose(tmp_path / "7", tmp_path / "film.mp4", wish)
    for at_s, luma in lumas(tmp_path / "film.mp4"):
        sent_s = 2 + at_s
        near = {COLOURS[int(sent_s + apart) % 3][0] for apart in (-0.15, 0, 0.07)}  # at the edge of a second either
        assert min(abs(luma - wanted) for wanted in near) < 14, f"{luma} at {sent_s}"
    assert beeps_from(tmp_path / "film.mp4") < 0.05


async def test_two_recordings_of_a_room_take_different_layers(tmp_path: Path) -> None:
    """Each by what its own film shows; masters without a film are kept at their best."""
    scene = Scene(tmp_path, 4)
    await scene.run(1)
    scene.record(framed(SMALL), 7)
    scene.record(framed(LARGE), 8)
    scene.record(None, 9)
    scene.record(framed(()), 10)
    await scene.run(4)
    assert [await scene.sizes(key) for key in (7, 8, 9, 10)] == [[SIZES[rid]] for rid in ("m", "h", "h", "l")]


async def test_a_camera_alone_in_a_film_side_by_side_is_smaller_once_somebody_else_has_come(tmp_path: Path) -> None:
    """And stays so when the other one has left: the film has both places from its beginning to its end."""
    scene = Scene(tmp_path, 14)
    guest, guests_camera = Layer(VP8, 20, lesson("m", 2)), Stream("bert", "video", 0)
    guest.timed = [(at_s + 3, packet) for at_s, packet in guest.timed]
    await scene.run(1)
    framing = Framing(WIDTH, HEIGHT, "side_by_side", first=ANNA)
    planned = PlannedRecording(7, str(tmp_path / "7"), (CAMERA, guests_camera), framing=framing)
    scene.recordings.put(planned, scene.sources, scene.now_s)
    await scene.run(3)
    scene.sources[guests_camera] = LayeredSource("video")
    scene.sources[guests_camera].set_open(True, scene.now_s)
    scene.sources[guests_camera].put("", guest.stream)
    while guest.timed:
        guest.send_until(scene.now_s)
        await scene.run(scene.now_s + 1 / FPS)
    del scene.sources[guests_camera]
    await scene.run(14)
    await scene.recordings.stop_all()
    takes = [take for take in scene.takes() if take.account == ANNA]
    assert [_size(tmp_path / "7", take) for take in takes] == [SIZES["h"], SIZES["m"]]


async def test_a_layer_that_stops_is_followed_by_what_flows_and_a_film_stands_still_meanwhile(tmp_path: Path) -> None:
    """A page whose line became narrow: coarser, and not black."""
    scene = Scene(tmp_path, 8)
    await scene.run(1)
    scene.record(framed(LARGE))
    await scene.run(3)
    scene.silent = {"h"}
    scene.layers["h"].timed = [timed for timed in scene.layers["h"].timed if timed[0] >= 8]
    await scene.run(8)
    assert await scene.sizes() == [SIZES["h"], SIZES["m"]]
    style = Style("panes", panes=LARGE, frames_per_s=FPS)
    wish = Wish(BASE_MS + 2000, BASE_MS + 7500, (ANNA,), None, style, WIDTH, HEIGHT)
    compose(tmp_path / "7", tmp_path / "film.mp4", wish)
    assert min(luma for _, luma in lumas(tmp_path / "film.mp4")) > BLACK + 14


async def test_who_changed_his_mind_before_the_key_frame_has_changed_nothing(tmp_path: Path) -> None:
    """The layer that feeds a recording is not let go before the next one stands."""
    scene = Scene(tmp_path, 6)
    await scene.run(1)
    scene.record(framed(SMALL))
    await scene.run(3.4)
    scene.record(framed(LARGE))
    await scene.run(3.5)
    scene.record(framed(SMALL))
    await scene.run(6)
    assert await scene.sizes() == [SIZES["m"]]


async def test_a_shared_screen_is_recorded_at_its_best(tmp_path: Path) -> None:
    """Its letters count, however small the film shows it."""
    scene, screen = Scene(tmp_path, 3), Stream("anna", "screen", 0)
    layers = {rid: Layer(VP8, ssrc, lesson(rid, 3)) for ssrc, rid in enumerate("lh", 20)}
    scene.sources[screen] = LayeredSource("screen")
    scene.sources[screen].set_open(True, 0.0)
    for rid, layer in layers.items():
        scene.sources[screen].put(rid, layer.stream)
    framing = framed((Pane(ANNA, "screen", 0, 0, 0, 80, 60),))
    planned = PlannedRecording(7, str(tmp_path / "7"), (screen,), framing=framing)
    for tick in range(3 * FPS):
        await scene.run(tick / FPS)
        for layer in layers.values():
            layer.send_until(scene.now_s)
        if tick == FPS:
            scene.recordings.put(planned, scene.sources, scene.now_s)
    await scene.recordings.stop_all()
    [[take]] = [track.takes for track in develop(tmp_path / "7")]
    assert _size(tmp_path / "7", take) == SIZES["h"]
