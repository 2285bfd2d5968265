"""Files of single people, playable at once: their first camera and microphone remuxed side by side. No decoding."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import av

from webapp.media.compose.developing import develop
from webapp.media.compose.take_file import MILLISECOND
from webapp.media.core.timeline import Segment

logger = logging.getLogger(__name__)

CONTAINERS = {"vp8": "webm", "vp9": "webm", "av1": "webm", "h264": "mp4", "opus": "webm"}
CHANGES_SIZE = ("vp8", "vp9")  # in one file; the others have their parameters at its beginning
# An index in front would mean writing the file twice.
OPTIONS = {"mp4": {"movflags": "frag_keyframe+empty_moov+default_base_moof"}, "webm": {}}

_Timed = tuple[int, int, "av.Packet[Any]"]


def make_sides(directory: Path, out: Path, still_at_it: Callable[[], None] = lambda: None) -> list[Path]:
    """Develop the recording and write a file per person into `out`, more where one file cannot hold all pictures.

    Files that are there already are not made again. Raises OSError when the disk refuses.
    """
    tracks = develop(directory, still_at_it)
    out.mkdir(exist_ok=True)
    found = []
    for account, takes in groupby(sorted((take for track in tracks for take in track.takes), key=_order), _account):
        for number, (pictures, sounds) in enumerate(_files(list(takes))):
            path = out / f"{account}-{number}.{CONTAINERS[(pictures or sounds)[0].codec]}"
            if not path.exists():
                _write(directory, path, pictures, sounds)
            found.append(path)
            still_at_it()
    return found


def _account(take: Segment) -> int:
    return take.account


def _order(take: Segment) -> tuple[int, int]:
    return take.account, take.started_at_ms


def _files(takes: Sequence[Segment]) -> Iterator[tuple[list[Segment], list[Segment]]]:
    """What goes into each file of one person: pictures that one decoder can play, and the sound of the same time."""
    sounds = [take for take in takes if take.kind == "audio"]
    cameras = [take for take in takes if take.kind == "video"]
    first = min((take.index for take in cameras), default=0)
    pictures = [take for take in cameras if take.index == first]
    groups = [list(group) for _, group in groupby(enumerate(pictures), lambda pair: _decoder(*pair))]
    if not groups:
        yield from ([([], sounds)] if sounds else [])
    for number, group in enumerate(groups):
        begins_ms = group[0][1].started_at_ms if number else 0
        ends_ms = groups[number + 1][0][1].started_at_ms if number + 1 < len(groups) else None
        own = [s for s in sounds if s.started_at_ms >= begins_ms and (ends_ms is None or s.started_at_ms < ends_ms)]
        yield [take for _, take in group], own


def _decoder(position: int, take: Segment) -> object:
    return take.codec if take.codec in CHANGES_SIZE else position


def _write(directory: Path, path: Path, pictures: Sequence[Segment], sounds: Sequence[Segment]) -> None:
    draft = path.with_suffix(".draft")
    muxer = path.suffix[1:]
    begins_ms = min(take.started_at_ms for take in (*pictures, *sounds))
    try:
        with av.open(str(draft), "w", format=muxer, options=OPTIONS[muxer]) as film:
            rows = [_packets(directory, film, row, begins_ms) for row in (pictures, sounds) if row]
            for _, _, packet in heapq.merge(*rows, key=lambda timed: timed[:2]):
                film.mux(packet)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _packets(
    directory: Path, film: av.container.OutputContainer, takes: Sequence[Segment], begins_ms: int
) -> Iterator[_Timed]:
    """One row of takes as packets of one stream of the film; the stream is added at once."""
    with av.open(str(directory / takes[0].file)) as first:
        stream = film.add_stream_from_template(first.streams[0], opaque=True)
    return _timed(directory, stream, takes, begins_ms)


def _timed(directory: Path, stream: av.stream.Stream, takes: Sequence[Segment], begins_ms: int) -> Iterator[_Timed]:
    last_ms = -1
    for take in takes:
        try:
            with av.open(str(directory / take.file)) as source:
                for packet in source.demux(source.streams[0]):
                    if packet.pts is None:
                        continue
                    last_ms = max(last_ms + 1, take.started_at_ms - begins_ms + packet.pts)
                    packet.stream, packet.time_base = stream, MILLISECOND
                    packet.pts = packet.dts = last_ms
                    yield last_ms, stream.index, packet
        except av.FFmpegError as error:
            logger.warning("take %s broke off: %s", take.file, error)
