"""The VP9 payload descriptor (RFC 9628 4.2) and the head of key frames (VP9 bitstream 6.2).

Tells where key frames begin and how large their pictures are, and puts spatial layers together into one picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.media.core.bits import Bits, Broken
from webapp.media.core.rtp import payload_offset

PICTURE_ID, INTER_PREDICTED, LAYERS, FLEXIBLE, STARTS_FRAME, STRUCTURE = 0x80, 0x40, 0x20, 0x10, 0x08, 0x02
SPATIAL_LAYER = 0x0E
FRAME_MARKER, SYNC_CODE, RGB = 0b10, 0x498342, 7
KEYFRAME_HEAD = 12  # bytes that surely hold the size
SUPERFRAME = 0xC0
MAX_REFERENCES = 3


def starts_keyframe(packet: bytes | bytearray) -> bool:
    """Whether the packet is the first of a key frame, in the lowest spatial layer if there are several."""
    try:
        at = payload_offset(packet)
        first = packet[at]
        if first & INTER_PREDICTED or not first & STARTS_FRAME:
            return False
        return not first & LAYERS or not packet[_behind_picture_id(packet, at)] & SPATIAL_LAYER
    except (IndexError, ValueError):
        return False


def picture_size(packet: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels of the highest spatial layer, when the packet tells them (it starts a key frame)."""
    try:
        return _structure_size(packet) if starts_keyframe(packet) else None
    except IndexError:
        return None


def _structure_size(packet: bytes | bytearray) -> tuple[int, int] | None:
    start = payload_offset(packet)
    first, at = packet[start], _behind_layers(packet, start)
    if not first & STRUCTURE or not packet[at] & 0x10:
        return None
    at += 1 + 4 * (packet[at] >> 5)
    width, height = (packet[place] << 8 | packet[place + 1] for place in (at, at + 2))
    return width, height


def _behind_picture_id(packet: bytes | bytearray, start: int) -> int:
    if not packet[start] & PICTURE_ID:
        return start + 1
    return start + (3 if packet[start + 1] & 0x80 else 2)


def _behind_layers(packet: bytes | bytearray, start: int) -> int:
    """Behind the layer indices, and without flexible mode TL0PICIDX."""
    first, at = packet[start], _behind_picture_id(packet, start)
    return at + (0 if not first & LAYERS else 1 if first & FLEXIBLE else 2)


# ---- pictures put together from payloads


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Whether the payload begins a layer's frame, and a picture; where the coded data begin; its layer in time."""

    starts_frame: bool
    starts_picture: bool
    payload_at: int
    temporal_layer: int


def descriptor_of(payload: bytes) -> Descriptor | None:
    """Read the descriptor of an RTP payload; None when it is truncated."""
    try:
        first = payload[0]
        starts = first & STARTS_FRAME != 0
        layers = payload[_behind_picture_id(payload, 0)] if first & LAYERS else 0
        return Descriptor(starts, starts and not layers & SPATIAL_LAYER, _payload_at(payload), layers >> 5)
    except IndexError:
        return None


def _payload_at(payload: bytes) -> int:
    first, at = payload[0], _behind_layers(payload, 0)
    if first & FLEXIBLE and first & INTER_PREDICTED:
        for _ in range(MAX_REFERENCES):
            at += 1
            if not payload[at - 1] & 1:
                break
    return _behind_structure(payload, at) if first & STRUCTURE else at


def _behind_structure(payload: bytes, at: int) -> int:
    """Behind the scalability structure: sizes of the spatial layers, and the pictures of a group with references."""
    head, at = payload[at], at + 1
    if head & 0x10:
        at += 4 * ((head >> 5) + 1)
    if head & 0x08:
        pictures, at = payload[at], at + 1
        for _ in range(pictures):
            at += 1 + (payload[at] >> 2 & 3)
    return at


def keyframe_size(frame: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from the head of a key frame; None for any other frame (VP9 bitstream 6.2)."""
    bits = Bits(frame[:KEYFRAME_HEAD])
    try:
        marker, profile = bits.u(2), bits.u(1) | bits.u(1) << 1
        is_other = marker != FRAME_MARKER or (profile == 3 and bits.u(1)) or bits.u(1) or bits.u(1)
        bits.u(2)  # show_frame, error_resilient_mode
        if is_other or bits.u(24) != SYNC_CODE:
            return None
        _skip_colours(bits, profile)
        return bits.u(16) + 1, bits.u(16) + 1
    except Broken:
        return None


def _skip_colours(bits: Bits, profile: int) -> None:
    if profile >= 2:
        bits.u(1)  # ten_or_twelve_bit
    is_rgb = bits.u(3) == RGB
    if not is_rgb:
        bits.u(1)  # color_range
    if profile & 1:
        bits.u(1 if is_rgb else 3)  # subsampling, reserved


def superframe(layers: Sequence[bytes]) -> bytes:
    """The frames of all spatial layers of a picture as one (VP9 bitstream annex B); a single one stays as it is."""
    if len(layers) < 2:
        return b"".join(layers)
    width = (max(map(len, layers)).bit_length() + 7) // 8
    edge = bytes([SUPERFRAME | (width - 1) << 3 | (len(layers) - 1)])
    return b"".join((*layers, edge, *(len(layer).to_bytes(width, "little") for layer in layers), edge))
