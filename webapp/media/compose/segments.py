"""Reads a recording's manifests and decodes its segment files piece by piece, in step with whoever asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import av
import numpy as np

from webapp.media.compose.developing import develop
from webapp.media.core.mixing import CHANNELS, SAMPLE_RATE, Pcm
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """A picture or a stretch of sound, `at_ms` on the wall clock."""

    at_ms: int
    content: T
    segment: Segment


Decode = Callable[[Path], Iterator[tuple[int, T]]]
"""Yields (milliseconds since the file's first frame, content); raises av.FFmpegError or OSError for a broken file."""


def load(directory: Path) -> list[Segment]:
    """The takes of all tracks whose files can be read; the others are warned about."""
    return [take for track in develop(directory) for take in track.takes if _is_readable(directory, take)]


def _is_readable(directory: Path, segment: Segment) -> bool:
    decode = decode_sound if segment.kind == "audio" else decode_pictures
    try:
        if next(decode(directory / segment.file), None) is not None:
            return True
        reason = "it is empty"
    except (OSError, av.FFmpegError, IndexError) as error:
        reason = str(error)
    logger.warning("segment %s left out: %s", segment.file, reason)
    return False


def decode_pictures(path: Path) -> Iterator[tuple[int, av.VideoFrame]]:
    """Decode a video segment; a frame that cannot be decoded is left out."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for packet in _until_cut_off(container.demux(stream)):
            try:
                for frame in stream.codec_context.decode(packet):
                    yield frame.pts or 0, frame
            except av.InvalidDataError:
                continue


def decode_sound(path: Path) -> Iterator[tuple[int, Pcm]]:
    """Decode an Opus segment to 48 kHz stereo."""
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.sample_rate = SAMPLE_RATE
    decoder.layout = "stereo"
    resampler = av.AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE)
    with av.open(str(path)) as container:
        for packet in _until_cut_off(container.demux(container.streams.audio[0])):
            if packet.pts is None:
                continue
            try:
                frames = [part for frame in decoder.decode(packet) for part in resampler.resample(frame)]
            except av.InvalidDataError:
                continue
            if frames:
                pcm = np.concatenate([frame.to_ndarray().reshape(-1, CHANNELS) for frame in frames])
                yield packet.pts, pcm


def _until_cut_off(packets: Iterator[T]) -> Iterator[T]:
    """The file's packets and the empty one that flushes the decoder; where a killed writer stopped is the end."""
    try:
        yield from packets
    except (av.InvalidDataError, av.EOFError) as error:
        logger.debug("cut off: %s", error)


class Playlist(Generic[T]):
    """The segments of one track played one after the other; at most one file is open, one piece decoded ahead."""

    def __init__(self, directory: Path, segments: Sequence[Segment], decode: Decode[T]) -> None:
        self._pieces = _play(directory, segments, decode)
        self._ahead = next(self._pieces, None)

    def take_until(self, until_ms: int) -> Iterator[Piece[T]]:
        """Yield the pieces that begin before `until_ms` and were not yielded yet."""
        while self._ahead is not None and self._ahead.at_ms < until_ms:
            piece, self._ahead = self._ahead, next(self._pieces, None)
            yield piece

    def close(self) -> None:
        """Close the open file."""
        self._pieces.close()


def _play(directory: Path, segments: Sequence[Segment], decode: Decode[T]) -> Generator[Piece[T], None, None]:
    for position, segment in enumerate(segments):
        # A segment ends where the next of its track begins: after a take-over two nodes' clocks may overlap a little.
        ends_ms = segments[position + 1].started_at_ms if position + 1 < len(segments) else None
        try:
            for since_start_ms, content in decode(directory / segment.file):
                at_ms = segment.started_at_ms + since_start_ms
                if ends_ms is not None and at_ms >= ends_ms:
                    break
                yield Piece(at_ms, content, segment)
        except (OSError, av.FFmpegError) as error:
            logger.warning("segment %s broke off: %s", segment.file, error)
