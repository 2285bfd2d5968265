"""What a recorded call costs the media node: CPU of the recorder alone, as a share of one core.

Run: python -m bench.recording [--seconds 30] [--calls 20]
Calls of two people, each with a camera and a microphone, arrive at the pace of a network and are recorded to the disk
by the real recorder; the same packets handed to taps that do nothing are measured in turn and subtracted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.compose import machine
from bench.media.rtc_client import rtp_packet
from webapp.media.core.formats import OPUS, VP8
from webapp.media.core.plan import Kind, Stream
from webapp.media.rtc.recorder import RecorderSet
from webapp.media.rtc.taps import Tap

PACE_S = 0.02


@dataclass(frozen=True)
class Camera:
    """A stream of pictures: packets per second, of that many bytes."""

    name: str
    packets_per_s: int
    payload_bytes: int = 1100


CAMERAS = (Camera("2 x 360p, 500 kb/s", 55), Camera("2 x 720p, 1.5 Mb/s", 170))
VOICE = (50, 80)
KINDS: tuple[Kind, ...] = ("video", "audio")


class Nobody:
    """A tap that does nothing."""

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Forget it."""

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Forget it."""


class Source:
    """One stream that sends evenly."""

    def __init__(self, tap: Tap, kind: Kind, packets_per_s: int, payload_bytes: int) -> None:
        form = OPUS if kind == "audio" else VP8
        payload = b"\x10\x10\x02\x00\x9d\x01\x2a" + bytes(payload_bytes - 7)
        self.tap, self.due = tap, 0.0
        self.per_pace = packets_per_s * PACE_S
        # Real calls have new bytes in every packet; a hundred different ones keep caches from helping.
        self.packets = [
            rtp_packet(payload_type=form.payload_type, sequence=n, timestamp=n * 960, ssrc=1, payload=payload, mid="0")
            for n in range(100)
        ]
        self.sent = 0

    def send_due(self, now_s: float) -> None:
        """Hand over what belongs to one pace."""
        self.due += self.per_pace
        while self.due >= 1:
            self.due -= 1
            self.tap.on_rtp(self.packets[self.sent % 100], now_s)
            self.sent += 1


async def run(camera: Camera, calls: int, seconds: float, directory: Path | None) -> float:
    """CPU seconds used while the calls run; `directory` None: nobody listens."""
    recorders, sources = [], []
    for call in range(calls):
        recorder = None
        if directory is not None:
            recorder = RecorderSet(call, directory / str(call), "bench", lambda stream: None, lambda peer: 1)
            recorders.append(recorder)
        for person, kind in product("ab", KINDS):
            tap = (
                recorder.attach(Stream(person, kind, 0), "vp8" if kind == "video" else "opus") if recorder else Nobody()
            )
            rate = (camera.packets_per_s, camera.payload_bytes) if kind == "video" else VOICE
            sources.append(Source(tap, kind, *rate))
    used_s = time.process_time()
    begun_s = time.monotonic()
    for pace in range(round(seconds / PACE_S)):
        now_s = time.monotonic()
        for source in sources:
            source.send_due(now_s)
        if pace % 50 == 0:
            for source in sources:
                source.tap.on_sender_report(1, 1)
        await asyncio.sleep(max(begun_s + (pace + 1) * PACE_S - time.monotonic(), 0))
    used_s = time.process_time() - used_s
    for recorder in recorders:
        await recorder.close()
    return used_s


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
