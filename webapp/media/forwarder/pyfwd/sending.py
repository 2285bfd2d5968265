"""Sending in Python: packets that may leave together are patched and encrypted per subscriber, one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from webapp.media.core.bandwidth.heard import Sent
from webapp.media.forwarder.outgoing import NUMBER, REWRITTEN, OutStream
from webapp.media.forwarder.pyfwd.send_log import SendLog
from webapp.media.forwarder.srtp import length, room, room_at, room_view, srtp_protect

_pack_into, _number_into = REWRITTEN.pack_into, NUMBER.pack_into


Packet = tuple[bytes | bytearray, int, int, int, Sent]
"""A packet; the publisher's number and timestamp; where its transport-wide number lies; when it came and its size."""

Run = tuple[list[Packet], list[Sent]]
"""Packets of one size, of which the last may be shorter (as UDP GSO wants them); when they came and their sizes."""


def runs(packets: Sequence[Packet]) -> list[Run]:
    """What may leave together, in order."""
    found: list[Run] = []
    size = last = number_at = 0
    for packet in packets:
        _, _, _, at, sent = packet
        if last != size or sent[1] > size or at != number_at:
            size, number_at = sent[1], at
            run: Run = ([], [])
            found.append(run)
        last = sent[1]
        run[0].append(packet)
        run[1].append(sent)
    return found


def send(out: OutStream, run: Run) -> None:
    """Send the packets to the subscriber; failures are counted, never raised."""
    packets = run[0]
    if out.rewrites_pictures:
        for data, sequence, timestamp, number_at, (now_s, _) in packets:
            out.send_copy(bytearray(data), sequence, timestamp, number_at, now_s)
        return
    total, first = _encrypt(out, *run)
    if total > first and out.send_run is not None:
        try:
            out.send_run(room_view[:total], first, out.address)
            return
        except BlockingIOError:
            out.dropped += len(packets)
            return
        except OSError:  # the kernel or the route (its MTU) refuses them together: from now on each goes alone
            out.send_run = None
    for at in range(0, total, first or 1):
        try:
            out.sendto(room_view[at : min(at + first, total)], out.address)
        except OSError:  # a full socket buffer or a vanished route: the subscriber's loss, nobody else's
            out.dropped += 1


def _encrypt(out: OutStream, packets: Sequence[Packet], sent: Sequence[Sent]) -> tuple[int, int]:
    """Lay the packets out in the room, with the subscriber's numbers and encrypted, each right behind the one before.

    Returns how many bytes they are together, and the first alone. The hot loop: everything per packet and subscriber
    happens here and nowhere else.
    """
    srtp, ssrc, seq_offset, ts_offset = out.srtp, out.ssrc, out.seq_offset, out.ts_offset
    number_at = packets[0][3]
    number = cast(SendLog, out.log).stamp_run(sent) if number_at else 0
    at = first = 0
    for data, sequence, timestamp, _, (_, size) in packets:
        room_view[at : at + size] = data
        _pack_into(room, at + 2, (sequence + seq_offset) & 0xFFFF, (timestamp + ts_offset) & 0xFFFFFFFF, ssrc)
        if number_at:
            _number_into(room, at + number_at, number & 0xFFFF)
            number += 1
        length[0] = size
        if srtp_protect(srtp, room_at + at, length):
            out.dropped += 1
        else:
            at += length[0]
            first = first or at
    return at, first
