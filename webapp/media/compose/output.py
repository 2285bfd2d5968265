"""The file that a composition is written to: MP4 (playable from its first bytes), FLV, WMV, or MP3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import cast

import av
import numpy as np

from webapp.media.core.mixing import SAMPLE_RATE, Pcm
from webapp.media.core.style import Container, Style

PRESET = "veryfast"
THREADS = 2
AUDIO_BITS_PER_S = 96_000
VIDEO_BITS_PER_S = 1_200_000  # where the encoder has no constant quality
KEYFRAME_EVERY_S = 4
# Constant quality, but a noisy camera must not fill the disk.
RATE = {"crf": "23", "maxrate": "2M", "bufsize": "4M"}


@dataclass(frozen=True, slots=True)
class Format:
    """How a container is written: its muxer and options, its picture encoder if it has pictures, its sound encoder."""

    muxer: str
    video: str
    audio: str
    options: Mapping[str, str] = field(default_factory=dict)


FORMATS: Mapping[Container, Format] = {
    "mp4": Format("mp4", "libx264", "aac", {"movflags": "+faststart"}),
    "flv": Format("flv", "libx264", "aac"),
    "wmv": Format("asf", "wmv2", "wmav2"),
    "mp3": Format("mp3", "", "libmp3lame"),
}


class Film:
    """Writes beside `path` and moves the file there when all went well, so that a half-made one is never seen.

    `size` None makes a file with sound only. Raises OSError when the disk refuses.
    """

    def __init__(self, path: Path, size: tuple[int, int] | None, style: Style) -> None:
        self._path = path
        self._part = path.with_stem(path.stem + ".part")
        self._style = style
        self._format = FORMATS[style.container]
        self._container = av.open(str(self._part), "w", format=self._format.muxer, options=dict(self._format.options))
        self._video = self._add_video(size) if size else None
        self._audio = cast(av.AudioStream, self._container.add_stream(self._format.audio, rate=SAMPLE_RATE))
        self._audio.codec_context.layout = "stereo"
        self._audio.codec_context.bit_rate = style.audio_bits_per_s or AUDIO_BITS_PER_S
        self._frames = 0
        self._samples = 0

    def _add_video(self, size: tuple[int, int]) -> av.VideoStream:
        stream = cast(av.VideoStream, self._container.add_stream(self._format.video, rate=self._style.frames_per_s))
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.thread_count = THREADS
        keyframe_every = {"g": str(KEYFRAME_EVERY_S * self._style.frames_per_s)}
        asked = self._style.video_bits_per_s
        if self._format.video != "libx264":
            context.bit_rate = asked or VIDEO_BITS_PER_S
            context.options = keyframe_every
        elif asked:
            context.bit_rate = asked
            context.options = {"preset": PRESET, "maxrate": str(asked), "bufsize": str(2 * asked), **keyframe_every}
        else:
            context.options = {"preset": PRESET, **keyframe_every, **RATE}
        return stream

    def add_picture(self, picture: av.VideoFrame) -> None:
        """Append the next frame, one frame's time long."""
        assert self._video is not None
        picture.pts, picture.time_base = self._frames, Fraction(1, self._style.frames_per_s)
        self._frames += 1
        self._container.mux(self._video.encode(picture))

    def add_sound(self, pcm: Pcm) -> None:
        """Append samples."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = self._samples, Fraction(1, SAMPLE_RATE)
        self._samples += len(pcm)
        self._container.mux(self._audio.encode(frame))

    def __enter__(self) -> Film:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._container.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)

    def _finish(self) -> None:
        if self._video is not None:
            self._container.mux(self._video.encode(None))
        self._container.mux(self._audio.encode(None))
