"""What composing costs per recorded second: CPU seconds, wall seconds, memory.

Run: python -m bench.compose [--seconds 60] [--codec vp8|h264]
Two participants, 640x480 at 30 fps with sound, side by side; the inputs are made first and not measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import msgspec

from webapp.media.compose import Composed, Wish, compose
from webapp.media.compose.developing import TAKES, Track
from webapp.media.compose.take_writer import TakeWriter
from webapp.media.core.depacketise import START_CODE, EncodedFrame, RtpPayload, assembler_for
from webapp.media.core.plan import Kind
from webapp.media.core.tape import SUFFIX
from webapp.media.core.timeline import Segment, SegmentStarted
from webapp.media.rtc.recording.folder import Folder

WIDTH, HEIGHT, FPS = 640, 480, 30
BITS_PER_S = 1_000_000
Size = tuple[int, int]
STARTED_AT_MS = 1_700_000_000_000
ENCODERS = {"vp8": "libvpx", "h264": "libx264"}
OPTIONS = {
    "vp8": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
    "h264": {"preset": "veryfast", "tune": "zerolatency", "profile": "baseline"},
}


def moving_pictures(count: int, noise: int, size: Size, fps: int, original: Size) -> Iterator[av.VideoFrame]:
    """A test card of the original size that moves, with camera noise, made smaller as a layer of a camera is."""
    graph = av.filter.Graph()
    chain = [
        graph.add("testsrc2", f"size={original[0]}x{original[1]}:rate={fps}"),
        graph.add("noise", f"alls={noise}:allf=t"),
        graph.add("scale", f"{size[0]}:{size[1]}"),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*chain)
    graph.configure()
    for _ in range(count):
        frame = chain[-1].pull()
        assert isinstance(frame, av.VideoFrame)
        yield frame


def encoded_pictures(
    codec: str, seconds: int, noise: int, size: Size = (WIDTH, HEIGHT), fps: int = FPS, original: Size | None = None
) -> Iterator[EncodedFrame]:
    """What a browser would send, frame by frame."""
    encoder = av.CodecContext.create(ENCODERS[codec], "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = *size, "yuv420p"
    encoder.time_base, encoder.bit_rate, encoder.gop_size = Fraction(1, fps), BITS_PER_S, 10 * fps
    encoder.options = OPTIONS[codec]
    assembler = assembler_for(codec)
    for number, picture in enumerate(moving_pictures(seconds * fps, noise, size, fps, original or size)):
        picture.pts, picture.time_base = number, Fraction(1, fps)
        for packet in encoder.encode(picture):
            # One payload per frame or NAL unit: only the recorder's view of a frame matters here.
            whole = bytes(packet)
            payloads = [b"\x10" + whole] if codec == "vp8" else _nal_units(whole)
            for at, data in enumerate(payloads):
                payload = RtpPayload(0, number * 90000 // fps, 1, at == len(payloads) - 1, data)
                yield from assembler.push(payload, after_loss=False)


def _nal_units(access_unit: bytes) -> list[bytes]:
    return [nal for nal in access_unit.replace(START_CODE, START_CODE[1:]).split(START_CODE[1:]) if nal]


def encoded_sound(seconds: int, hertz: int) -> Iterator[EncodedFrame]:
    """A tone in 20 ms Opus packets."""
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "stereo", "s16"
    encoder.bit_rate = 32_000
    graph = av.filter.Graph()
    chain = [
        graph.add("sine", f"frequency={hertz}:sample_rate=48000:samples_per_frame=960"),
        graph.add("aformat", "sample_fmts=s16:channel_layouts=stereo"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*chain)
    graph.configure()
    for number in range(seconds * 50):
        frame = chain[-1].pull()
        assert isinstance(frame, av.AudioFrame)
        for packet in encoder.encode(frame):
            yield EncodedFrame(number * 960, bytes(packet), is_keyframe=True)


def write_track(directory: Path, account: int, kind: Kind, codec: str, frames: Iterator[EncodedFrame]) -> None:
    """Write one track as it lies there once its tapes have been developed."""
    ticks_per_ms = 48 if codec == "opus" else 90
    tape = SegmentStarted(f"bench-0-{account}-{kind}0{SUFFIX}", account, kind, 0, codec, STARTED_AT_MS, "bench")
    (directory / TAKES).mkdir(exist_ok=True)
    writer = TakeWriter(directory, f"{TAKES}/bench-{account}-{kind}0", Segment(**msgspec.structs.asdict(tape)))
    for frame in frames:
        writer.write(codec, frame, STARTED_AT_MS + frame.timestamp // ticks_per_ms)
    writer.end(None)
    Folder(directory, "bench").note(tape)
    (directory / f"{writer.stem}.json").write_bytes(msgspec.json.encode(Track(writer.takes)))


def measure(directory: Path, seconds: int, height: int, *, video: bool) -> tuple[Composed, float, float]:
    """Compose once; returns the result, CPU seconds of all threads, and wall seconds."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    wish = Wish(STARTED_AT_MS, STARTED_AT_MS + seconds * 1000, (1, 2), height=height, video=video)
    made = compose(directory, directory / "out.mp4", wish)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return made, cpu_s, time.monotonic() - begun


def machine() -> str:
    """One line about where this ran."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} CPUs, Python {platform.python_version()}, PyAV {av.__version__}"


def main() -> None:
    """Make the inputs, measure, print a markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--codec", choices=sorted(ENCODERS), default="vp8")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for account in (1, 2):
            pictures = encoded_pictures(wanted.codec, wanted.seconds, noise=4 * account)
            write_track(directory, account, "video", wanted.codec, pictures)
            write_track(directory, account, "audio", "opus", encoded_sound(wanted.seconds, 220 * account))
        print(f"`python -m bench.compose {' '.join(sys.argv[1:])}` on {machine()}\n")
        print(f"2 x {wanted.codec} {WIDTH}x{HEIGHT} at {FPS} fps + Opus, {wanted.seconds} s recorded\n")
        print("| output | CPU s per recorded s | wall s per recorded s | kB per s | peak memory so far, MB |")
        print("|---|---|---|---|---|")
        for title, height, video in (("sound only", 480, False), ("1280x480", 480, True), ("1280x720", 720, True)):
            made, cpu_s, wall_s = measure(directory, wanted.seconds, height, video=video)
            memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            shares = [f"{value / made.duration_s:.3f}" for value in (cpu_s, wall_s)]
            rate = made.size_bytes / made.duration_s / 1000
            print(f"| {title} | {shares[0]} | {shares[1]} | {rate:.0f} | {memory_mb:.0f} |", flush=True)


if __name__ == "__main__":
    main()
