"""How films are written: parts with encoded pictures and sound, and their joining without encoding anything again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.container import InputContainer

from webapp.media.core.cutting import Part
from webapp.media.core.mixing import SAMPLE_RATE, Pcm
from webapp.media.core.style import Container, Style

# libvpx's threads spin while they wait for each other: on a busy machine two take four times as long as one.
THREADS = {"libvpx": 1}
MOST_THREADS = 2
AUDIO_BITS_PER_S = 96_000
VIDEO_BITS_PER_S = 1_200_000  # where the encoder has no constant quality
KEYFRAME_EVERY_S = 4
# Constant quality, but a noisy camera must not fill the disk.
CONSTANT_QUALITY = {"crf": "23", "maxrate": "2M", "bufsize": "4M"}
PART_SUFFIX = ".av"
DECODING_LEAD = {"libx264": 2}  # pictures: how far its B-frames make decoding run ahead
_LATER_S = 10  # parts lie this much later on the time line: their container knows no times before zero


@dataclass(frozen=True, slots=True)
class Format:
    """How a container is written: its muxer and options, its picture encoder if it has pictures, its sound encoder.

    `parts` is the muxer of the parts: one that keeps exact times, or else what the encoders' own parameters need.
    """

    muxer: str
    video: str
    audio: str
    options: Mapping[str, str] = field(default_factory=dict)
    parts: str = "nut"


FORMATS: Mapping[Container, Format] = {
    "mp4": Format("mp4", "libx264", "aac", {"movflags": "+faststart"}),
    "flv": Format("flv", "libx264", "aac"),
    "webm": Format("webm", "libvpx", "libopus"),
    "wmv": Format("asf", "wmv2", "wmav2", parts="asf"),
    "mp3": Format("mp3", "", "libmp3lame"),
}
ENCODER_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "libx264": {"preset": "veryfast"},
    "libvpx": {"deadline": "realtime", "cpu-used": "6", "auto-alt-ref": "0", "lag-in-frames": "0"},
    "libmp3lame": {"reservoir": "0"},  # frames that lean on earlier ones could not be cut
}


class PartFile:
    """The file of one part; its pictures and sound have the times they have in the film. Raises OSError.

    `size` None makes a part with sound only.
    """

    def __init__(self, path: Path, part: Part, size: tuple[int, int] | None, style: Style) -> None:
        self._part = part
        self._style = style
        self._format = FORMATS[style.container]
        self._container = av.open(str(path), "w", format=self._format.parts)
        self._video = self._add_video(size) if size else None
        self._audio = cast(av.AudioStream, self._container.add_stream(self._format.audio, rate=SAMPLE_RATE))
        context = self._audio.codec_context
        context.layout = "stereo"
        context.bit_rate = style.audio_bits_per_s or AUDIO_BITS_PER_S
        context.options = dict(ENCODER_OPTIONS.get(self._format.audio, {}))
        context.open()
        self.frame_size: int = context.frame_size
        self._own = part.samples(self.frame_size)

    def _add_video(self, size: tuple[int, int]) -> av.VideoStream:
        stream = cast(av.VideoStream, self._container.add_stream(self._format.video, rate=self._style.frames_per_s))
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.thread_count = THREADS.get(self._format.video, MOST_THREADS)
        keyframes = {"g": str(KEYFRAME_EVERY_S * self._style.frames_per_s)}
        context.options = {**ENCODER_OPTIONS.get(self._format.video, {}), **keyframes}
        asked = self._style.video_bits_per_s
        if self._format.video != "libx264":
            context.bit_rate = asked or VIDEO_BITS_PER_S
        elif asked:
            context.bit_rate = asked
            context.options = {**context.options, "maxrate": str(asked), "bufsize": str(2 * asked)}
        else:
            context.options = {**context.options, **CONSTANT_QUALITY}
        return stream

    def add_picture(self, picture: av.VideoFrame, number: int) -> None:
        """Append the film's frame with this number."""
        assert self._video is not None
        picture.pts, picture.time_base = number, Fraction(1, self._style.frames_per_s)
        self._mux(self._video.encode(picture))

    def add_sound(self, pcm: Pcm, at: int) -> None:
        """Append samples that begin at sample `at` of the film; what lies beside the part is only encoded."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = at, Fraction(1, SAMPLE_RATE)
        self._mux(packet for packet in self._audio.encode(frame) if self._is_own(packet))

    def _is_own(self, packet: av.Packet[Any]) -> bool:
        at = (packet.pts or 0) * (packet.time_base or Fraction(1)) * SAMPLE_RATE
        return (self._part.number == 0 or at >= self._own.start) and (self._part.is_last or at < self._own.stop)

    def finish(self) -> None:
        """Write what the encoders still hold."""
        if self._video is not None:
            self._mux(self._video.encode(None))
        self._mux(packet for packet in self._audio.encode(None) if self._is_own(packet))

    def _mux(self, packets: Iterable[av.Packet[Any]]) -> None:
        for packet in packets:
            _move(packet, _LATER_S)
            self._container.mux(packet)

    def close(self) -> None:
        """Close the file."""
        self._container.close()


def _move(packet: av.Packet[Any], by_s: int) -> None:
    assert packet.time_base is not None
    ticks = round(by_s / packet.time_base)
    packet.pts = None if packet.pts is None else packet.pts + ticks
    packet.dts = None if packet.dts is None else packet.dts + ticks


def join(parts: Sequence[Path], out: Path, container: Container) -> None:
    """Write the film beside `out` and move it there when it is whole; raises OSError."""
    draft, form = out.with_stem(out.stem + ".part"), FORMATS[container]
    try:
        with av.open(str(draft), "w", format=form.muxer, options=dict(form.options)) as film:
            streams: dict[int, av.stream.Stream] = {}
            for path in parts:
                with av.open(str(path)) as part:
                    for stream in part.streams:
                        if stream.index not in streams:
                            streams[stream.index] = film.add_stream_from_template(stream)
                    for packet in _in_time(part, DECODING_LEAD.get(form.video, 0)):
                        packet.stream = streams[packet.stream.index]
                        film.mux(packet)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _in_time(part: InputContainer, lead: int) -> Iterator[av.Packet[Any]]:
    """The packets of a part at their times in the film; parts keep no decoding times, so they are counted here."""
    count, first = 0, 0
    for packet in part.demux():
        if not packet.size or packet.pts is None:
            continue
        if packet.stream.type == "video":
            first = first if count else packet.pts
            packet.dts = first + (count - lead) * (packet.duration or 0)
            count += 1
        else:
            packet.dts = packet.pts
        _move(packet, -_LATER_S)
        yield packet
