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
from webapp.media.core import red
from webapp.media.core.depacketise import Assembler, RtpPayload, assembler_for, parse_rtp
from webapp.media.core.formats import EXT_AUDIO_LEVEL, RED, Format, format_of, media_of
from webapp.media.core.reorder import Arrived, ReorderBuffer
from webapp.media.core.rtp import MalformedRtp, read_extensions
from webapp.media.core.speaker import SILENT_LEVEL, Loudness
from webapp.media.core.tape import SUFFIX, Packet, Report, read_records, read_reports
from webapp.media.core.timeline import Segment, SenderClock, StreamClock, read_manifest

logger = logging.getLogger(__name__)

TAKES = "takes"
_NTP_FRACTION = 1 << 32


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
    return report.ntp / _NTP_FRACTION, report.at_us / 1e6


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
        stream = _Stream(writer, sender, loudness, first_report)
        for segment in run:
            content = _content(directory, segment)
            _check(segment, content)
            if not stream.take_all(content):
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


class _Stream:
    """The packets of one run on their way to frames; starts anew when the source or its codec changes.

    The first report of the run is known from its beginning, so that not even the first seconds are out of step.
    """

    def __init__(self, writer: TakeWriter, sender: SenderClock, loudness: Loudness, first: Report | None) -> None:
        self._writer, self._sender, self._loudness, self._first = writer, sender, loudness, first
        self._source: tuple[int, str] | None = None
        self._reorder: ReorderBuffer[RtpPayload] = ReorderBuffer()
        self._assembler: Assembler | None = None
        self._clock = StreamClock(1, sender)

    def take_all(self, content: bytes) -> int:
        """Take the records of one tape; returns how many there were."""
        count = 0
        for count, record in enumerate(read_records(content), 1):  # noqa: B007 -- the last one is the answer
            if isinstance(record, Report):
                self._report(record)
                continue
            try:
                self._take(record)
            except (MalformedRtp, IndexError):
                logger.debug("malformed packet left out")
        return count

    def end(self, closed_at_ms: int | None) -> None:
        """There is no more; None when the node died."""
        self._flush()
        self._writer.end(closed_at_ms)

    def _take(self, record: Packet) -> None:
        form = format_of(record.data)
        if form is None or form.media != media_of(self._writer.kind):
            return
        payload = parse_rtp(record.data)
        if record.data[1] & 0x7F == RED.payload_type:
            payload = payload._replace(data=red.newest(payload.data))
        arrival_s = record.at_us / 1e6
        if (payload.ssrc, form.codec) != self._source:
            self._begin(payload.ssrc, form, record.at_us // 1000)
        if form.media == "audio":
            self._loudness.hear(record.at_us // 1000, _level(record.data))
        for arrived in self._reorder.push(payload.sequence, payload, arrival_s):
            self._assemble(arrived)

    def _report(self, report: Report) -> None:
        self._clock.report(report.ntp / _NTP_FRACTION, report.rtp_timestamp)

    def _begin(self, ssrc: int, form: Format, at_ms: int) -> None:
        if self._source is not None:
            self._flush()
            self._writer.end(at_ms)
            self._first = None
        self._source = (ssrc, form.codec)
        self._reorder = ReorderBuffer()
        self._clock = StreamClock(form.clock_hz, self._sender)
        try:
            self._assembler = assembler_for(form.codec)
        except KeyError:
            logger.warning("%s: %s is kept, but cannot be shown", self._writer.stem, form.codec)
            self._assembler = None

    def _flush(self) -> None:
        for arrived in self._reorder.flush():
            self._assemble(arrived)

    def _assemble(self, arrived: Arrived[RtpPayload]) -> None:
        if self._assembler is None or self._source is None:
            return
        payload = arrived.packet
        self._clock.arrived(payload.timestamp, arrived.arrival_s)
        if self._first is not None:
            self._report(self._first)
            self._first = None
        for frame in self._assembler.push(payload, after_loss=arrived.after_loss):
            self._writer.write(self._source[1], frame, round(self._clock.wall_s(frame.timestamp) * 1000))


def _level(packet: bytes) -> int:
    """The sender's own measure of its loudness: 0 is the loudest, 127 silence (RFC 6464)."""
    place = read_extensions(packet).get(EXT_AUDIO_LEVEL)
    return packet[place[0]] & 0x7F if place else SILENT_LEVEL
