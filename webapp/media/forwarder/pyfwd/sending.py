"""Sending in Python: packets that may leave together are patched and encrypted per subscriber, one behind the other."""

from __future__ import annotations

from typing import Any

from webapp.media.forwarder.outgoing import NUMBER, REWRITTEN, OutStream
from webapp.media.forwarder.srtp import RUN, length, room, room_at, room_view, srtp_protect

_pack_into, _number_into = REWRITTEN.pack_into, NUMBER.pack_into

Taken = tuple[bytes | bytearray, int, int, int, float]
"""A packet as subscribers get it: its bytes, the publisher's number, its timestamp, where its transport-wide number
lies (0: it has none), and when it came (s)."""


def runs(packets: list[Taken]) -> list[list[Taken]]:
    """Divide them, in order, into those that may leave together: of one size, the last perhaps shorter (UDP GSO)."""
    found: list[list[Taken]] = []
    size = number_at = left = 0
    for packet in packets:
        mine = len(packet[0])
        if mine > size or packet[3] != number_at or not left:
            run: list[Taken] = []
            found.append(run)
            size, number_at, left = mine, packet[3], RUN
        run.append(packet)
        left = left - 1 if mine == size else 0  # none after a shorter one
    return found


def send(out: OutStream, run: list[Taken]) -> None:
    """Send the packets to the subscriber; failures are counted, never raised."""
    if out.rewrites_pictures:
        for data, sequence, timestamp, number_at, came_s in run:
            out.send_copy(bytearray(data), sequence, timestamp, number_at, came_s)
        return
    total, first = _encrypt(out, run)
    if total > first and out.send_run is not None:
        try:
            out.send_run(total, first, out.address)
            return
        except BlockingIOError:
            out.dropped += len(run)
            return
        except OSError:  # the kernel or the route (its MTU) refuses them together: from now on each goes alone
            out.send_run = None
    for at in range(0, total, first or 1):
        try:
            out.sendto(room_view[at : min(at + first, total)], out.address)
        except OSError:  # a full socket buffer or a vanished route: the subscriber's loss, nobody else's
            out.dropped += 1


def _encrypt(out: OutStream, run: list[Taken]) -> tuple[int, int]:
    """Lay the packets out in the room, with the subscriber's numbers and encrypted, each right behind the one before.

    Returns how many bytes they are together, and the first alone. The hot loop: everything per packet and subscriber
    happens here and nowhere else.
    """
    srtp, ssrc, seq_offset, ts_offset = out.srtp, out.ssrc, out.seq_offset, out.ts_offset
    data, _, _, number_at, came_s = run[0]
    number = 0
    if number_at:
        log: Any = out.log  # this twin's
        number = log.stamp_run(len(run), len(data), len(run[-1][0]), came_s)
    at = first = 0
    for data, sequence, timestamp, _, _ in run:
        size = length[0] = len(data)
        room_view[at : at + size] = data
        _pack_into(room, at + 2, (sequence + seq_offset) & 0xFFFF, (timestamp + ts_offset) & 0xFFFFFFFF, ssrc)
        if number_at:
            _number_into(room, at + number_at, number & 0xFFFF)
            number += 1
        if srtp_protect(srtp, room_at + at, length):
            out.dropped += 1
        else:
            at += length[0]
            first = first or at
    return at, first
