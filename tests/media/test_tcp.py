"""ICE over TCP: packets behind their lengths, and what happens with slow, rude and absent pages."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
from aioice import stun

from webapp.media.core.formats import OPUS, VP8
from webapp.media.rtc import tcp
from webapp.media.rtc.icelite import LiteTransport, Mux


@pytest.fixture(params=["127.0.0.1", "::1"])
async def mux(request: pytest.FixtureRequest) -> AsyncIterator[Mux]:
    """A mux on a free port of the loopback, of either family."""
    running = Mux([request.param])
    running.start()
    yield running
    running.close()


@pytest.fixture
async def connect(mux: Mux, request: pytest.FixtureRequest) -> AsyncIterator[Callable[[], Remote]]:
    """Connects pages; all are closed at the end."""
    remotes: list[Remote] = []

    def new() -> Remote:
        remotes.append(Remote(request.node.callspec.params["mux"], mux.port))
        return remotes[-1]

    yield new
    for remote in remotes:
        remote.socket.close()


class Remote:
    """A page's TCP connection, read packet by packet."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=60)
        self.socket.setblocking(False)
        self._received = bytearray()

    def send(self, packet: bytes) -> None:
        """Send one packet in its frame."""
        self.socket.send(len(packet).to_bytes(2, "big") + packet)

    def check(self, transport: LiteTransport, *, nominates: bool = True) -> None:
        """Send a connectivity check."""
        self.send(check(transport, nominates=nominates))

    async def receive(self) -> bytes:
        """The next packet; b"" when the connection ends."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(60):
            while len(self._received) < 2 or len(self._received) < 2 + self._length():
                try:
                    data = await loop.sock_recv(self.socket, 1 << 16)
                except ConnectionResetError:
                    data = b""
                if not data:
                    return b""
                self._received += data
        end = 2 + self._length()
        packet = bytes(self._received[2:end])
        del self._received[:end]
        return packet

    def _length(self) -> int:
        return int.from_bytes(self._received[:2], "big")


def check(transport: LiteTransport, *, nominates: bool = True) -> bytes:
    """A valid connectivity check (RFC 8445 7.2)."""
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{transport.ufrag}:theirs"
    if nominates:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(transport.password.encode())
    return bytes(request)


def packet(payload_type: int, number: int) -> bytes:
    """What looks like an RTP packet of about a kilobyte."""
    return bytes((0x80, payload_type)) + number.to_bytes(2, "big") + bytes(1000)


async def test_udp_and_tcp_of_both_families_have_one_number() -> None:
    """One number to open in a firewall."""
    mux = Mux(["127.0.0.1", "::1"])
    candidates = mux.candidates(["127.0.0.1", "::1"])
    assert [(c.protocol, c.address) for c in candidates] == [
        ("udp", "127.0.0.1"),
        ("udp", "::1"),
        ("tcp", "127.0.0.1"),
        ("tcp", "::1"),
    ]
    assert {c.port for c in candidates} == {mux.port}
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_STREAM) as page:
            page.connect((host, mux.port))
        with socket.socket(family, socket.SOCK_DGRAM) as other, pytest.raises(OSError, match="in use"):
            other.bind((host, mux.port))
    mux.close()


async def test_a_check_is_answered_on_the_connection_it_came_on(mux: Mux, connect: Callable[[], Remote]) -> None:
    """RFC 6544 7.2: the connection is the path; RFC 4571 2: each packet behind its length, however TCP cuts it."""
    transport, remote = mux.new_transport(), connect()
    framed = check(transport)
    for byte in len(framed).to_bytes(2, "big") + framed:
        remote.socket.send(bytes((byte,)))
        await asyncio.sleep(0)
    answer = stun.parse_message(await remote.receive())
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == remote.socket.getsockname()[:2]
    assert transport.path is not None
    assert transport.path.wire.descriptor is None


async def test_packets_that_come_together_are_told_apart(mux: Mux, connect: Callable[[], Remote]) -> None:
    """And an empty frame between them, which RFC 4571 2 allows, is nothing."""
    transport, remote = mux.new_transport(), connect()
    remote.check(transport)
    await remote.receive()
    hellos = [b"\x16" + bytes(20) + bytes((n,)) for n in range(3)]
    remote.socket.send(b"\0\0".join(len(hello).to_bytes(2, "big") + hello for hello in hellos))
    assert [await transport._recv() for _ in hellos] == hellos


async def test_a_frame_larger_than_any_packet_ends_the_connection(mux: Mux, connect: Callable[[], Remote]) -> None:
    """Its length is a claim on our memory; a browser makes none such."""
    remote = connect()
    remote.socket.send((tcp.MAX_FRAME + 1).to_bytes(2, "big"))
    assert await remote.receive() == b""


async def test_strangers_are_few_and_the_newest_is_heard(mux: Mux, connect: Callable[[], Remote]) -> None:
    """Connections cost memory before anybody proved anything: whoever has waited longest goes."""
    transport = mux.new_transport()
    remotes = [connect() for _ in range(tcp.MAX_STRANGERS + 1)]
    assert await remotes[0].receive() == b""
    remotes[-1].check(transport)
    assert await remotes[-1].receive()


async def test_strangers_and_silent_pages_are_let_go(
    mux: Mux, connect: Callable[[], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger has little time, whatever it sends meanwhile; a page that has ceased to consent has more."""
    monkeypatch.setattr(tcp, "SWEEP_S", 0.05)
    monkeypatch.setattr(tcp, "STRANGER_S", 1.0)
    transport, stranger, page = mux.new_transport(), connect(), connect()
    page.check(transport)
    assert await page.receive()
    stranger.send(bytes(20))
    assert await stranger.receive() == b""
    assert transport.path is not None
    assert transport.path.wire.is_open
    monkeypatch.setattr(tcp, "IDLE_S", 0.5)
    assert await page.receive() == b""
    assert transport.paths == []


class Full:
    """A listening socket of a process that has no descriptors left, once."""

    def __init__(self, real: socket.socket) -> None:
        self._real, self._is_full = real, True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def accept(self) -> tuple[socket.socket, Any]:
        """As the real one, from the second time on."""
        if self._is_full:
            self._is_full = False
            raise OSError(errno.EMFILE, "Too many open files")
        return self._real.accept()


async def test_who_came_when_there_was_no_room_is_heard_soon(
    mux: Mux, connect: Callable[[], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the node must not be woken again and again by somebody whom it cannot take."""
    monkeypatch.setattr(tcp, "SWEEP_S", 0.05)
    [door] = mux._tcp
    door._socket = cast(socket.socket, Full(door._socket))
    transport, page = mux.new_transport(), connect()
    page.check(transport)
    assert await page.receive()


async def test_nobody_is_swept_where_nobody_is(
    mux: Mux, connect: Callable[[], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node without TCP pages is not woken once a second to look after them."""
    monkeypatch.setattr(tcp, "SWEEP_S", 0.05)
    [door] = mux._tcp

    def is_swept() -> bool:
        return door._sweeper is not None

    assert not is_swept()
    transport, page = mux.new_transport(), connect()
    page.check(transport)
    assert await page.receive()
    assert is_swept()
    transport.close()
    assert await page.receive() == b""
    await asyncio.sleep(0.2)
    assert not is_swept()


async def test_a_slow_page_loses_pictures_first_and_costs_no_memory(mux: Mux, connect: Callable[[], Remote]) -> None:
    """What a viewer does not take off the line is dropped before it waits long; sound goes on the longest."""
    transport, remote = mux.new_transport(), connect()
    remote.check(transport)
    await remote.receive()
    assert transport.path is not None
    wire = transport.path.wire
    sent: list[bytes] = []

    def fill(payload_type: int) -> int:
        for number in range(20_000):
            data = packet(payload_type, number)
            try:
                wire.sendto(data, ("", 0))
            except BlockingIOError:
                return number
            sent.append(data)
        raise AssertionError("nothing was ever refused")

    assert fill(VP8.payload_type) > 50
    assert fill(OPUS.payload_type) > 50, "sound still found room when pictures did not"
    assert fill(VP8.payload_type) == 0
    assert len(sent) * 1000 < 16 << 20, "what the kernel and we hold together"
    assert [await remote.receive() for _ in sent] == sent, "nothing of what was taken is broken"
    wire.sendto(packet(VP8.payload_type, 7), ("", 0))
    assert await remote.receive() == packet(VP8.payload_type, 7)


async def test_a_page_whose_connection_broke_is_reached_on_the_next(mux: Mux, connect: Callable[[], Remote]) -> None:
    """With no path left, the first valid check is one."""
    transport, broken = mux.new_transport(), connect()
    broken.check(transport)
    await broken.receive()
    broken.socket.close()
    async with asyncio.timeout(60):
        while transport.paths:
            await asyncio.sleep(0.01)
    transport.send(b"\x16 to nobody")
    following = connect()
    following.check(transport, nominates=False)
    assert await following.receive()
    transport.send(b"\x16 hello again")
    assert await following.receive() == b"\x16 hello again"


async def test_a_closed_transport_closes_its_connections(mux: Mux, connect: Callable[[], Remote]) -> None:
    """Nobody else could use them."""
    transport, remote = mux.new_transport(), connect()
    remote.check(transport)
    await remote.receive()
    transport.close()
    assert await remote.receive() == b""
