"""ICE-lite (RFC 8445 2.5) over one UDP port and one TCP port: STUN checks answered, packets sorted by sender.

DTLS, SRTP and SRTCP go to the transport that proved, by a STUN message integrity, to own the path.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import secrets
import time
from collections.abc import Callable, Sequence

from webapp.media.core import stun
from webapp.media.forwarder import Receiver
from webapp.media.rtc.path import Candidate, Path
from webapp.media.rtc.tcp import TcpDoor
from webapp.media.rtc.udp import UdpWire

logger = logging.getLogger(__name__)

MIN_DATAGRAM = 12
MAX_QUEUED = 64  # handshake datagrams nobody reads yet
MAX_PATHS = 8  # per transport: a page has a few candidates, not hundreds
SAME_PORT_ATTEMPTS = 20


class LiteTransport:
    """One remote peer: what aiortc's RTCDtlsTransport asks of its ICE transport, and no more."""

    role = "controlled"

    def __init__(self, mux: Mux) -> None:
        self._mux = mux
        self.credentials: list[Credentials] = []
        self.path: Path | None = None
        self.paths: list[Path] = []
        self.nominated = asyncio.Event()
        self.last_seen_s = time.monotonic()
        self.receiver: Receiver | None = None
        self.on_path: Callable[[Path], None] | None = None
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_QUEUED)
        self.restart()

    @property
    def ufrag(self) -> str:
        """The user name the page shall check with from now on."""
        return self.credentials[-1].ufrag

    @property
    def password(self) -> str:
        """The password that belongs to it."""
        return self.credentials[-1].password

    def restart(self) -> None:
        """Take new credentials (ICE restart, RFC 8445 9); the last ones hold until the page uses the new ones."""
        for outdated in self.credentials[:-1]:
            self._drop(outdated)
        self.credentials.append(self._mux.new_credentials(self))

    def _drop(self, credentials: Credentials) -> None:
        self.credentials.remove(credentials)
        self._mux.forget_credentials(credentials)

    async def _recv(self) -> bytes:
        data = await self._queue.get()
        if data is None:
            raise ConnectionError("the transport is closed")
        return data

    async def _send(self, data: bytes) -> None:
        self.send(data)

    def send(self, data: bytes | memoryview) -> None:
        """Send one packet to the page, if it has been heard of; a full buffer or a vanished route drops it."""
        if self.path is not None:
            self._mux.send(data, self.path)

    def listen(self, receiver: Receiver) -> None:
        """Give the peer's RTP to the receiver, whichever of its addresses it comes from."""
        self.receiver = receiver
        for path in self.paths:
            path.wire.route(path.address, receiver)

    def on_dtls(self, data: bytes) -> None:
        """Hand a datagram to the DTLS pump; a flooded queue drops it (DTLS repeats itself)."""
        if not self._queue.full():
            self._queue.put_nowait(data)

    def on_check(self, path: Path, credentials: Credentials, *, nominates: bool, now_s: float) -> None:
        """A valid STUN check came on the path: follow it there when the peer says so."""
        self.last_seen_s = now_s
        if credentials is self.credentials[-1]:
            for outdated in self.credentials[:-1]:
                self._drop(outdated)
        has_none = self.path is None or not self.path.wire.is_open
        if self.path == path or not (nominates or has_none):
            return
        self.path = path
        self.nominated.set()
        if self.on_path is not None:
            self.on_path(path)

    def close(self) -> None:
        """Stop receiving; a waiting DTLS pump ends with ConnectionError."""
        for credentials in list(self.credentials):
            self._mux.forget_credentials(credentials)
        for path in list(self.paths):
            self._mux.release(path)
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)


class Credentials:
    """A user name and a password that the checks of one transport may use."""

    __slots__ = ("key", "password", "ufrag")

    def __init__(self) -> None:
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.key = stun.Key(self.password)


class Mux:
    """The process's ports, for UDP and TCP and each address family, and whose path is whose."""

    def __init__(self, addresses: Sequence[str], port: int = 0) -> None:
        """Bind to the addresses, at most one per family; raises OSError."""
        self.dropped = self.ignored = 0
        self._by_ufrag: dict[str, tuple[LiteTransport, Credentials]] = {}
        self._owners: dict[Path, LiteTransport] = {}
        self._udp: list[UdpWire] = []
        self._tcp: list[TcpDoor] = []
        self._bind(addresses, port)

    def _bind(self, addresses: Sequence[str], port: int) -> None:
        """Bind all to one number; a port of one's own choice is chosen again until it is free everywhere."""
        for attempt in range(1, SAME_PORT_ATTEMPTS + 1):
            try:
                for address in addresses:
                    self._udp.append(UdpWire(address, port or self.port, self._on_packet))
                    self._tcp.append(self._new_door(address, self.port))
                return
            except OSError as error:
                is_last = bool(port) or attempt == SAME_PORT_ATTEMPTS
                self.close()
                if is_last or error.errno != errno.EADDRINUSE:
                    raise

    def _new_door(self, address: str, port: int) -> TcpDoor:
        return TcpDoor(address, port, self._on_packet, self._on_closed)

    @property
    def port(self) -> int:
        """The port in use; 0 before there is one."""
        return self._udp[0].port if self._udp else 0

    def candidates(self, addresses: Sequence[str]) -> tuple[Candidate, ...]:
        """Where pages may send to, the best first, when they reach this machine by these addresses."""
        return tuple(Candidate(protocol, address, self.port) for protocol in ("udp", "tcp") for address in addresses)

    def start(self) -> None:
        """Begin to read, on the running loop."""
        for wire in self._udp:
            wire.start()
        for door in self._tcp:
            door.start()

    def close(self) -> None:
        """Stop reading and close the sockets."""
        for wire in self._udp:
            wire.close()
        for door in self._tcp:
            door.close()
        self._udp.clear()
        self._tcp.clear()

    # ---- transports

    def new_transport(self) -> LiteTransport:
        """A transport with fresh credentials."""
        return LiteTransport(self)

    def new_credentials(self, owner: LiteTransport) -> Credentials:
        """Credentials that are answered from now on."""
        made = Credentials()
        self._by_ufrag[made.ufrag] = owner, made
        return made

    def forget_credentials(self, credentials: Credentials) -> None:
        """Answer them no more."""
        self._by_ufrag.pop(credentials.ufrag, None)

    def release(self, path: Path) -> None:
        """What comes on the path is nobody's any more."""
        self._disown(path)
        path.wire.leave(path.address)

    def send(self, data: bytes | memoryview, path: Path) -> None:
        """Send one packet; a full buffer or a vanished route drops it."""
        try:
            path.wire.sendto(data, path.address)
        except OSError:
            self.dropped += 1

    # ---- packets

    def _on_packet(self, data: bytes, path: Path, arrival_s: float) -> None:
        """What is not RTP of a connected page."""
        owner = self._owners.get(path)
        if len(data) < MIN_DATAGRAM:
            self.ignored += 1
        elif data[0] < 4:  # RFC 7983: STUN
            self._on_stun(data, path)
        elif owner is None:
            self.ignored += 1
        elif data[0] < 128:
            owner.on_dtls(data)
        else:
            self._on_media(owner, data, arrival_s)

    def _on_media(self, owner: LiteTransport, data: bytes, arrival_s: float) -> None:
        if owner.receiver is None:
            return
        if 192 <= data[1] <= 223:  # RFC 5761 4: the second byte tells RTCP from RTP
            owner.receiver.on_srtcp(data)
        else:
            owner.receiver.on_srtp(data, arrival_s)

    def _on_stun(self, data: bytes, path: Path) -> None:
        check = stun.read_check(data)
        known = self._by_ufrag.get(check.username.partition(":")[0]) if check is not None else None
        if check is None or known is None or not check.is_authentic(known[1].key):
            self.ignored += 1
            return
        owner, credentials = known
        self.send(stun.success(check, credentials.key, *path.address[:2]), path)
        self._claim(path, owner)
        owner.on_check(path, credentials, nominates=check.nominates, now_s=time.monotonic())

    # ---- paths

    def _claim(self, path: Path, transport: LiteTransport) -> None:
        if self._owners.get(path) is transport:
            return
        self._disown(path)
        if len(transport.paths) >= MAX_PATHS:
            self.release(next(known for known in transport.paths if known != transport.path))
        self._owners[path] = transport
        transport.paths.append(path)
        path.wire.route(path.address, transport.receiver)

    def _disown(self, path: Path) -> None:
        owner = self._owners.pop(path, None)
        if owner is not None:
            owner.paths.remove(path)

    def _on_closed(self, path: Path) -> None:
        """A TCP connection ended."""
        self._disown(path)
