"""The MP4 that a composition is written to: H.264 and AAC, playable from its first bytes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np

from webapp.media.core.mixing import SAMPLE_RATE, Pcm

FRAMES_PER_S = 25
PRESET = "veryfast"
THREADS = 2
AUDIO_BITS_PER_S = 96_000
KEYFRAME_EVERY_FRAMES = 4 * FRAMES_PER_S
# Constant quality, but a noisy camera must not fill the disk.
RATE = {"crf": "23", "maxrate": "2M", "bufsize": "4M"}


class Mp4:
    """Writes beside `path` and moves the file there when all went well, so that a half-made one is never seen.

    `size` None makes a file with sound only. Raises OSError when the disk refuses.
    """

    def __init__(self, path: Path, size: tuple[int, int] | None) -> None:
        self._path = path
        self._part = path.with_stem(path.stem + ".part")
        self._container = av.open(str(self._part), "w", format="mp4", options={"movflags": "+faststart"})
        self._video = self._add_video(size) if size else None
        self._audio = self._container.add_stream("aac", rate=SAMPLE_RATE)
        self._audio.codec_context.layout = "stereo"
        self._audio.codec_context.bit_rate = AUDIO_BITS_PER_S
        self._frames = 0
        self._samples = 0

    def _add_video(self, size: tuple[int, int]) -> av.VideoStream:
        stream = self._container.add_stream("libx264", rate=FRAMES_PER_S)
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.thread_count = THREADS
        context.options = {"preset": PRESET, "g": str(KEYFRAME_EVERY_FRAMES), **RATE}
        return stream

    def add_picture(self, picture: av.VideoFrame) -> None:
        """Append the next frame, 1/FRAMES_PER_S s long."""
        assert self._video is not None
        picture.pts, picture.time_base = self._frames, Fraction(1, FRAMES_PER_S)
        self._frames += 1
        self._container.mux(self._video.encode(picture))

    def add_sound(self, pcm: Pcm) -> None:
        """Append samples."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = self._samples, Fraction(1, SAMPLE_RATE)
        self._samples += len(pcm)
        self._container.mux(self._audio.encode(frame))

    def __enter__(self) -> Mp4:
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
