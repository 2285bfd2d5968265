"""What a recorded call costs the media node: CPU of recording alone, as a share of one core.

Run: python -m bench.recording [--seconds 30] [--calls 20]
Calls of two people, each with a camera and a microphone, arrive at the pace of a network and are recorded to the disk,
for a film with both side by side in 1280x720: the choice of layers, once a second, and the real recorder. The same
packets that nobody listens to are measured in turn and subtracted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import cast

from bench.compose import machine
from bench.media.rtc_client import rtp_packet
from webapp.media.core.formats import OPUS, VP8
from webapp.media.core.plan import Kind, PlannedRecording, Stream
from webapp.media.core.style import Framing
from webapp.media.forwarder import InStream
from webapp.media.node.recording import Recordings
from webapp.media.node.reports import Reports
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.recorder import RecorderSet
from webapp.media.rtc.side_process import Slots
from webapp.media.rtc.taps import Tap

PACE_S = 0.02
FILM = Framing(1280, 720, "side_by_side", first=1)


@dataclass(frozen=True)
class Layer:
    """A stream of pictures: its name, size, and packets per second, of that many bytes."""

    rid: str
    size: tuple[int, int]
    packets_per_s: int
    payload_bytes: int = 1100


@dataclass(frozen=True)
class Camera:
    """What one camera sends."""

    name: str
    layers: tuple[Layer, ...]


VOICE = Layer("", (0, 0), 50, 80)
LOW, MIDDLE, HIGH = Layer("l", (320, 180), 18), Layer("m", (640, 360), 55), Layer("h", (1280, 720), 170)
CAMERAS = (
    Camera("2 x 360p, 500 kb/s", (MIDDLE,)),
    Camera("2 x 720p, 1.5 Mb/s", (HIGH,)),
    Camera("2 x 720p in three layers, of which the film needs 360p", (LOW, MIDDLE, HIGH)),
)
KINDS: tuple[Kind, ...] = ("video", "audio")


class Nobody:
    """Whom the node reports to."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *facts, **more: None


class Incoming:
    """An incoming stream, as far as recordings know one, that sends evenly."""

    def __init__(self, kind: Kind, layer: Layer) -> None:
        self.format = OPUS if kind == "audio" else VP8
        self.picture_size = layer.size
        self.octets_in, self.last_arrival_s = 0, 0.0
        self._taps: list[Tap] = []
        self._due, self._per_pace, self._sent = 0.0, layer.packets_per_s * PACE_S, 0
        # Real calls have new bytes in every packet; a hundred different ones keep caches from helping.
        payload = b"\x10\x10\x02\x00\x9d\x01\x2a" + bytes(layer.payload_bytes - 7)
        payload_type = self.format.payload_type
        self._packets = [
            rtp_packet(payload_type=payload_type, sequence=n, timestamp=n * 960, ssrc=1, payload=payload, mid="0")
            for n in range(100)
        ]

    def add_tap(self, tap: Tap) -> None:
        """Let it hear every packet."""
        self._taps.append(tap)

    def remove_tap(self, tap: Tap) -> None:
        """Let it hear nothing more."""
        self._taps.remove(tap)

    def set_open(self, is_open: bool) -> None:
        """It is always open."""

    def request_keyframe(self, now_s: float) -> None:
        """Every packet begins one."""

    def send_due(self, now_s: float) -> None:
        """Hand over what belongs to one pace."""
        self._due += self._per_pace
        self.last_arrival_s = now_s
        while self._due >= 1:
            self._due -= 1
            for tap in self._taps:
                tap.on_rtp(self._packets[self._sent % 100], now_s)
            self._sent += 1

    def report(self) -> None:
        """A sender report."""
        for tap in self._taps:
            tap.on_sender_report(1, 1)


class Call:
    """Two people who send."""

    def __init__(self, number: int, camera: Camera) -> None:
        self.number = number
        self.streams: list[Incoming] = []
        self.sources: dict[Stream, LayeredSource] = {}
        for person, kind in product("ab", KINDS):
            source = self.sources[Stream(person, kind, 0)] = LayeredSource(kind)
            source.set_open(True, 0.0)
            for layer in camera.layers if kind == "video" else (VOICE,):
                self.streams.append(Incoming(kind, layer))
                source.put(layer.rid, cast(InStream, self.streams[-1]))

    def send_due(self, now_s: float) -> None:
        """What belongs to one pace."""
        for stream in self.streams:
            stream.send_due(now_s)

    def look(self, now_s: float) -> None:
        """The room's own look at what flows."""
        for source in self.sources.values():
            source.look(now_s)

    def record(self, directory: Path) -> Recordings:
        """As the plan says."""
        reports, accounts = cast(Reports, Nobody()), {"a": 1, "b": 2}
        recordings = Recordings(self.number, "bench", reports, RecorderSet, accounts.__getitem__, Slots("bench", 1))
        planned = PlannedRecording(self.number, str(directory / str(self.number)), tuple(self.sources), framing=FILM)
        recordings.put(planned, self.sources, time.monotonic())
        return recordings


async def run(camera: Camera, count: int, seconds: float, directory: Path | None) -> float:
    """CPU seconds used while the calls run; `directory` None: nobody listens."""
    calls = [Call(number, camera) for number in range(count)]
    for call in calls:
        call.send_due(time.monotonic())
        call.look(time.monotonic())
    recorded = [(call.record(directory), call) for call in calls] if directory is not None else []
    used_s = time.process_time()
    begun_s = time.monotonic()
    for pace in range(round(seconds / PACE_S)):
        now_s = time.monotonic()
        for call in calls:
            call.send_due(now_s)
        if pace % 50 == 0:
            _once_a_second(calls, recorded, now_s)
        await asyncio.sleep(max(begun_s + (pace + 1) * PACE_S - time.monotonic(), 0))
    used_s = time.process_time() - used_s
    for recordings, _ in recorded:
        await recordings.stop_all()
    return used_s


def _once_a_second(calls: list[Call], recorded: list[tuple[Recordings, Call]], now_s: float) -> None:
    for call in calls:
        call.look(now_s)
        for stream in call.streams:
            stream.report()
    for recordings, call in recorded:
        recordings.follow(call.sources, now_s)


def measure(camera: Camera, calls: int, seconds: float) -> float:
    """Percent of a core per recorded call."""
    with tempfile.TemporaryDirectory() as name:
        recorded_s = asyncio.run(run(camera, calls, seconds, Path(name)))
    ignored_s = asyncio.run(run(camera, calls, seconds, None))
    return 100 * (recorded_s - ignored_s) / calls / seconds


def report(seconds: float, calls: int, rounds: int) -> Iterator[str]:
    """The lines of the table, as they are measured."""
    yield f"`python -m bench.recording {' '.join(sys.argv[1:])}` on {machine()}, load {os.getloadavg()[0]:.1f}\n"
    yield f"{calls} calls at once for {seconds:g} s, {rounds} rounds, median [min..max]\n"
    yield "| call of two people | CPU per recorded call, % of a core |"
    yield "|---|---|"
    for camera in CAMERAS:
        found = [measure(camera, calls, seconds) for _ in range(rounds)]
        yield f"| {camera.name} | {statistics.median(found):.3f} [{min(found):.3f}..{max(found):.3f}] |"


def main() -> None:
    """Measure and print a markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    for line in report(wanted.seconds, wanted.calls, wanted.rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
