"""Frames into pictures and sound, for whoever mixes them: the end of one live track."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import av
import numpy as np

from webapp.media.compose.segments import Piece
from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.mixing import CHANNELS, SAMPLE_RATE, Pcm
from webapp.media.core.plan import Kind
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST_PIECES = 120  # decoded and not yet mixed: what is older is of no use
LATE_MS = 1500  # pictures older than that are not decoded: the machine is too slow for all of them
DECODERS = {"av1": "libdav1d"}


class LivePieces(Generic[T]):
    """What was decoded of one track, for one reader on another thread; satisfies `segments.Pieces`."""

    def __init__(self) -> None:
        self._pieces: deque[Piece[T]] = deque(maxlen=MOST_PIECES)

    def add(self, piece: Piece[T]) -> None:
        """Append a piece; the oldest is lost when nobody reads."""
        self._pieces.append(piece)

    def take_until(self, until_ms: int) -> Iterator[Piece[T]]:
        """Yield the pieces that begin before `until_ms` and were not yielded yet."""
        while self._pieces and self._pieces[0].at_ms < until_ms:
            yield self._pieces.popleft()

    def close(self) -> None:
        """Forget what was not read."""
        self._pieces.clear()


@dataclass(slots=True)
class Label:
    """Whose track it is, in the words of a take."""

    account: int
    kind: Kind
    index: int

    def take(self, codec: str, at_ms: int) -> Segment:
        """A take without a file."""
        return Segment("", self.account, self.kind, self.index, codec, at_ms, "")


class Pictures:
    """Decodes a camera or screen while its pictures are wanted; satisfies `unpacking.FrameSink`."""

    def __init__(
        self, label: Label, is_wanted: Callable[[], bool], ask_keyframe: Callable[[], None], now_ms: Callable[[], int]
    ) -> None:
        self.stem = f"live {label.account}-{label.kind}{label.index}"
        self.pieces: LivePieces[av.VideoFrame] = LivePieces()
        self._label, self._is_wanted, self._ask_keyframe, self._now_ms = label, is_wanted, ask_keyframe, now_ms
        self._decoder: av.VideoCodecContext | None = None

    @property
    def kind(self) -> Kind:
        """What the track is."""
        return self._label.kind

    def write(self, codec: str, frame: EncodedFrame, at_ms: int) -> None:
        """Decode a frame; after one that was left out only a key frame will do."""
        if not self._is_wanted() or self._now_ms() - at_ms > LATE_MS:
            self._decoder = None
            return
        if self._decoder is None:
            if not frame.is_keyframe:
                self._ask_keyframe()
                return
            self._decoder = _picture_decoder(codec)
        try:
            for picture in self._decoder.decode(av.Packet(frame.data)):
                self.pieces.add(Piece(at_ms, picture, self._label.take(codec, at_ms)))
        except av.FFmpegError as error:
            logger.debug("%s: %s", self.stem, error)
            self._decoder = None

    def end(self, at_ms: int | None) -> None:
        """Another source, or none."""
        self._decoder = None


class Sounds:
    """Decodes a microphone to 48 kHz stereo; satisfies `unpacking.FrameSink`."""

    kind: Kind = "audio"

    def __init__(self, label: Label) -> None:
        self.stem = f"live {label.account}-audio{label.index}"
        self.pieces: LivePieces[Pcm] = LivePieces()
        self._label = label
        self._decoder = _sound_decoder()
        self._resampler = av.AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE)

    def write(self, codec: str, frame: EncodedFrame, at_ms: int) -> None:
        """Decode a packet; one that cannot be decoded is silence."""
        try:
            decoded = self._decoder.decode(av.Packet(frame.data))
            parts = [part for whole in decoded for part in self._resampler.resample(whole)]
        except av.FFmpegError as error:
            logger.debug("%s: %s", self.stem, error)
            return
        if parts:
            pcm = np.concatenate([part.to_ndarray().reshape(-1, CHANNELS) for part in parts])
            self.pieces.add(Piece(at_ms, pcm, self._label.take(codec, at_ms)))

    def end(self, at_ms: int | None) -> None:
        """Another source, or none: it needs no other decoder."""


def _picture_decoder(codec: str) -> av.VideoCodecContext:
    decoder = av.VideoCodecContext.create(DECODERS.get(codec, codec), "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    return decoder


def _sound_decoder() -> av.AudioCodecContext:
    decoder = av.AudioCodecContext.create("libopus", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout = SAMPLE_RATE, "stereo"
    return decoder
