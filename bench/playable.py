"""How soon a recorded call can be played: from its tapes to files of single people, and what that costs.

Run: python -m bench.playable [--minutes 10]
Two people, each VP8 640x360 at 30 fps (500 kb/s) and Opus; the tapes are made first and not measured.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.compose import encoded_pictures, encoded_sound, machine
from bench.media.rtc_client import rtp_packet
from webapp.media.compose.sides import make_sides
from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.formats import OPUS, VP8, Format
from webapp.media.core.plan import Kind
from webapp.media.rtc.recording.batch import Batch
from webapp.media.rtc.recording.folder import Folder, Label
from webapp.media.rtc.recording.track import Track

LOOP_S = 10
PAYLOAD = 1100
STARTED_AT_S = 1_700_000_000


def packets(form: Format, frames: list[EncodedFrame], minutes: int) -> list[tuple[float, bytes]]:
    """A stream that repeats its first ten seconds: when each packet arrives, and the packet."""
    timed: list[tuple[float, bytes]] = []
    sequence = 0
    for turn in range(minutes * 60 // LOOP_S):
        for frame in frames:
            ticks = turn * LOOP_S * form.clock_hz + frame.timestamp
            chunks = [frame.data[at : at + PAYLOAD] for at in range(0, len(frame.data), PAYLOAD)]
            for place, chunk in enumerate(chunks):
                head = b"" if form is OPUS else b"\x10" if place == 0 else b"\x00"
                packet = rtp_packet(
                    payload_type=form.payload_type,
                    sequence=sequence,
                    timestamp=ticks,
                    ssrc=1,
                    payload=head + chunk,
                    marker=place == len(chunks) - 1,
                    elements={1: b"\x28"},
                )
                sequence += 1
                timed.append((STARTED_AT_S + ticks / form.clock_hz, packet))
    return timed


def write(folder: Folder, account: int, kind: Kind, form: Format, timed: list[tuple[float, bytes]]) -> int:
    """Write them as the recorder does, half a second at a time; returns the number of packets."""
    track = Track(folder, Label(account, kind, 0, form.codec), lambda at_ms: None)
    batch, until_s = Batch(), 0.0
    for at_s, packet in timed:
        if not batch.is_empty and at_s >= until_s:
            track.write(batch)
            batch = Batch()
        if batch.is_empty:
            until_s = at_s + 0.5
        batch.packets.append(packet)
        batch.arrivals_s.append(at_s)
    track.write(batch)
    track.finish(round(until_s * 1000))
    return len(timed)


def main() -> None:
    """Make the tapes, measure, print a markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as name:
        folder, count = Folder(Path(name), "bench"), 0
        for account in (1, 2):
            pictures = list(encoded_pictures("vp8", LOOP_S, 4 * account, (640, 360), 30))
            count += write(folder, account, "video", VP8, packets(VP8, pictures, minutes))
            sound = list(encoded_sound(LOOP_S, 220 * account))
            count += write(folder, account, "audio", OPUS, packets(OPUS, sound, minutes))
        begun_s, used_s = time.monotonic(), time.process_time()
        sides = make_sides(Path(name), Path(name) / "sides")
        took_s, used_s = time.monotonic() - begun_s, time.process_time() - used_s
        size_mb = sum(path.stat().st_size for path in sides) / 1e6
    print(f"`python -m bench.playable {' '.join(sys.argv[1:])}` on {machine()}, load {os.getloadavg()[0]:.1f}\n")
    print("| recorded | packets | files | playable after, s | CPU s | CPU us per packet |")
    print("|---|---|---|---|---|---|")
    row = f"| {minutes} min, two people | {count} | {len(sides)}, {size_mb:.0f} MB | {took_s:.1f} | {used_s:.1f}"
    print(f"{row} | {used_s / count * 1e6:.1f} |")


if __name__ == "__main__":
    main()
