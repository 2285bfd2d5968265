"""Sending in Python: packets that leave together are laid out once, and patched and encrypted per subscriber."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from webapp.media.core.bandwidth.heard import Sent
from webapp.media.forwarder.outgoing import NUMBER, REWRITTEN, OutStream
from webapp.media.forwarder.pyfwd.send_log import SendLog
from webapp.media.forwarder.srtp import TRAILER, length, room, room_at, room_view, srtp_protect

_pack_into, _number_into = REWRITTEN.pack_into, NUMBER.pack_into


Packet = tuple[bytes | bytearray, int, int, int, float]
"""A packet to be sent: the publisher's number and timestamp, where its transport-wide number lies, when it came."""


class Run:
    """Packets that may leave together: of one size, of which the last may be shorter (as UDP GSO wants them)."""

    __slots__ = ("_layout", "_number_at", "_octets", "_places", "_sent", "packets")

    def __init__(self, packets: Sequence[Packet]) -> None:
        self.packets = packets
        stride = len(packets[0][0]) + TRAILER
        # As they lie in the room, each with space for what encryption adds.
        self._layout = b"".join([data.ljust(stride) for data, _, _, _, _ in packets])
        self._number_at = packets[0][3]
        self._places: list[tuple[int, object, int, int, int]] = []
        self._sent: list[Sent] = []
        self._octets = at = 0
        for data, sequence, timestamp, _, now_s in packets:
            size = len(data)
            self._places.append((at, room_at + at, size, sequence, timestamp))
            self._sent.append((now_s, size))
            self._octets += size
            at += stride

    def encrypt_for(self, out: OutStream) -> list[memoryview]:
        """The packets with the subscriber's numbers, encrypted; they lie in the room until it is used again.

        The hot loop: everything per packet and subscriber happens here and nowhere else.
        """
        srtp, ssrc, seq_offset, ts_offset, number_at = (
            out.srtp,
            out.ssrc,
            out.seq_offset,
            out.ts_offset,
            self._number_at,
        )
        number = cast(SendLog, out.log).stamp_run(self._sent, self._octets) if number_at else 0
        encrypted: list[memoryview] = []
        room[: len(self._layout)] = self._layout
        for at, place, size, sequence, timestamp in self._places:
            _pack_into(room, at + 2, (sequence + seq_offset) & 0xFFFF, (timestamp + ts_offset) & 0xFFFFFFFF, ssrc)
            if number_at:
                _number_into(room, at + number_at, number & 0xFFFF)
                number += 1
            length[0] = size
            if srtp_protect(srtp, place, length):
                out.dropped += 1
            else:
                encrypted.append(room_view[at : at + length[0]])
        return encrypted


def runs(packets: Sequence[Packet]) -> Iterator[Run]:
    """What may leave together, in order."""
    run: list[Packet] = []
    for packet in packets:
        if run and not _fits(packet, run):
            yield Run(run)
            run = []
        run.append(packet)
    yield Run(run)


def _fits(packet: Packet, run: Sequence[Packet]) -> bool:
    size = len(run[0][0])
    return len(run[-1][0]) == size >= len(packet[0]) and packet[3] == run[0][3]


def send(out: OutStream, run: Run) -> None:
    """Send the packets to the subscriber; failures are counted, never raised."""
    if out.rewrites_pictures:
        for data, sequence, timestamp, number_at, now_s in run.packets:
            out.send_copy(bytearray(data), sequence, timestamp, number_at, now_s)
        return
    encrypted = run.encrypt_for(out)
    if len(encrypted) > 1 and out.send_run is not None:
        try:
            out.send_run(encrypted, len(encrypted[0]), out.address)
            return
        except BlockingIOError:
            out.dropped += len(encrypted)
            return
        except OSError:  # the kernel or the route (its MTU) refuses them together: from now on each goes alone
            out.send_run = None
    for packet in encrypted:
        try:
            out.sendto(packet, out.address)
        except OSError:  # a full socket buffer or a vanished route: the subscriber's loss, nobody else's
            out.dropped += 1
