"""Reading the UDP socket in Python."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from webapp.media.core.rtp import HEADER_LENGTH
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.pyfwd.batch import batch
from webapp.media.forwarder.pyfwd.receiver import Receiver
from webapp.media.forwarder.pyfwd.waiting import ForwardingLoop
from webapp.media.forwarder.srtp import MAX_PACKET, scratch, scratch_view

DATAGRAMS_PER_WAKEUP = 64  # then the rest of the loop gets its turn


class Pump:
    """Reads one UDP socket: RTP and RTCP of routed addresses go to their receivers, the rest to `on_datagram`."""

    def __init__(self, udp: socket.socket, on_datagram: Callable[[bytes, Address, float], None]) -> None:
        self._descriptor = udp.fileno()
        self._receive, self._on_datagram = udp.recvfrom_into, on_datagram
        self._routes: dict[Address, Receiver] = {}

    def route(self, address: Address, receiver: Receiver | None) -> None:
        """RTP from the address is the receiver's from now on; None: nobody's."""
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
        receive, routes, clock = self._receive, self._routes, time.monotonic
        batch.is_open = True
        try:
            for _ in range(DATAGRAMS_PER_WAKEUP):
                try:
                    size, sender = receive(scratch, MAX_PACKET)
                except OSError:  # nothing left, or an ICMP error of an earlier send
                    break
                receiver = routes.get(sender[:2])
                if receiver is None or size < HEADER_LENGTH or scratch[0] >> 6 != 2:  # RTP or RTCP (RFC 7983 7)
                    self._on_datagram(scratch_view[:size].tobytes(), sender[:2], clock())
                elif 192 <= scratch[1] <= 223:  # RTCP (RFC 5761 4)
                    receiver.on_srtcp(scratch_view[:size].tobytes())
                else:
                    receiver.on_scratch(size, clock())
        finally:
            batch.end()
