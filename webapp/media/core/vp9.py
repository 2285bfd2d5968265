"""The VP9 payload descriptor (RFC 9628 4.2): where key frames begin, and how large their pictures are."""

from __future__ import annotations

from webapp.media.core.rtp import payload_offset

PICTURE_ID, INTER_PREDICTED, LAYERS, FLEXIBLE, STARTS_FRAME, STRUCTURE = 0x80, 0x40, 0x20, 0x10, 0x08, 0x02


def starts_keyframe(packet: bytes | bytearray) -> bool:
    """Whether the packet is the first of a key frame, in the lowest spatial layer if there are several."""
    try:
        at = payload_offset(packet)
        first = packet[at]
        if first & INTER_PREDICTED or not first & STARTS_FRAME:
            return False
        return not first & LAYERS or not packet[_behind_picture_id(packet, at)] & 0x0E
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
    first, at = packet[start], _behind_picture_id(packet, start)
    if first & LAYERS:
        at += 1 if first & FLEXIBLE else 2  # the layer indices, and without flexible mode TL0PICIDX
    if not first & STRUCTURE or not packet[at] & 0x10:
        return None
    at += 1 + 4 * (packet[at] >> 5)
    width, height = (packet[place] << 8 | packet[place + 1] for place in (at, at + 2))
    return width, height


def _behind_picture_id(packet: bytes | bytearray, start: int) -> int:
    if not packet[start] & PICTURE_ID:
        return start + 1
    return start + (3 if packet[start + 1] & 0x80 else 2)
