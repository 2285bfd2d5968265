"""Reading the UDP socket in Python."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from webapp.media.core.rtp import HEADER_LENGTH
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.pyfwd.reading import Datagram, Reader, Sender, address_of, views
from webapp.media.forwarder.pyfwd.receiver import Receiver
from webapp.media.forwarder.pyfwd.waiting import ForwardingLoop


class Pump:
    """Reads one UDP socket: RTP and RTCP of routed addresses go to their receivers, the rest to `on_datagram`."""

    def __init__(self, udp: socket.socket, on_datagram: Callable[[bytes, Address, float], None]) -> None:
        self._descriptor = udp.fileno()
        self._read, self._on_datagram = Reader(udp).read, on_datagram
        self._routes: dict[Address, Receiver] = {}
        self._known: dict[Sender, Receiver] = {}  # the same by what the reader calls them

    def route(self, address: Address, receiver: Receiver | None) -> None:
        """RTP from the address is the receiver's from now on; None: nobody's."""
        self._known.clear()
        if receiver is not None:
            self._routes[address] = receiver
        else:
            self._routes.pop(address, None)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the loop read; one of `new_event_loop` does so while it waits."""
        loop.add_reader(self._descriptor, self.on_readable)
        if isinstance(loop, ForwardingLoop):
            loop.forwarding.read(self._descriptor, self.on_readable)

    def stop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let nobody read any more."""
        loop.remove_reader(self._descriptor)
        if isinstance(loop, ForwardingLoop):
            loop.forwarding.leave(self._descriptor)

    def on_readable(self) -> None:
        """Take what is there, in bounded time; call when the socket is readable."""
        datagrams, now_s = self._read(), time.monotonic()
        batch.is_open = True
        try:
            for datagram in datagrams:
                slot, size, sender = datagram
                receiver = self._known.get(sender)
                if receiver is None or not receiver.on_usual(slot, size, now_s):
                    self._on_rare(datagram, now_s)
        finally:
            batch.end()

    def _on_rare(self, datagram: Datagram, now_s: float) -> None:
        """Take what is no RTP (RFC 7983 7), or what looks like nothing before it."""
        slot, size, sender = datagram
        address, head = address_of(sender), views[slot]
        receiver = self._routes.get(address)
        if receiver is None or size < HEADER_LENGTH or head[0] >> 6 != 2:
            self._on_datagram(head[:size].tobytes(), address, now_s)
            return
        self._known[sender] = receiver
        if 192 <= head[1] <= 223:  # RTCP (RFC 5761 4)
            receiver.on_srtcp(head[:size].tobytes())
        else:
            receiver.on_srtp(head[:size].tobytes(), now_s)
