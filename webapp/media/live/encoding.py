"""The one encoder of a live mix; all outputs mux what it made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.codec.context import Flags

from webapp.media.compose.output import AUDIO_BITS_PER_S, CONSTANT_QUALITY, ENCODER_OPTIONS
from webapp.media.core.hls import SEGMENT_S
from webapp.media.core.mixing import SAMPLE_RATE, Pcm
from webapp.media.core.style import Style

LATER_S = 10  # encoders begin before zero, muxers do not
LIVE = {"tune": "zerolatency"}  # no frame waits for another


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded picture or piece of sound; times in `time_base` of a second."""

    is_video: bool
    is_keyframe: bool
    data: bytes
    pts: int
    dts: int
    duration: int
    time_base: Fraction

    @property
    def at_s(self) -> float:
        """When it is due, on the mixer's clock."""
        return float(self.pts * self.time_base)

    def packet(self, stream: av.stream.Stream, later_s: float = 0.0) -> av.Packet[Any]:
        """A packet of its own for one muxer, so much later."""
        packet = av.Packet(self.data)
        shift = round(later_s / self.time_base)
        packet.stream, packet.time_base = stream, self.time_base
        packet.pts, packet.dts, packet.duration = self.pts + shift, self.dts + shift, self.duration
        packet.is_keyframe = self.is_keyframe
        return packet


class Encoder:
    """H.264 and AAC with their parameters apart, as FLV wants them; `size` None: sound only."""

    def __init__(self, size: tuple[int, int] | None, style: Style) -> None:
        # A container that writes nothing: streams of others can be made like its own.
        self._container = av.open(os.devnull, "w", format="null")
        self._frames_per_s = style.frames_per_s
        self._video = self._add_video(size, style) if size else None
        self._audio = self._container.add_stream("aac", rate=SAMPLE_RATE)
        context = self._audio.codec_context
        context.layout, context.bit_rate = "stereo", style.audio_bits_per_s or AUDIO_BITS_PER_S
        context.flags |= Flags.global_header.value
        self._container.start_encoding()

    def _add_video(self, size: tuple[int, int], style: Style) -> av.VideoStream:
        stream = self._container.add_stream("libx264", rate=style.frames_per_s)
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt, context.thread_count = "yuv420p", 1
        context.flags |= Flags.global_header.value
        keyframes = {"g": str(SEGMENT_S * style.frames_per_s), "sc_threshold": "0"}
        asked = style.video_bits_per_s
        rates = {"maxrate": str(asked), "bufsize": str(asked)} if asked else CONSTANT_QUALITY
        context.options = {**ENCODER_OPTIONS["libx264"], **LIVE, **keyframes, **rates}
        if asked:
            context.bit_rate = asked
        return stream

    def add_streams(self, container: av.container.OutputContainer) -> tuple[av.stream.Stream | None, av.stream.Stream]:
        """Give a container streams for our pictures and sound."""
        video = container.add_stream_from_template(self._video) if self._video is not None else None
        return video, container.add_stream_from_template(self._audio)

    @property
    def has_picture(self) -> bool:
        """Whether there is one."""
        return self._video is not None

    def picture(self, picture: av.VideoFrame, number: int) -> list[Encoded]:
        """Encode the picture with this number; numbers may be left out."""
        assert self._video is not None
        picture.pts, picture.time_base = number, Fraction(1, self._frames_per_s)
        return list(_encoded(self._video.encode(picture), is_video=True))

    def sound(self, pcm: Pcm, at: int) -> list[Encoded]:
        """Encode samples that begin at sample `at`."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = at, Fraction(1, SAMPLE_RATE)
        return list(_encoded(self._audio.encode(frame), is_video=False))


def _encoded(packets: Iterable[av.Packet[Any]], *, is_video: bool) -> Iterator[Encoded]:
    for packet in packets:
        if packet.pts is None or packet.time_base is None:
            continue
        shift, dts = round(LATER_S / packet.time_base), packet.pts if packet.dts is None else packet.dts
        yield Encoded(
            is_video,
            packet.is_keyframe,
            bytes(packet),
            packet.pts + shift,
            dts + shift,
            packet.duration or 0,
            packet.time_base,
        )
