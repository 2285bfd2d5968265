"""Makes real media for tests: pictures and tones, encoded, cut into RTP packets, sent over a bad wire."""

from __future__ import annotations

import asyncio
import os
import random
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from webapp.media.compose.developing import develop
from webapp.media.core import av1, vp9
from webapp.media.core.formats import FORMATS
from webapp.media.core.plan import Stream
from webapp.media.core.timeline import Segment, read_manifest
from webapp.media.rtc.recorder import FLUSH_S, RecorderSet

RED, BLUE, GREEN = (81, 90, 240), (41, 240, 110), (145, 54, 34)
ENCODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9", "h264": "libx264", "av1": "libsvtav1"}
FPS = 15
MTU = 300
BASE_S = 1_700_000_000.0
Timed = list[tuple[float, bytes]]
PAYLOAD_TYPES = {form.codec: number for number, form in FORMATS.items()}


def picture(size: tuple[int, int], colour: tuple[int, int, int], number: int) -> av.VideoFrame:
    """A plain colour with a band of noise below it, so that every frame has something to encode."""
    width, height = size
    pixels = np.empty((height * 3 // 2, width), np.uint8)
    pixels[:height] = colour[0]
    pixels[height : height * 5 // 4], pixels[height * 5 // 4 :] = colour[1], colour[2]
    pixels[height - 16 : height] = np.random.default_rng(number).integers(16, 235, (16, width))
    frame = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def film(
    codec: str,
    colour: tuple[int, int, int],
    seconds: float,
    size: tuple[int, int] = (160, 120),
    keyframe_every: int = 15,
) -> list[bytes]:
    """Encoded frames at FPS, as a browser would send them: no B-frames, parameter sets at every keyframe."""
    encoder = av.VideoCodecContext.create(ENCODERS[codec], "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = size
    encoder.pix_fmt, encoder.time_base, encoder.gop_size = "yuv420p", Fraction(1, FPS), keyframe_every
    encoder.bit_rate = 300_000
    libvpx = {"deadline": "realtime", "lag-in-frames": "0", "keyint_min": str(keyframe_every)}
    encoder.options = {
        "vp8": {**libvpx, "cpu-used": "-8"},
        "vp9": {**libvpx, "cpu-used": "8"},
        "h264": {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "forced-idr": "1"},
        "av1": {"preset": "12", "svtav1-params": "pred-struct=1:rc=2:scd=0:lp=1"},
    }[codec]
    pictures = [picture(size, colour, number) for number in range(round(seconds * FPS))]
    with _in_turn_with_others():
        return [bytes(p) for frame in [*pictures, None] for p in encoder.encode(frame)]


@contextmanager
def _in_turn_with_others() -> Iterator[None]:
    """SVT-AV1 gives its caller real-time priority where it may (root), and what the tests start would inherit it."""
    policy, priority = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, priority)


def tone(hertz: float, seconds: float) -> list[bytes]:
    """Opus packets of 20 ms."""
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "stereo", "s16"
    encoder.bit_rate = 32_000
    packets = []
    for start in range(0, round(seconds * 48000), 960):
        wave = (8000 * np.sin(2 * np.pi * hertz * np.arange(start, start + 960) / 48000)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = 48000
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def vp8_payloads(frame: bytes, picture_id: int = 5) -> list[bytes]:
    """RFC 7741 4.2 with a 15-bit picture id."""
    chunks = [frame[at : at + MTU] for at in range(0, len(frame), MTU)]
    return [
        bytes([0x90 if n == 0 else 0x80, 0x80]) + struct.pack("!H", 0x8000 | picture_id) + chunk
        for n, chunk in enumerate(chunks)
    ]


def vp9_payloads(frame: bytes, picture_id: int = 5) -> list[bytes]:
    """RFC 9628 4.2 without layers: P from the bitstream, a 15-bit picture id."""
    chunks = [frame[at : at + MTU] for at in range(0, len(frame), MTU)]
    inter = 0x40 * (vp9.keyframe_size(frame) is None)
    return [
        bytes([0x80 | inter | 0x08 * (n == 0) | 0x04 * (n == len(chunks) - 1)])
        + struct.pack("!H", 0x8000 | picture_id)
        + chunk
        for n, chunk in enumerate(chunks)
    ]


def av1_payloads(frame: bytes) -> list[bytes]:
    """One element per packet, OBUs without their sizes (AV1 RTP specification 4.4)."""
    new_sequence, payloads = 0x08 * (av1.sequence_header(frame) is not None), []
    for obu in map(_without_size, av1.units(frame)):
        chunks = [obu[at : at + MTU] for at in range(0, len(obu), MTU)]
        for n, chunk in enumerate(chunks):
            is_more = n < len(chunks) - 1
            payloads.append(bytes([0x80 * (n > 0) | 0x40 * is_more | 0x10 | new_sequence]) + chunk)
            new_sequence = 0
    return payloads


def _without_size(obu: bytes) -> bytes:
    _, begin = av1.leb128(obu, 1)
    return bytes([obu[0] & ~0x02]) + obu[begin:]


def h264_payloads(frame: bytes) -> list[bytes]:
    """Parameter sets and SEI as one STAP-A, short slices as single NAL units, long ones as FU-A (RFC 6184)."""
    nals = [nal for nal in frame.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01") if nal]
    heads = [nal for nal in nals if nal[0] & 31 in (7, 8)]
    payloads = [b"\x78" + b"".join(struct.pack("!H", len(nal)) + nal for nal in heads)] if heads else []
    for nal in nals:
        if nal[0] & 31 in (1, 5):
            payloads += [nal] if len(nal) <= MTU else _fragments(nal)
    return payloads


def _fragments(nal: bytes) -> list[bytes]:
    chunks = [nal[at : at + MTU] for at in range(1, len(nal), MTU)]
    flags = [0x80 * (n == 0) | 0x40 * (n == len(chunks) - 1) for n in range(len(chunks))]
    return [bytes([nal[0] & 0xE0 | 28, flag | nal[0] & 31]) + chunk for flag, chunk in zip(flags, chunks, strict=True)]


PAYLOADS: dict[str, Callable[[bytes], list[bytes]]] = {
    "vp8": vp8_payloads,
    "vp9": vp9_payloads,
    "h264": h264_payloads,
    "av1": av1_payloads,
}


def rtp_packet(payload: bytes, sequence: int, timestamp: int, *, marker: bool, ssrc: int = 1, kind: int = 96) -> bytes:
    """One RTP packet with a header extension, as browsers send them."""
    head = struct.pack("!BBHII", 0x90, 0x80 * marker | kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + struct.pack("!HHI", 0xBEDE, 1, 0x10000000) + payload


@dataclass
class Sender:
    """Numbers the packets of one source; starts just before both the sequence and the timestamp wrap."""

    ssrc: int
    sequence: int = 65_530
    timestamp: int = 2**32 - 3000
    payloads: dict[str, Callable[[bytes], list[bytes]]] = field(
        default_factory=lambda: {**PAYLOADS, "opus": lambda frame: [frame]}
    )

    def send(self, codec: str, frames: Sequence[bytes], from_s: float = 0.0) -> Timed:
        """The packets with the times at which they leave, seconds after BASE_S."""
        ticks = 960 if codec == "opus" else 90000 // FPS
        pause_s = 0.02 if codec == "opus" else 1 / FPS
        timed = []
        for number, frame in enumerate(frames):
            payloads = self.payloads[codec](frame)
            for at, payload in enumerate(payloads):
                is_last = at == len(payloads) - 1
                packet = rtp_packet(
                    payload, self.sequence, self.timestamp, marker=is_last, ssrc=self.ssrc, kind=PAYLOAD_TYPES[codec]
                )
                timed.append((from_s + number * pause_s + at * 0.0005, packet))
                self.sequence += 1
            self.timestamp += ticks
        return timed


def bad_wire(timed: Timed, *, loss: float = 0.0, late: float = 0.2, seed: int = 7) -> Timed:
    """Lose some packets for ever and let others come up to 120 ms late, after their successors.

    The first 50 ms come through: what a recording begins with when its first keyframe is lost is a test of its own.
    """
    dice, safe_s = random.Random(seed), timed[0][0] + 0.05
    kept = [(at, packet) for at, packet in timed if at < safe_s or dice.random() >= loss]
    return sorted((at + dice.random() * 0.12 * (at > safe_s and dice.random() < late), packet) for at, packet in kept)


@dataclass
class Studio:
    """A recorder with a clock that runs as fast as the packets are fed."""

    directory: Path
    node: str = "node1"
    now_s: float = 0.0
    keyframes_wanted: list[tuple[float, Stream]] = field(default_factory=list)
    started_at_ms: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def recorder(self, accounts: dict[str, int]) -> RecorderSet:
        """Make it; `accounts` maps peers to account numbers."""
        return RecorderSet(
            1,
            self.directory,
            self.node,
            lambda stream: self.keyframes_wanted.append((self.now_s, stream)),
            accounts.__getitem__,
            self.started_at_ms.append,
            self.failures.append,
            clock=lambda: BASE_S + self.now_s,
        )

    def segments(self) -> list[Segment]:
        """What the manifest says."""
        manifest = self.directory / "manifest.jsonl"
        return read_manifest(manifest.read_bytes().splitlines()) if manifest.exists() else []

    def play(self, recorder: RecorderSet, acts: Iterable[tuple[Stream, str, Timed]]) -> None:
        """Attach each act's stream at its first packet, detach it at its last, feed everything in order of arrival."""
        cues: list[tuple[float, int, Callable[[], None]]] = []
        for stream, codec, timed in acts:
            act = _Act(recorder, stream, codec)
            cues.append((timed[0][0], 0, act.open))
            cues += [(at, 1, act.feed(at, packet)) for at, packet in timed]
            cues.append((timed[-1][0] + 0.001, 2, lambda stream=stream: recorder.detach(stream)))  # type: ignore[misc]
        flushed_s = 0.0
        for at, _, action in sorted(cues, key=lambda cue: cue[:2]):
            self.now_s = at
            action()
            if at - flushed_s >= FLUSH_S:
                flushed_s = at
                recorder.flush()


def takes(studio: Studio) -> list[Segment]:
    """What becomes of the recording's tapes."""
    return [take for track in develop(studio.directory) for take in track.takes]


async def settle(recorder: RecorderSet) -> None:
    """Return when everything fed so far is written and what the writer asked of the loop has been done."""
    written = threading.Event()
    recorder.flush()
    recorder._writer.submit(written.set)
    await asyncio.to_thread(written.wait)
    await asyncio.sleep(0)


@dataclass
class _Act:
    recorder: RecorderSet
    stream: Stream
    codec: str

    def open(self) -> None:
        self.tap = self.recorder.attach(self.stream, self.codec)

    def feed(self, at: float, packet: bytes) -> Callable[[], None]:
        # The recorder must not care where the arrival clock starts.
        return lambda: self.tap.on_rtp(packet, 5000.0 + at)
