"""Reading the UDP socket in C: only what C cannot finish comes up here.

C keeps pointers to receivers and streams: a route or binding is in C exactly as long as it is in the dicts here.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from webapp.media.core import rtcp
from webapp.media.core.bandwidth.heard import Heard
from webapp.media.core.rtp import MalformedRtp, read_extensions
from webapp.media.forwarder import receiver
from webapp.media.forwarder.native import waiting
from webapp.media.forwarder.native.incoming import InStream
from webapp.media.forwarder.native.library import ffi, lib, outbox, owned, session_pointer
from webapp.media.forwarder.native.send_log import SendLog
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.receiver import Back, Bound, Log, OnRtcp, OnUnbound
from webapp.media.forwarder.srtp import SrtpHandle

logger = logging.getLogger(__name__)

_FATE, _GROUP, _TALLY = struct.Struct("@ddII"), struct.Struct("@dd"), struct.Struct("@ddQQIII")  # sw_fate etc.
_feedback: Any = ffi.new("uint8_t[]", lib.SW_FEEDBACK)


class Receiver(receiver.Receiver):
    """One publisher's connection, its packets decrypted in C; those from elsewhere (TCP) in Python."""

    def __init__(self, srtp: SrtpHandle, on_unbound: OnUnbound, on_rtcp: OnRtcp) -> None:
        self.c: Any = ffi.new("sw_receiver *")
        self.c.srtp = session_pointer(srtp)
        self._sums = ffi.buffer(ffi.addressof(self.c, "tally"))
        self._groups = ffi.buffer(self.c.tally.groups)
        self._back: Back | None = None
        self._way: Any = None
        super().__init__(srtp, on_unbound, on_rtcp)

    @property
    def rejected(self) -> int:
        """Packets that were forged, repeated or malformed."""
        return self._rejected + int(self.c.rejected)

    @rejected.setter
    def rejected(self, rejected: int) -> None:
        self._rejected = rejected - int(self.c.rejected)

    def bind(self, stream: Bound) -> None:
        """Give the packets of this SSRC and format to the stream; all others go to `on_unbound`."""
        assert isinstance(stream, InStream)
        super().bind(stream)
        lib.sw_receiver_bind(self.c, stream.ssrc, stream.c)  # one too many stays on the way through Python

    def unbind(self, stream: Bound) -> None:
        """Give the stream nothing any more."""
        if self._streams.get(stream.ssrc) is stream:
            lib.sw_receiver_unbind(self.c, stream.ssrc)
        super().unbind(stream)

    def feedback(self, sender_ssrc: int, media_ssrc: int) -> list[bytes]:
        """RTCP that tells the publisher which packets came since the last call, and when."""
        length = lib.sw_receiver_feedback(self.c, sender_ssrc, media_ssrc, _feedback)
        return list(rtcp.split(ffi.buffer(_feedback, length)[:])) if length else []

    def tell(self, back: Back, media_ssrc: int) -> None:
        """Send that feedback; from now on C does so while packets come, and this sends what is left when they stop."""
        if back is not self._back:
            self._back, way = back, _aimed(back)
            self.c.back, self._way = way or ffi.NULL, way
        self.c.media = media_ssrc
        if self.tells_itself:
            lib.sw_receiver_tell(self.c, time.monotonic())
        else:
            super().tell(back, media_ssrc)

    @property
    def tells_itself(self) -> bool:
        """Whether feedback is sent without `tell`, but for the last packets before a pause."""
        return self._way is not None

    def follow(self, log: Log) -> None:
        """Match what the other side says of packets with those in the log."""
        assert isinstance(log, SendLog)
        super().follow(log)
        self.c.log = log.c

    def take_heard(self, *, one_by_one: bool) -> Heard | None:
        """What the other side told of the packets in the log since the last call; None when that is nothing.

        `one_by_one`: packet by packet as well, which costs more.
        """
        count = self.c.fate_count
        if not count:
            return None
        found = _TALLY.unpack_from(self._sums)
        last_sent_s, last_arrival_s, sent_octets, arrived_octets, received, lost, told = found
        groups = list(_GROUP.iter_unpack(self._groups[: told * _GROUP.size]))
        heard = Heard(received, lost, sent_octets, arrived_octets, last_sent_s, last_arrival_s, groups, [], [])
        if one_by_one:
            fates = list(_FATE.iter_unpack(ffi.buffer(self.c.fates, count * _FATE.size)[:]))
            heard.arrivals_s = [fate[0] if fate[3] else None for fate in fates]
            heard.sent = [(fate[1], fate[2]) for fate in fates]
        lib.sw_receiver_forget(self.c)
        return heard

    def _match(self, fci: bytes) -> None:
        lib.sw_receiver_match(self.c, fci, len(fci))

    def _note(self, sequence: int, arrival_s: float) -> None:
        lib.sw_receiver_note(self.c, sequence, arrival_s)

    def on_decrypted(self, kind: int, packet: bytes, datagram: Any) -> None:
        """Take a packet that C has decrypted and could not finish."""
        try:
            stream = self._streams.get(datagram.ssrc)
            if kind == lib.SW_REPORTS:
                self.on_reports(packet)
            elif kind == lib.SW_SEEN and isinstance(stream, InStream):
                stream.on_counted(packet, datagram.verdict.before, datagram.verdict.ahead, datagram.arrival_s)
            else:
                self._sort(packet, datagram.ssrc, read_extensions(packet), datagram.arrival_s)
        except (MalformedRtp, IndexError) as error:
            self._reject(error)


def _aimed(back: Back) -> Any:
    """The way back as C takes it; None when only Python can send there."""
    way = ffi.new("sw_out *", {"srtp": session_pointer(back.srtp), "ssrc": back.sender_ssrc})
    if back.descriptor is None or lib.sw_out_aim(way, back.address[0].encode(), back.address[1]):
        return None
    way.descriptor = back.descriptor
    return way


class Pump:
    """Reads one UDP socket: RTP and RTCP of routed addresses go to their receivers, the rest to `on_datagram`."""

    def __init__(self, udp: socket.socket, on_datagram: Callable[[bytes, Address, float], None]) -> None:
        self._on_datagram = on_datagram
        self._descriptor = udp.fileno()
        self._inbox: Any = owned(lib.sw_inbox_new(udp.fileno()), lib.sw_inbox_free)
        self._datagram: Any = ffi.new("sw_datagram *")
        self._routes: dict[Address, Receiver] = {}
        self._by_pointer: dict[Any, Receiver] = {}

    def route(self, address: Address, receiver: Receiver | None) -> None:
        """RTP from the address is the receiver's from now on; None: nobody's."""
        pointer = receiver.c if receiver is not None else ffi.NULL
        if lib.sw_inbox_route(self._inbox, address[0].encode(), address[1], pointer):
            return
        if receiver is not None:
            self._routes[address] = receiver
        else:
            self._routes.pop(address, None)
        self._by_pointer = {receiver.c: receiver for receiver in self._routes.values()}
        if self._datagram.receiver and self._datagram.receiver not in self._by_pointer:
            self._datagram.kind = lib.SW_IDLE  # read for somebody who has just left

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the loop read; one of `new_event_loop` does so while it waits."""
        waiting.read(self._descriptor, self._inbox, self._datagram)
        loop.add_reader(self._descriptor, self.on_readable)

    def stop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let nobody read any more."""
        loop.remove_reader(self._descriptor)
        waiting.leave(self._descriptor)

    def on_readable(self) -> None:
        """Take what is there, in bounded time; call when the socket is readable."""
        datagram = self._datagram
        while datagram.kind or lib.sw_pump(self._inbox, outbox, datagram):
            kind, datagram.kind = datagram.kind, lib.SW_IDLE  # the loop may have come upon it before us
            self._take(kind, bytes(ffi.buffer(datagram.data, datagram.length)))

    def _take(self, kind: int, data: bytes) -> None:
        datagram = self._datagram
        if kind == lib.SW_OTHER:
            address = (ffi.string(datagram.host).decode(), datagram.port)
            self._on_datagram(data, address, datagram.arrival_s)
        else:
            self._by_pointer[datagram.receiver].on_decrypted(kind, data, datagram)
