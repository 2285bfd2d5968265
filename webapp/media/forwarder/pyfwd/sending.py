"""Sending in Python: packets that may leave together are patched and encrypted per subscriber, one behind the other."""

from __future__ import annotations

from typing import cast

from webapp.media.forwarder.outgoing import NUMBER, REWRITTEN, OutStream
from webapp.media.forwarder.pyfwd.send_log import SendLog
from webapp.media.forwarder.srtp import RUN, length, room, room_at, room_view, srtp_protect

_pack_into, _number_into = REWRITTEN.pack_into, NUMBER.pack_into


class Run:
    """Packets of one size, of which the last may be shorter (as UDP GSO wants them); all came in one reading.

    Of each: its bytes, the publisher's number, and its timestamp.
    """

    __slots__ = ("came_s", "left", "number_at", "packets", "size")

    def __init__(self, size: int, number_at: int, came_s: float) -> None:
        """`number_at` is where their transport-wide numbers lie; 0 when they have none."""
        self.size, self.number_at, self.came_s = size, number_at, came_s
        self.packets: list[tuple[bytes | bytearray, int, int]] = []
        self.left = RUN  # how many more it takes: none after a shorter one


NO_RUN = Run(-1, 0, 0.0)  # takes no packet


def send(out: OutStream, run: Run) -> None:
    """Send the packets to the subscriber; failures are counted, never raised."""
    if out.rewrites_pictures:
        for data, sequence, timestamp in run.packets:
            out.send_copy(bytearray(data), sequence, timestamp, run.number_at, run.came_s)
        return
    total, first = _encrypt(out, run)
    if total > first and out.send_run is not None:
        try:
            out.send_run(room_view[:total], first, out.address)
            return
        except BlockingIOError:
            out.dropped += len(run.packets)
            return
        except OSError:  # the kernel or the route (its MTU) refuses them together: from now on each goes alone
            out.send_run = None
    for at in range(0, total, first or 1):
        try:
            out.sendto(room_view[at : min(at + first, total)], out.address)
        except OSError:  # a full socket buffer or a vanished route: the subscriber's loss, nobody else's
            out.dropped += 1


def _encrypt(out: OutStream, run: Run) -> tuple[int, int]:
    """Lay the packets out in the room, with the subscriber's numbers and encrypted, each right behind the one before.

    Returns how many bytes they are together, and the first alone. The hot loop: everything per packet and subscriber
    happens here and nowhere else.
    """
    srtp, ssrc, seq_offset, ts_offset = out.srtp, out.ssrc, out.seq_offset, out.ts_offset
    number_at, number = run.number_at, 0
    if number_at:
        number = cast(SendLog, out.log).stamp_run(len(run.packets), run.size, len(run.packets[-1][0]), run.came_s)
    at = first = 0
    for data, sequence, timestamp in run.packets:
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
