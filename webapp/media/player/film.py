"""A media file as moments: pictures of one size and 20 ms pieces of sound, from any position on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.resampler import AudioResampler

from webapp.media.core.playhead import fitted

logger = logging.getLogger(__name__)

MOST_WIDTH, MOST_HEIGHT = 1280, 720
LEAST_INTERVAL_MS = 30.0  # pictures that follow sooner are left out: 30 a second are enough
SOUND_HZ, SOUND_MS = 48_000, 20
SOUND_SAMPLES = SOUND_HZ * SOUND_MS // 1000
MAX_FAULTS = 100  # packets that cannot be decoded before the file counts as broken


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its time from the beginning."""

    at_ms: float
    frame: av.VideoFrame


@dataclass(frozen=True, slots=True)
class Sound:
    """20 ms of stereo sound, 16 bit, interleaved, and their time from the beginning."""

    at_ms: float
    samples: np.ndarray


Moment = Picture | Sound


class Film:
    """An open file. Raises av.FFmpegError, OSError when it is none."""

    def __init__(self, path: str) -> None:
        self._file = av.open(path)
        pictures = [s for s in self._file.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        self.video = pictures[0] if pictures else None
        self.audio = self._file.streams.audio[0] if self._file.streams.audio else None
        if self.video is not None:
            self.video.thread_type = "AUTO"
        self._begin_ms = (self._file.start_time or 0) / 1000
        self._faults = 0

    @property
    def container(self) -> str:
        """FFmpeg's names of the format, with commas."""
        return self._file.format.name

    @property
    def duration_ms(self) -> int:
        """How long it is; 0 where it does not say."""
        return (self._file.duration or 0) // 1000

    @property
    def size(self) -> tuple[int, int]:
        """The size in which pictures come, pixels."""
        assert self.video is not None
        return fitted(self.video.width, self.video.height, MOST_WIDTH, MOST_HEIGHT)

    def moments(self, from_ms: float) -> Iterator[Moment]:
        """Everything from a position on, about in order; a packet that cannot be decoded is left out."""
        self._file.seek(round((from_ms + self._begin_ms) * 1000), backward=True)
        streams = [stream for stream in (self.video, self.audio) if stream is not None]
        sound, last_ms = _Pieces(), -LEAST_INTERVAL_MS
        for packet in self._file.demux(streams):
            for frame in self._decode(packet):
                at_ms = (frame.time or 0.0) * 1000 - self._begin_ms
                if isinstance(frame, av.AudioFrame):
                    yield from (piece for piece in sound.cut(frame, at_ms) if piece.at_ms >= from_ms)
                elif at_ms >= from_ms - 1 and at_ms - last_ms >= LEAST_INTERVAL_MS:
                    last_ms = at_ms
                    yield Picture(at_ms, self._fit(frame))

    def _decode(self, packet: av.Packet[Any]) -> list[av.VideoFrame | av.AudioFrame]:
        try:
            return list(packet.decode())
        except av.InvalidDataError as error:
            self._faults += 1
            if self._faults > MAX_FAULTS:
                raise
            logger.info("a packet is left out: %s", error)
            return []

    def _fit(self, frame: av.VideoFrame) -> av.VideoFrame:
        width, height = self.size
        return frame.reformat(width=width, height=height, format="yuv420p")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


class _Pieces:
    """Cuts sound of any form into pieces of 20 ms."""

    def __init__(self) -> None:
        self._resampler = AudioResampler(format="s16", layout="stereo", rate=SOUND_HZ)
        self._fifo = AudioFifo()
        self._at_ms: float | None = None

    def cut(self, frame: av.AudioFrame, at_ms: float) -> Iterator[Sound]:
        """The pieces that are whole with this frame; only the first frame's time counts, the rest follows on."""
        if self._at_ms is None:
            self._at_ms = at_ms
        for ready in self._resampler.resample(frame):
            ready.pts = None
            self._fifo.write(ready)
        while (piece := self._fifo.read(SOUND_SAMPLES)) is not None:
            yield Sound(self._at_ms, piece.to_ndarray()[0])
            self._at_ms += SOUND_MS
