"""Composing against the ffmpeg command line: CPU seconds per recorded second for the same film of the same takes.

Run: python -m bench.compose_ffmpeg [--seconds 60] [--rounds 3]
Two people side by side in 1280x720 at 15 fps with mixed sound, x264 veryfast crf 23, AAC 96 kb/s, two threads; ours and
ffmpeg's runs take turns. The rows in layers have every second picture refer to others without being referred to, as
browsers send their simulcast (L1T3). In the last two rows cameras send three such layers and ours has the masters that
the recorder takes of them for this film; ffmpeg has the highest layer, as without that choice, and then the same.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av

from bench.compose import BITS_PER_S, STARTED_AT_MS, Size, encoded_pictures, encoded_sound, machine, write_track
from webapp.media.compose import Style, Wish, compose
from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.scene import Source
from webapp.media.core.shown import enough, spots

FPS = 15
FILM = (1280, 720)
STYLE = Style(frames_per_s=FPS)
LARGE, SMALL = (1280, 720), (640, 360)
LAYERS = ((320, 180), SMALL, LARGE)
CAMERAS: tuple[Source, ...] = ((1, "video", 0), (2, "video", 0))
NOT_REFERRED_TO = 1 << 18 | 1 << 20 | 1 << 22 | 1 << 23  # libvpx: update neither entropy nor any of the three buffers
ENCODING = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-maxrate", "2M", "-bufsize", "4M", "-g", str(4 * FPS)),
    *("-threads", "2", "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart"),
)


def make_inputs(directory: Path, codec: str, size: Size, fps: int, seconds: int) -> Path:
    """Two people's takes."""
    directory.mkdir()
    for account in (1, 2):
        pictures = encoded_pictures(codec, seconds, 4 * account, size, fps)
        write_track(directory, account, "video", codec, pictures)
        write_track(directory, account, "audio", "opus", encoded_sound(seconds, 220 * account))
    return directory


def in_layers(seconds: int, noise: int, size: Size) -> Iterator[EncodedFrame]:
    """VP8 of one simulcast layer; only ffmpeg's command takes an encoder's flags picture by picture."""
    fps, large = 30, f"{LARGE[0]}x{LARGE[1]}"
    source = f"testsrc2=size={large}:rate={fps},noise=alls={noise}:allf=t,scale={size[0]}:{size[1]},format=yuv420p"
    marks = f"metadata=mode=add:key=vp8-flags:value={NOT_REFERRED_TO}:enable='mod(n,2)'"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"{source},{marks}", "-t", str(seconds), "-c:v", "libvpx"]
    command += ["-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0"]
    command += ["-b:v", str(BITS_PER_S), "-g", str(10 * fps), "-f", "ivf", "-"]
    film = subprocess.run(command, check=True, capture_output=True).stdout
    with av.open(io.BytesIO(film), "r", format="ivf") as container:
        for number, packet in enumerate(packet for packet in container.demux() if packet.size):
            yield EncodedFrame(number * 90000 // fps, bytes(packet), packet.is_keyframe, size=size)


def make_layered(directory: Path, size: Size, seconds: int) -> Path:
    """Two people's takes in one layer of what their browsers send."""
    directory.mkdir()
    for account in (1, 2):
        write_track(directory, account, "video", "vp8", in_layers(seconds, 4 * account, size))
        write_track(directory, account, "audio", "opus", encoded_sound(seconds, 220 * account))
    return directory


def by_us(directory: Path, seconds: int) -> float:
    """CPU seconds of this process."""
    wish = Wish(STARTED_AT_MS, STARTED_AT_MS + seconds * 1000, (1, 2), None, STYLE, *FILM)
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


def recorded() -> Size:
    """The size of the layer that the recorder takes for this film."""
    places = spots(STYLE.framing(*FILM, first=1), CAMERAS, CAMERAS)
    return LAYERS[enough(LAYERS, places[CAMERAS[0]])]


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
    high, chosen = (make_layered(root / f"layer{size[1]}", size, seconds) for size in (LARGE, recorded()))
    yield row("VP8 1280x720 at 30 in layers", high, high, seconds, rounds)
    ours = "three layers of VP8 1280x720 at 30: ours the {}x{} that is recorded".format(*recorded())
    yield row(f"{ours}, ffmpeg the highest", chosen, high, seconds, rounds)
    yield row("the same, ffmpeg the {}x{} as well".format(*recorded()), chosen, chosen, seconds, rounds)


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
