"""The messages between a media node and its side processes (mixers, players): one per datagram; no I/O."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import msgspec

PACKET, REPORT, TOLD = 1, 2, 3
MAX_MESSAGE = 65_536  # bytes
HEAD = struct.Struct("!BHQ")
"""What stands before every message: its kind, the number of the track, the wall clock in microseconds."""
_REPORT = struct.Struct("!QI")


class Malformed(ValueError):
    """A message that is none of ours."""


class Packet(NamedTuple):
    """One RTP packet of a track; `at_us` is when it arrived, or is to leave."""

    track: int
    at_us: int
    data: bytes


class Report(NamedTuple):
    """A sender's clock pair (RFC 3550 6.4.1): 64-bit NTP time and RTP timestamp, with its arrival."""

    track: int
    at_us: int
    ntp: int
    rtp_timestamp: int


class Told(NamedTuple):
    """Anything else, by its type."""

    type: str
    facts: dict[str, Any]


Message = Packet | Report | Told


def packet(track: int, at_us: int, data: bytes) -> bytes:
    """One RTP packet as a message."""
    return HEAD.pack(PACKET, track, at_us) + data


def report(track: int, at_us: int, ntp: int, rtp_timestamp: int) -> bytes:
    """A sender report as a message."""
    return HEAD.pack(REPORT, track, at_us) + _REPORT.pack(ntp, rtp_timestamp)


def told(what: str, **facts: Any) -> bytes:
    """Anything that JSON (or msgspec) can say, as a message. Raises ValueError beyond MAX_MESSAGE."""
    message = HEAD.pack(TOLD, 0, 0) + msgspec.json.encode({**facts, "type": what})
    if len(message) > MAX_MESSAGE:
        raise ValueError(f"{what} takes {len(message)} bytes")
    return message


def read(message: bytes) -> Message:
    """Read a message; raises Malformed."""
    try:
        kind, track, at_us = HEAD.unpack_from(message)
        if kind == PACKET:
            return Packet(track, at_us, message[HEAD.size :])
        if kind == REPORT:
            return Report(track, at_us, *_REPORT.unpack_from(message, HEAD.size))
        facts = msgspec.json.decode(message[HEAD.size :], type=dict[str, Any])
        return Told(str(facts.pop("type")), facts)
    except (struct.error, msgspec.DecodeError, KeyError) as error:
        raise Malformed(str(error)) from error
