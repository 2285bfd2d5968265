"""How a page is reached: a wire (a UDP socket, or a TCP connection of its own) and the address at its far end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from webapp.media.forwarder import Address, Receiver, SendRun


class Wire(Protocol):
    """What carries packets to and from pages."""

    @property
    def descriptor(self) -> int | None:
        """The socket a forwarder may send on by itself; None when every packet must go through `sendto`."""

    @property
    def send_run(self) -> SendRun | None:
        """Sends packets of one size together; None where that cannot be."""

    @property
    def is_open(self) -> bool:
        """Whether anything can still be sent."""

    def sendto(self, data: bytes | bytearray | memoryview, address: Address) -> object:
        """Send one packet; raises OSError when it is dropped."""

    def route(self, address: Address, receiver: Receiver | None) -> None:
        """The address has proved whose it is; its RTP is the receiver's (None: it has none yet)."""

    def leave(self, address: Address) -> None:
        """The address is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way to one page."""

    wire: Wire
    address: Address


OnPacket = Callable[[bytes, Path, float], None]
"""Takes what came: the packet, from where, and when (s, monotonic clock)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where pages may send to: the `protocol` ("udp" or "tcp"), an address they can reach, and the port."""

    protocol: str
    address: str
    port: int
