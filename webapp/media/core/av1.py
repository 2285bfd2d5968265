"""AV1 RTP payloads (AV1 RTP specification 4.4): where key frames begin, how large they are, and the OBUs in them."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.media.core.bits import Bits, Broken
from webapp.media.core.rtp import payload_offset

CONTINUES, GOES_ON, NEW_SEQUENCE = 0x80, 0x40, 0x08  # of the aggregation header: Z, Y and N
SEQUENCE_HEADER, TEMPORAL_DELIMITER = 1, 2
HAS_EXTENSION, HAS_SIZE = 0x04, 0x02  # of an OBU header
MAX_LENGTH_BYTES = 8
MAX_TIER_LEVEL = 7


def starts_keyframe(packet: bytes | bytearray) -> bool:
    """Whether the packet is the first of a coded video sequence, which begins with a key frame."""
    try:
        header = packet[payload_offset(packet)]
    except (IndexError, ValueError):
        return False
    return header & NEW_SEQUENCE != 0 and not header & CONTINUES


def picture_size(packet: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels, when the packet starts a key frame and carries its sequence header."""
    if not starts_keyframe(packet):
        return None
    try:
        found = elements(bytes(packet[payload_offset(packet) :]))
        return next((sequence_size(obu) for obu in found if kind_of(obu) == SEQUENCE_HEADER), None)
    except (IndexError, Broken):
        return None


def kind_of(obu: bytes) -> int:
    """The type of an OBU (AV1 5.3.2)."""
    return obu[0] >> 3 & 0x0F


def elements(payload: bytes) -> Iterator[bytes]:
    """The OBU elements of an RTP payload; a truncated one is cut short. Raises IndexError, Broken."""
    count, at, number = payload[0] >> 4 & 3, 1, 0
    while at < len(payload):
        number += 1
        length = len(payload) - at
        if number != count:  # W: with a count, the last element has no length
            length, at = leb128(payload, at)
        if length:
            yield payload[at : at + length]
        at += length


def sequence_header(unit: bytes) -> tuple[bytes, tuple[int, int]] | None:
    """The sequence header of a temporal unit (OBUs with sizes), and its pixels; None when it begins no sequence."""
    try:
        return next(((obu, sequence_size(obu)) for obu in units(unit) if kind_of(obu) == SEQUENCE_HEADER), None)
    except (IndexError, Broken):
        return None


def units(unit: bytes) -> Iterator[bytes]:
    """The OBUs of a temporal unit, which have their sizes in them; raises IndexError, Broken."""
    at = 0
    while at < len(unit):
        length, begin = leb128(unit, _content_at(unit, at))
        yield unit[at : begin + length]
        at = begin + length


def with_size(obu: bytes) -> bytes:
    """The OBU as files want it (AV1 5.3.1): senders of packets leave out the size that the element's length tells."""
    begin = _content_at(obu)
    if obu[0] & HAS_SIZE or begin > len(obu):
        return obu
    return bytes([obu[0] | HAS_SIZE]) + obu[1:begin] + _as_leb128(len(obu) - begin) + obu[begin:]


def _content_at(obu: bytes, start: int = 0) -> int:
    return start + (2 if obu[start] & HAS_EXTENSION else 1)


def _as_leb128(value: int) -> bytes:
    """A number as AV1 4.10.5 writes it."""
    head = b""
    while value > 0x7F:
        head, value = head + bytes([value & 0x7F | 0x80]), value >> 7
    return head + bytes([value])


def leb128(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to eight bytes (AV1 4.10.5), and where it ends; raises IndexError, Broken."""
    value = 0
    for count in range(MAX_LENGTH_BYTES):
        byte = data[at + count]
        value |= (byte & 0x7F) << 7 * count
        if not byte & 0x80:
            return value, at + count + 1
    raise Broken


def sequence_size(obu: bytes) -> tuple[int, int]:
    """max_frame_width and max_frame_height of a sequence header OBU (AV1 5.5.1); raises IndexError, Broken."""
    at = _content_at(obu)
    if obu[0] & HAS_SIZE:
        _, at = leb128(obu, at)
    bits = Bits(obu[at:])
    bits.u(4)  # seq_profile, still_picture
    if bits.u(1):  # reduced_still_picture_header
        bits.u(5)
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.u(4) + 1, bits.u(4) + 1
    return bits.u(width_bits) + 1, bits.u(height_bits) + 1


def _skip_operating_points(bits: Bits) -> None:
    delay_bits = _skip_timing(bits) if bits.u(1) else 0
    has_initial_delay = bits.u(1)
    for _ in range(bits.u(5) + 1):
        bits.u(12)  # operating_point_idc
        if bits.u(5) > MAX_TIER_LEVEL:
            bits.u(1)
        if delay_bits and bits.u(1):
            bits.u(2 * delay_bits + 1)
        if has_initial_delay and bits.u(1):
            bits.u(4)


def _skip_timing(bits: Bits) -> int:
    """Skip timing_info and decoder_model_info; returns the bits of a buffer delay, 0 without a decoder model."""
    bits.u(64)
    if bits.u(1):
        bits.ue()
    if not bits.u(1):
        return 0
    delay_bits = bits.u(5) + 1
    bits.u(42)
    return delay_bits
