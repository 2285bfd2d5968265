"""Decodes takes piece by piece, in step with whoever asks, from any moment on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import av
import numpy as np
from av.container import InputContainer

from webapp.media.core.mixing import CHANNELS, SAMPLE_RATE, Pcm
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)

T = TypeVar("T")
C = TypeVar("C", covariant=True)

SOUND_LEAD_MS = 200  # a decoder of sound is given this much before what is wanted of it


@dataclass(frozen=True, slots=True)
class Piece(Generic[C]):
    """A picture or a stretch of sound, `at_ms` on the wall clock."""

    at_ms: int
    content: C
    segment: Segment


Decode = Callable[[Path, int], Iterator[tuple[int, T]]]
"""From a moment on (ms since the file's beginning), or a little before it: yields (ms since the beginning, content).

Raises av.FFmpegError or OSError for a broken file.
"""


IsSeen = Callable[[int, int], bool]
"""Whether anybody sees a picture that stands from one moment to another (ms since the file's beginning)."""


def is_readable(directory: Path, take: Segment) -> bool:
    """Whether anything of it can be decoded; a warning says why not."""
    decode = decode_sound if take.kind == "audio" else decode_pictures
    try:
        if next(decode(directory / take.file, 0), None) is not None:
            return True
        reason = "it is empty"
    except (OSError, av.FFmpegError, IndexError) as error:
        reason = str(error)
    logger.warning("take %s left out: %s", take.file, reason)
    return False


def decode_pictures(
    path: Path, from_ms: int, is_seen: IsSeen = lambda begin_ms, end_ms: True
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Decode a video take from the last key frame before a moment on; a frame that cannot be decoded is left out.

    So is one that nobody sees and no other frame refers to: of the layers in time that browsers send, the highest.
    """
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        context.thread_count = 1
        _seek(container, from_ms)
        packets = _until_cut_off(container.demux(stream))
        for packet, following in pairwise(chain(packets, [None])):
            assert packet is not None
            context.skip_frame = "DEFAULT" if _is_seen(packet, following, is_seen) else "NONREF"
            try:
                for frame in context.decode(packet):
                    yield frame.pts or 0, frame
            except av.InvalidDataError:
                continue


def _is_seen(packet: av.Packet[Any], following: av.Packet[Any] | None, is_seen: IsSeen) -> bool:
    if following is None or packet.pts is None or following.pts is None:
        return True
    return is_seen(packet.pts, following.pts)


def decode_sound(path: Path, from_ms: int) -> Iterator[tuple[int, Pcm]]:
    """Decode an Opus take to 48 kHz stereo, from a little before a moment on."""
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.sample_rate = SAMPLE_RATE
    decoder.layout = "stereo"
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE)
    with av.open(str(path)) as container:
        _seek(container, from_ms - SOUND_LEAD_MS)
        for packet in _until_cut_off(container.demux(container.streams.audio[0])):
            if packet.pts is None or packet.pts < from_ms - SOUND_LEAD_MS:
                continue
            try:
                frames = [part for frame in decoder.decode(packet) for part in resampler.resample(frame)]
            except av.InvalidDataError:
                continue
            if frames:
                pcm = np.concatenate([frame.to_ndarray().reshape(-1, CHANNELS) for frame in frames])
                yield packet.pts, pcm


def _seek(container: InputContainer, to_ms: int) -> None:
    """Go to the last key frame before; a file whose index is damaged is read from its beginning."""
    if to_ms <= 0:
        return
    try:
        container.seek(to_ms * 1000)
    except av.FFmpegError as error:
        logger.debug("no way to %d ms: %s", to_ms, error)


def _until_cut_off(packets: Iterator[T]) -> Iterator[T]:
    """The file's packets and the empty one that flushes the decoder; where a killed writer stopped is the end."""
    try:
        yield from packets
    except (av.InvalidDataError, av.EOFError) as error:
        logger.debug("cut off: %s", error)


class Pieces(Protocol[C]):
    """Where a track's pictures or sounds come from: a `Playlist` of takes, or a stream that is live."""

    def take_until(self, until_ms: int) -> Iterator[Piece[C]]:
        """Yield the pieces that begin before `until_ms` and were not yielded yet."""

    def close(self) -> None:
        """No more is wanted."""


class Playlist(Generic[T]):
    """The takes of one track played one after the other, from a wall-clock moment on.

    At most one file is open, one piece decoded ahead.
    """

    def __init__(self, directory: Path, takes: Sequence[Segment], decode: Decode[T], from_ms: int) -> None:
        self._pieces = _play(directory, takes, decode, from_ms)
        self._ahead = next(self._pieces, None)

    def take_until(self, until_ms: int) -> Iterator[Piece[T]]:
        """Yield the pieces that begin before `until_ms` and were not yielded yet."""
        while self._ahead is not None and self._ahead.at_ms < until_ms:
            piece, self._ahead = self._ahead, next(self._pieces, None)
            yield piece

    def close(self) -> None:
        """Close the open file."""
        self._pieces.close()


def _play(
    directory: Path, takes: Sequence[Segment], decode: Decode[T], from_ms: int
) -> Generator[Piece[T], None, None]:
    for position, take in enumerate(takes):
        # A take ends where the next of its track begins: after a take-over two nodes' clocks may overlap a little.
        ends_ms = takes[position + 1].started_at_ms if position + 1 < len(takes) else None
        if ends_ms is not None and ends_ms <= from_ms:
            continue
        try:
            for since_start_ms, content in decode(directory / take.file, from_ms - take.started_at_ms):
                at_ms = take.started_at_ms + since_start_ms
                if ends_ms is not None and at_ms >= ends_ms:
                    break
                yield Piece(at_ms, content, take)
        except (OSError, av.FFmpegError) as error:
            logger.warning("take %s broke off: %s", take.file, error)
