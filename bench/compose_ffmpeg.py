"""Composing against the ffmpeg command line: CPU seconds per recorded second for the same film of the same takes.

Run: python -m bench.compose_ffmpeg [--seconds 60] [--rounds 3]
Two people side by side in 1280x720 at 15 fps with mixed sound, x264 veryfast crf 23, AAC 96 kb/s, two threads; ours and
ffmpeg's runs take turns. The last row is what recording a simulcast layer saves: ours from 360p, ffmpeg from 720p.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.compose import STARTED_AT_MS, Size, encoded_pictures, encoded_sound, machine, write_track
from webapp.media.compose import Style, Wish, compose

FPS = 15
LARGE, SMALL = (1280, 720), (640, 360)
ENCODING = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-maxrate", "2M", "-bufsize", "4M", "-g", str(4 * FPS)),
    *("-threads", "2", "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart"),
)


def make_inputs(directory: Path, codec: str, size: Size, fps: int, seconds: int, original: Size | None = None) -> Path:
    """Two people's takes; `original` is the camera's size when `size` is one of its layers."""
    directory.mkdir()
    for account in (1, 2):
        pictures = encoded_pictures(codec, seconds, 4 * account, size, fps, original)
        write_track(directory, account, "video", codec, pictures)
        write_track(directory, account, "audio", "opus", encoded_sound(seconds, 220 * account))
    return directory


def by_us(directory: Path, seconds: int) -> float:
    """CPU seconds of this process."""
    wish = Wish(STARTED_AT_MS, STARTED_AT_MS + seconds * 1000, (1, 2), style=Style(frames_per_s=FPS))
    before = resource.getrusage(resource.RUSAGE_SELF)
    compose(directory, directory / "ours.mp4", wish)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def by_ffmpeg(directory: Path) -> float:
    """CPU seconds of the command."""
    command = ["ffmpeg", "-v", "error", "-y", "-nostdin", "-filter_complex_threads", "1"]
    for kind in ("video", "audio"):
        for account in (1, 2):
            command += ["-threads", "1", "-i", str(directory / "takes" / f"bench-{account}-{kind}0-0.mkv")]
    half = f"fps={FPS},scale=640:360:flags=bilinear,pad=640:720:0:180"
    graph = f"[0:v]{half}[l];[1:v]{half}[r];[l][r]hstack[v];[2:a][3:a]amix=inputs=2:normalize=0[a]"
    command += ["-filter_complex", graph, "-map", "[v]", "-map", "[a]", *ENCODING, str(directory / "theirs.mp4")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(title: str, ours: Path, theirs: Path, seconds: int, rounds: int) -> str:
    """One line of the table: medians of runs that take turns."""
    us, them = zip(*((by_us(ours, seconds), by_ffmpeg(theirs)) for _ in range(rounds)), strict=True)
    our_s, their_s = statistics.median(us) / seconds, statistics.median(them) / seconds
    ratio = statistics.median(a / b for a, b in zip(us, them, strict=True))
    size = "/".join(f"{(path.stat().st_size / 1e6):.1f}" for path in (ours / "ours.mp4", theirs / "theirs.mp4"))
    return f"| {title} | {our_s:.3f} | {their_s:.3f} | {ratio:.2f} | {1 / our_s:.1f} | {size} |"


def report(root: Path, seconds: int, rounds: int) -> Iterator[str]:
    """The lines of the table, as they are measured."""
    yield f"`python -m bench.compose_ffmpeg {' '.join(sys.argv[1:])}` on {machine()}, load {os.getloadavg()[0]:.1f}\n"
    yield "| two inputs | our CPU s per s | ffmpeg's | ratio | real-time compositions per core | MB |"
    yield "|---|---|---|---|---|---|"
    small = {fps: make_inputs(root / f"small{fps}", "vp8", SMALL, fps, seconds) for fps in (15, 30)}
    for fps, inputs in small.items():
        yield row(f"VP8 640x360 at {fps}", inputs, inputs, seconds, rounds)
    for codec in ("vp8", "h264"):
        large = make_inputs(root / codec, codec, LARGE, 30, seconds)
        yield row(f"{codec.upper()} 1280x720 at 30", large, large, seconds, rounds)
        if codec == "vp8":
            layer = make_inputs(root / "layer", codec, SMALL, 30, seconds, LARGE)
            yield row("ours its 640x360 layer, ffmpeg's VP8 1280x720 at 30", layer, large, seconds, rounds)


def main() -> None:
    """Make the inputs, measure, print a markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for line in report(Path(name), wanted.seconds, wanted.rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
