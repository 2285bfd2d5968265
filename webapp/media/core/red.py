"""Redundant audio data (RFC 2198): a packet that carries sound together with what earlier packets carried."""

from __future__ import annotations

MORE_BLOCKS = 0x80
OLDER_HEADER, LAST_HEADER = 4, 1  # bytes


def newest(payload: bytes) -> bytes:
    """The newest of the blocks of a RED payload, which come last; empty when it is truncated."""
    at, older = 0, 0
    while at < len(payload) and payload[at] & MORE_BLOCKS:
        older += int.from_bytes(payload[at + 2 : at + OLDER_HEADER], "big") & 0x3FF
        at += OLDER_HEADER
    return payload[at + LAST_HEADER + older :]
