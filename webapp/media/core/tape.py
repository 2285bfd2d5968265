"""The format of a master recording: packets as they arrived, one record after the other; no I/O.

A file begins with MAGIC. A record is its content's length, its kind, the wall clock in microseconds, and the content.
Whatever a killed process left unfinished at the end is simply not read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Literal, NamedTuple

MAGIC = b"SBTAPE1\n"
SUFFIX = ".tape"
PACKET, REPORT = 1, 2
MAX_CONTENT = 4096  # longer than any datagram that a media node takes: a length beyond it is damage

LONGEST_FILE_US = 3_600_000_000

HEAD = struct.Struct("!HBQ")
"""What stands before a record's content: its length, its kind, the time of its arrival in microseconds."""
_REPORT = struct.Struct("!QI")


class Packet(NamedTuple):
    """One RTP packet as its sender sent it, with its arrival in wall-clock microseconds."""

    at_us: int
    data: bytes


class Report(NamedTuple):
    """A sender's clock pair (RFC 3550 6.4.1): 64-bit NTP time and RTP timestamp, with its arrival in microseconds."""

    at_us: int
    ntp: int
    rtp_timestamp: int


def report_record(report: Report) -> bytes:
    """A whole record of a sender report."""
    return HEAD.pack(_REPORT.size, REPORT, report.at_us) + _REPORT.pack(report.ntp, report.rtp_timestamp)


def read_records(data: bytes) -> Iterator[Packet | Report]:
    """The records of a file; a damaged stretch is passed over, and a file that is no tape has none."""
    for kind, at_us, start, end in _places(data):
        if kind == PACKET:
            yield Packet(at_us, data[start:end])
        else:
            yield Report(at_us, *_REPORT.unpack_from(data, start))


def read_reports(data: bytes) -> Iterator[Report]:
    """Only the sender reports of a file; packets are passed over without being copied."""
    for kind, at_us, start, _ in _places(data):
        if kind == REPORT:
            yield Report(at_us, *_REPORT.unpack_from(data, start))


def _places(data: bytes) -> Iterator[tuple[Literal[1, 2], int, int, int]]:
    """Kind, time, and where the content begins and ends, of every whole record."""
    if not data.startswith(MAGIC):
        return
    at, last, before_us = len(MAGIC), len(data) - HEAD.size, None
    while at <= last:
        size, kind, at_us = HEAD.unpack_from(data, at)
        if not _is_plausible(kind, size) or abs(at_us - (before_us or at_us)) > LONGEST_FILE_US:
            at = _next_packet(data, at + 1, before_us)
            continue
        start, before_us = at + HEAD.size, at_us
        at = start + size
        if at > len(data):
            return
        yield kind, at_us, start, at


def _is_plausible(kind: int, size: int) -> bool:
    return (kind == PACKET and size <= MAX_CONTENT) or (kind == REPORT and size == _REPORT.size)


def _next_packet(data: bytes, at: int, before_us: int | None) -> int:
    """Where a packet's record seems to begin behind damage: the top of a time changes only once in 12 days."""
    if before_us is None:
        return len(data)
    found = data.find(HEAD.pack(0, PACKET, before_us)[2:6], at + 2)
    return found - 2 if found >= 0 else len(data)
