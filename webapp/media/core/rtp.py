"""RTP packets as bytes: header (RFC 3550), header extensions (RFC 8285), retransmission payloads (RFC 4588).

Everything works on offsets into the packet, so that the packet path makes no objects it does not need.
Malformed packets raise `MalformedRtp`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEADER = struct.Struct("!BBHLL")
HEADER_LENGTH = 12
RTX_OSN_LENGTH = 2
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000
MAX_PADDING = 255  # bytes; its length is written in one (RFC 3550 5.1)
_TWO_BYTE_MASK = 0xFFF0
SEND_TIME_HZ = 1 << 18  # of abs-send-time: 6.18 fixed point

Extensions = dict[int, tuple[int, int]]
"""Extension id -> (offset of its data in the packet, length of its data)."""


class MalformedRtp(ValueError):
    """The packet is shorter than its own header says."""


@dataclass(frozen=True, slots=True)
class Header:
    """The fixed header's fields, and where the payload begins and ends (padding excluded)."""

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload_start: int
    payload_end: int


def read_header(packet: bytes) -> Header:
    """Read the whole header; raises MalformedRtp (RFC 3550 5.1)."""
    if len(packet) < HEADER_LENGTH or packet[0] >> 6 != 2:
        raise MalformedRtp
    _, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
    start = payload_offset(packet)
    end = len(packet) - (packet[-1] if packet[0] & 0x20 else 0)
    if end < start:
        raise MalformedRtp
    return Header(bool(second & 0x80), second & 0x7F, sequence, timestamp, ssrc, start, end)


def payload_offset(packet: bytes | bytearray) -> int:
    """Where the payload begins, in bytes; raises MalformedRtp."""
    position = HEADER_LENGTH + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        if position + 4 > len(packet):
            raise MalformedRtp
        position += 4 + 4 * ((packet[position + 2] << 8) | packet[position + 3])
    if position > len(packet):
        raise MalformedRtp
    return position


def read_extensions(packet: bytes | bytearray) -> Extensions:
    """Where each header extension element lies; raises MalformedRtp (RFC 8285 4.2 and 4.3)."""
    if not packet[0] & 0x10:
        return {}
    end = payload_offset(packet)
    start = HEADER_LENGTH + 4 * (packet[0] & 0x0F)
    profile = (packet[start] << 8) | packet[start + 1]
    if profile == ONE_BYTE_PROFILE:
        return _one_byte(packet, start + 4, end)
    if profile & _TWO_BYTE_MASK == TWO_BYTE_PROFILE:
        return _two_byte(packet, start + 4, end)
    return {}


def _one_byte(packet: bytes | bytearray, position: int, end: int) -> Extensions:
    found: Extensions = {}
    while position < end:
        first = packet[position]
        if not first:
            position += 1
            continue
        if first >> 4 == 15:  # reserved: stop reading here
            break
        length = (first & 0x0F) + 1
        if position + 1 + length > end:
            raise MalformedRtp
        found[first >> 4] = (position + 1, length)
        position += 1 + length
    return found


def _two_byte(packet: bytes | bytearray, position: int, end: int) -> Extensions:
    found: Extensions = {}
    while position < end:
        if not packet[position]:
            position += 1
            continue
        if position + 2 > end or position + 2 + packet[position + 1] > end:
            raise MalformedRtp
        found[packet[position]] = (position + 2, packet[position + 1])
        position += 2 + packet[position + 1]
    return found


def extension_text(packet: bytes, extensions: Extensions, key: int) -> str | None:
    """The extension's data as ASCII text (MID, RID); None when it is absent or not ASCII."""
    place = extensions.get(key)
    if place is None:
        return None
    data = packet[place[0] : place[0] + place[1]]
    return data.decode("ascii") if data.isascii() else None


def abs_send_time(now_s: float) -> int:
    """The 24-bit abs-send-time of a clock in seconds: 6.18 fixed point, wraps every 64 s."""
    return int(now_s * SEND_TIME_HZ) & 0xFFFFFF


def is_padding_only(packet: bytes) -> bool:
    """Whether the packet carries no payload at all (a bandwidth probe)."""
    header = read_header(packet)
    return header.payload_end == header.payload_start


def unwrap_rtx(packet: bytes, *, payload_type: int, ssrc: int) -> bytes | None:
    """The original packet inside a retransmission; None for a probe that carries none (RFC 4588 4)."""
    header = read_header(packet)
    start = header.payload_start
    if header.payload_end <= start + RTX_OSN_LENGTH:
        return None
    original = bytearray(packet[:start])
    original[0] &= 0xDF  # the padding belonged to the retransmission
    original += packet[start + RTX_OSN_LENGTH : header.payload_end]
    (sequence,) = struct.unpack_from("!H", packet, start)
    first, second, _, timestamp, _ = HEADER.unpack_from(original)
    HEADER.pack_into(original, 0, first, (second & 0x80) | payload_type, sequence, timestamp, ssrc)
    return bytes(original)


def wrap_rtx(packet: bytes | bytearray, *, payload_type: int, ssrc: int, sequence: int) -> bytearray:
    """A retransmission of the packet: its own sequence number goes in front of the payload (RFC 4588 4)."""
    start = payload_offset(packet)
    wrapped = bytearray(packet[:start])
    wrapped += packet[2:4]
    wrapped += packet[start:]
    first, second, _, timestamp, _ = HEADER.unpack_from(packet)
    HEADER.pack_into(wrapped, 0, first, (second & 0x80) | payload_type, sequence, timestamp, ssrc)
    return wrapped


def padding_packet(payload_type: int, sequence: int, timestamp: int, ssrc: int, size: int, extension: int) -> bytearray:
    """A packet of `size` (1..255) bytes of padding, with one empty two-byte header extension element (RFC 8285 4.2)."""
    packet = bytearray(HEADER_LENGTH + 8 + size)
    HEADER.pack_into(packet, 0, 0xB0, payload_type, sequence, timestamp, ssrc)
    struct.pack_into("!HHB", packet, HEADER_LENGTH, ONE_BYTE_PROFILE, 1, extension << 4 | 1)
    packet[-1] = size
    return packet
