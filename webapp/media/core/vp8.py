"""The VP8 payload descriptor (RFC 7741 4.2) and the head of key frames (RFC 6386 9.1).

Tells key frames and their size, and keeps picture ids continuous over a switch of the source.
"""

from __future__ import annotations

from typing import NamedTuple

from webapp.media.core.rtp import payload_offset

START_CODE = b"\x9d\x01\x2a"
KEYFRAME_HEAD = 10  # bytes: frame tag, start code, width, height
_START_BITS, _STARTS = 0x17, 0x10  # of the first byte: S, and the partition's number, which must be 0


class Descriptor(NamedTuple):
    """What the descriptor says, and the offsets (0: absent) of what a forwarder rewrites."""

    starts_frame: bool
    is_keyframe: bool
    picture_id: int | None
    picture_id_at: int
    picture_id_bits: int
    tl0: int | None
    tl0_at: int
    payload_at: int
    temporal_layer: int = 0
    is_sync: bool = False
    """Whether it builds on temporal layer 0 alone (Y)."""


def read_descriptor(packet: bytes | bytearray) -> Descriptor | None:
    """Read the descriptor of an RTP packet; None when it is truncated."""
    try:
        return _read(packet, payload_offset(packet))
    except (IndexError, ValueError):
        return None


def descriptor_of(payload: bytes) -> Descriptor | None:
    """Read the descriptor of an RTP payload; None when it is truncated."""
    try:
        return _read(payload, 0)
    except IndexError:
        return None


def _read(packet: bytes | bytearray, start: int) -> Descriptor:
    first = packet[start]
    at = start + 1
    picture_at = bits = tl0_at = layer = 0
    picture: int | None = None
    is_sync = False
    if first & 0x80:
        present = packet[at]
        at += 1
        if present & 0x80:
            picture_at, bits = at, 15 if packet[at] & 0x80 else 7
            picture = ((packet[at] & 0x7F) << 8 | packet[at + 1]) if bits == 15 else packet[at]
            at += 2 if bits == 15 else 1
        if present & 0x40:
            tl0_at = at
            at += 1
        if present & 0x20:
            layer, is_sync = packet[at] >> 6, bool(packet[at] & 0x20)
        at += bool(present & 0x30)
    starts = bool(first & 0x10) and not first & 0x07
    is_key = starts and at < len(packet) and not packet[at] & 0x01
    tl0 = packet[tl0_at] if tl0_at else None
    return Descriptor(starts, is_key, picture, picture_at, bits, tl0, tl0_at, at, layer, is_sync)


def starts_keyframe(packet: bytes | bytearray) -> bool:
    """Whether the packet is the first of a key frame."""
    return _of_key_frame(packet) is not None


def picture_size(packet: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels, when the packet is the first of a key frame."""
    descriptor = _of_key_frame(packet)
    if descriptor is None:
        return None
    return keyframe_size(packet[descriptor.payload_at : descriptor.payload_at + KEYFRAME_HEAD])


def _of_key_frame(packet: bytes | bytearray) -> Descriptor | None:
    """The descriptor of a key frame's first packet; most other packets show in their first byte that they are none."""
    try:
        start = payload_offset(packet)
        if packet[start] & _START_BITS != _STARTS:
            return None
        found = _read(packet, start)
    except (IndexError, ValueError):
        return None
    return found if found.is_keyframe else None


def keyframe_size(frame: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels from the head of a key frame; None for any other frame (RFC 6386 9.1)."""
    if len(frame) < KEYFRAME_HEAD or frame[0] & 1 or frame[3:6] != START_CODE:
        return None
    width, height = (int.from_bytes(frame[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return width, height


class PictureIdMap:
    """Keeps PictureID (mod 2**15 or 2**7) and TL0PICIDX (mod 2**8) continuous over changes of the source and gaps."""

    __slots__ = ("_last_picture", "_last_tl0", "picture_offset", "tl0_offset")

    def __init__(self) -> None:
        self.picture_offset = 0
        self.tl0_offset = 0
        self._last_picture: int | None = None
        self._last_tl0: int | None = None

    @property
    def is_identity(self) -> bool:
        """Whether packets pass unchanged."""
        return not self.picture_offset and not self.tl0_offset

    def note(self, packet: bytes | bytearray) -> None:
        """Remember the ids of the last packet sent from a source, given as that source sent it."""
        descriptor = read_descriptor(packet)
        if descriptor is None:
            return
        if descriptor.picture_id is not None:
            self._last_picture = descriptor.picture_id + self.picture_offset
        if descriptor.tl0 is not None:
            self._last_tl0 = descriptor.tl0 + self.tl0_offset

    def rebase(self, packet: bytes | bytearray) -> None:
        """From this packet (a key frame's first) on, continue after the last ids noted."""
        descriptor = read_descriptor(packet)
        if descriptor is None:
            return
        if descriptor.picture_id is not None and self._last_picture is not None:
            self.picture_offset = (self._last_picture + 1 - descriptor.picture_id) & 0x7FFF
        if descriptor.tl0 is not None and self._last_tl0 is not None:
            self.tl0_offset = (self._last_tl0 + 1 - descriptor.tl0) & 0xFF

    def leave_out(self) -> None:
        """A picture above temporal layer 0, newer than all before, is sent to nobody; the next takes its place."""
        self.picture_offset = (self.picture_offset - 1) & 0x7FFF

    def rewrite(self, packet: bytearray, left_out: int = 0) -> None:
        """Apply the offsets in place; so many pictures were left out that come after this packet's."""
        descriptor = read_descriptor(packet)
        if descriptor is None:
            return
        if descriptor.picture_id is not None:
            moved = descriptor.picture_id + self.picture_offset + left_out
            at = descriptor.picture_id_at
            if descriptor.picture_id_bits == 15:
                packet[at] = 0x80 | (moved >> 8 & 0x7F)
                packet[at + 1] = moved & 0xFF
            else:
                packet[at] = moved & 0x7F
        if descriptor.tl0 is not None:
            packet[descriptor.tl0_at] = (descriptor.tl0 + self.tl0_offset) & 0xFF
