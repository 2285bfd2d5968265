"""Develops a recording's tapes into takes: Matroska files of whole frames at their times, by remuxing. No decoding.

A take ends where a decoder could not simply go on: at a pause, another source, another codec, other parameter sets.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from webapp.media.compose.take_writer import TakeWriter
from webapp.media.core.rtp import MalformedRtp
from webapp.media.core.speaker import Loudness
from webapp.media.core.tape import SUFFIX, Report, read_records, read_reports
from webapp.media.core.timeline import Segment, SenderClock, read_manifest
from webapp.media.core.unpacking import Unpacker, ntp_s

logger = logging.getLogger(__name__)

TAKES = "takes"


class Track(msgspec.Struct):
    """One developed track: its takes in order of time, and for a microphone how loud it was when."""

    takes: list[Segment]
    loudness: Loudness = msgspec.field(default_factory=Loudness)


def tapes(directory: Path) -> list[Segment]:
    """What the manifests of all nodes tell of the tapes in a recording's folder."""
    lines = [line for path in sorted(directory.glob("manifest*.jsonl")) for line in path.read_bytes().splitlines()]
    return [segment for segment in read_manifest(lines) if segment.file.endswith(SUFFIX)]


def develop(directory: Path, still_at_it: Callable[[], None] = lambda: None) -> list[Track]:
    """Make takes of all tapes below `directory`/takes; a track that is there already is not made again.

    `still_at_it` is called now and then. Raises OSError when the disk refuses.
    """
    segments, tracks = tapes(directory), []
    if segments:
        (directory / TAKES).mkdir(exist_ok=True)
    for account, of_account in _grouped(segments, lambda segment: segment.account):
        reports = {segment.file: list(read_reports(_content(directory, segment))) for segment in of_account}
        sender = SenderClock(_clock_pair(report) for found in reports.values() for report in found)
        for _, track in _grouped(of_account, lambda segment: (segment.source, segment.node)):
            tracks.append(_developed(directory, track, reports, sender, still_at_it))
        logger.debug("account %s developed", account)
    return tracks


def _grouped(segments: Iterable[Segment], key: Callable[[Segment], object]) -> Iterator[tuple[object, list[Segment]]]:
    ordered = sorted(segments, key=lambda segment: (str(key(segment)), segment.started_at_ms))
    return ((value, list(group)) for value, group in groupby(ordered, key=key))


def _clock_pair(report: Report) -> tuple[float, float]:
    return ntp_s(report.ntp), report.at_us / 1e6


def _content(directory: Path, segment: Segment) -> bytes:
    try:
        return (directory / segment.file).read_bytes()
    except FileNotFoundError:
        return b""


def _developed(
    directory: Path,
    segments: Sequence[Segment],
    reports: Mapping[str, Sequence[Report]],
    sender: SenderClock,
    still_at_it: Callable[[], None],
) -> Track:
    first = segments[0]
    stem = f"{first.node}-{first.account}-{first.kind}{first.index}"
    done = directory / TAKES / f"{stem}.json"
    if done.exists():
        return msgspec.json.decode(done.read_bytes(), type=Track)
    writer = TakeWriter(directory, f"{TAKES}/{stem}", first)
    loudness = Loudness()
    for run in _runs(segments):
        first_report = next((report for segment in run for report in reports[segment.file]), None)
        stream = Unpacker(writer, sender, loudness, first_report)
        for segment in run:
            content = _content(directory, segment)
            _check(segment, content)
            if not _take_all(stream, content):
                logger.warning("segment %s left out: there is nothing in it", segment.file)
            still_at_it()
        stream.end(run[-1].closed_at_ms)
    track = Track(writer.takes, loudness)
    part = done.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(track))
    part.replace(done)
    return track


def _check(segment: Segment, content: bytes) -> None:
    if segment.sha256 and hashlib.sha256(content).hexdigest() != segment.sha256:
        logger.warning("segment %s is not what was written: its SHA-256 differs; using what can be read", segment.file)


def _runs(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Files that were written one after the other without a stop."""
    run: list[Segment] = []
    for segment in segments:
        if run and not segment.continues:
            yield run
            run = []
        run.append(segment)
    yield run


def _take_all(stream: Unpacker, content: bytes) -> int:
    """Take the records of one tape; returns how many there were."""
    count = 0
    for count, record in enumerate(read_records(content), 1):  # noqa: B007 -- the last one is the answer
        if isinstance(record, Report):
            stream.report(record)
            continue
        try:
            stream.take(record)
        except (MalformedRtp, IndexError):
            logger.debug("malformed packet left out")
    return count
