"""ICE-lite on one port: who may speak, and where answers go."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import cast

import pytest
from aioice import stun
from pylibsrtp import Policy, Session

from bench.media.house import until
from tests.media import wire
from webapp.media.core import rtcp
from webapp.media.forwarder import SrtpHandle
from webapp.media.rtc.icelite import MAX_PATHS, LiteTransport, Mux
from webapp.media.rtc.path import Path

pytestmark = pytest.mark.usefixtures("each_twin")


@pytest.fixture(params=["127.0.0.1", "::1"])
async def mux(request: pytest.FixtureRequest) -> AsyncIterator[Mux]:
    """A mux on a free loopback port, of either family."""
    running = Mux([request.param])
    running.start()
    yield running
    running.close()


class Remote:
    """A UDP socket that sends checks."""

    def __init__(self, mux: Mux) -> None:
        [here] = mux._udp
        host = here._socket.getsockname()[0]
        self.socket = socket.socket(here._socket.family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((host, 0))
        self.socket.connect((host, mux.port))

    def check(self, ufrag: str, password: str | None, *, nominates: bool = True) -> bytes:
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{ufrag}:theirs"
        if nominates:
            request.attributes["USE-CANDIDATE"] = None
        if password is not None:
            request.add_message_integrity(password.encode())
        self.socket.send(bytes(request))
        return request.transaction_id

    async def answer(self, within_s: float = 60) -> stun.Message:
        loop = asyncio.get_running_loop()
        return stun.parse_message(await asyncio.wait_for(loop.sock_recv(self.socket, 2048), within_s))

    async def is_ignored(self) -> bool:
        try:
            await self.answer(within_s=0.2)
        except TimeoutError:
            return True
        return False

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.socket.getsockname()[:2]
        return host, port


async def settle() -> None:
    await asyncio.sleep(0.05)


def keys(direction: int) -> Session:
    profile = Policy.SRTP_PROFILE_AES128_CM_SHA1_80
    return Session(Policy(key=bytes(30), ssrc_type=direction, srtp_profile=profile))


def encrypted(packet: bytes) -> bytes:
    return keys(Policy.SSRC_ANY_OUTBOUND).protect(packet)


def rtp(sequence: int) -> bytes:
    return b"\x80\x60" + sequence.to_bytes(2, "big") + bytes(40)


def transport_of(
    mux: Mux, on_rtcp: Callable[[rtcp.Packet], None] = lambda packet: None
) -> tuple[LiteTransport, list[bytes]]:
    """A transport of a peer whose keys are known, and the RTP that comes from it."""
    transport, heard, inbound = mux.new_transport(), list[bytes](), keys(Policy.SSRC_ANY_INBOUND)

    def hear(packet: bytes, arrival_s: float, keeps: Session = inbound) -> None:
        heard.append(packet)

    transport.listen(wire.twin.Receiver(cast(SrtpHandle, inbound._srtp[0]), hear, on_rtcp))
    return transport, heard


def reached(transport: LiteTransport) -> tuple[str, int] | None:
    """Where the transport sends to."""
    return transport.path.address if transport.path is not None else None


async def test_a_right_check_is_answered_with_the_address_it_came_from(mux: Mux) -> None:
    """RFC 8489 14.2 and RFC 8445 7.3: XOR-MAPPED-ADDRESS, under the same integrity key."""
    transport, _ = transport_of(mux)
    remote = Remote(mux)
    transaction = remote.check(transport.ufrag, transport.password)
    answer = await remote.answer()
    assert answer.transaction_id == transaction
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == remote.address
    assert answer.check_message_integrity(transport.password.encode())
    assert transport.nominated.is_set()
    assert reached(transport) == remote.address


@pytest.mark.parametrize("kind", ["wrong password", "no integrity", "unknown user"])
async def test_a_wrong_check_is_not_answered_and_opens_nothing(mux: Mux, kind: str) -> None:
    """RFC 8445 7.3: a check without valid credentials is nobody's; silence tells a scanner nothing."""
    transport, heard = transport_of(mux)
    remote = Remote(mux)
    passwords = {"wrong password": "guess", "no integrity": None, "unknown user": transport.password}
    remote.check("stranger" if kind == "unknown user" else transport.ufrag, passwords[kind])
    assert await remote.is_ignored()
    remote.socket.send(encrypted(rtp(1)))
    await settle()
    assert heard == []
    assert transport.path is None


async def test_the_media_follow_a_nominated_address_only(mux: Mux) -> None:
    """RFC 8445 8.1.1: a check on another path is answered, but only USE-CANDIDATE moves the media there."""
    transport, heard = transport_of(mux)
    moved: list[Path] = []
    transport.on_path = moved.append
    first, second = Remote(mux), Remote(mux)
    first.check(transport.ufrag, transport.password)
    await first.answer()
    second.check(transport.ufrag, transport.password, nominates=False)
    assert await second.answer()
    assert reached(transport) == first.address
    second.check(transport.ufrag, transport.password)
    await second.answer()
    assert reached(transport) == second.address
    assert [path.address for path in moved] == [first.address, second.address]
    first.socket.send(encrypted(rtp(1)))
    second.socket.send(encrypted(rtp(2)))
    await until(lambda: len(heard) == 2, what="packets under way on the old path")


async def test_a_peer_cannot_claim_addresses_without_end(mux: Mux) -> None:
    """Each claimed address costs memory; the page chooses them."""
    transport, _ = transport_of(mux)
    remotes = [Remote(mux) for _ in range(MAX_PATHS + 5)]
    for remote in remotes:
        remote.check(transport.ufrag, transport.password, nominates=False)
        await remote.answer()
    assert len(transport.paths) == MAX_PATHS
    assert reached(transport) == remotes[0].address
    assert transport.path in transport.paths


async def test_after_a_restart_both_credentials_hold_until_the_new_ones_are_used(mux: Mux) -> None:
    """RFC 8445 9: checks with the old ones go on while the offer is under way; the path follows the new ones."""
    transport, heard = transport_of(mux)
    old, before, after = (transport.ufrag, transport.password), Remote(mux), Remote(mux)
    before.check(*old)
    await before.answer()
    transport.restart()
    new = (transport.ufrag, transport.password)
    assert not set(new) & set(old)
    before.check(*old)
    assert await before.answer()
    after.check(*new)
    assert await after.answer()
    assert reached(transport) == after.address
    before.check(*old)
    assert await before.is_ignored()
    after.socket.send(encrypted(rtp(1)))
    await until(lambda: len(heard) == 1, what="a packet under the same keys as before")


async def test_repeated_restarts_leave_two_credentials(mux: Mux) -> None:
    """The page asks for them; each costs memory."""
    transport, _ = transport_of(mux)
    for _ in range(50):
        transport.restart()
    assert len(transport.credentials) == 2
    assert len(mux._by_ufrag) == 2


async def test_a_closed_transport_hears_nothing_and_its_handshake_ends(mux: Mux) -> None:
    """Its addresses are free for others, and whoever waits for a datagram gets ConnectionError."""
    transport, heard = transport_of(mux)
    remote = Remote(mux)
    remote.check(transport.ufrag, transport.password)
    await remote.answer()
    waiting = asyncio.ensure_future(transport._recv())
    await settle()
    transport.close()
    remote.socket.send(encrypted(rtp(1)))
    remote.check(transport.ufrag, transport.password)
    assert await remote.is_ignored()
    assert heard == []
    with pytest.raises(ConnectionError):
        await waiting


async def test_datagrams_are_sorted_by_their_first_bytes(mux: Mux) -> None:
    """RFC 7983 7: 20 to 63 is DTLS, 128 to 191 RTP or RTCP; RFC 5761 4 tells those two apart."""
    reports: list[rtcp.Packet] = []
    transport, heard = transport_of(mux, reports.append)
    remote = Remote(mux)
    remote.check(transport.ufrag, transport.password)
    await remote.answer()
    hello, media, request = b"\x16" + bytes(20), rtp(1), keys(Policy.SSRC_ANY_OUTBOUND).protect_rtcp(rtcp.pli(1, 2))
    for data in (hello, encrypted(media), request, b"", b"\x80"):
        remote.socket.send(data)
    await until(lambda: bool(reports), what="the last of them that means anything")
    assert (heard, reports) == ([media], [rtcp.KeyframeRequest(2)])
    assert await transport._recv() == hello


async def test_a_flood_of_handshakes_is_dropped(mux: Mux) -> None:
    """The queue is bounded; DTLS repeats what it needs."""
    transport, _ = transport_of(mux)
    for _ in range(10_000):
        transport.on_dtls(b"\x16" + bytes(20))
    assert transport._queue.qsize() < 100
