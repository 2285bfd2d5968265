"""Who came and went takes no memory any more: all of it is freed at once, and not only by a garbage collector.

A connection takes a quarter of a megabyte, a camera's history more than one. In cycles of references that would stay
until the collector has looked at the oldest objects, which a node that forwards packets seldom has reason to do.
"""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from bench.media.house import WebSide, until
from bench.media.page import KEY_FRAME, PlainPage
from tests.media.scene import connect
from webapp.media import protocol
from webapp.media.core.formats import VP8
from webapp.media.core.plan import PlannedRecording
from webapp.media.forwarder import InStream
from webapp.media.node.reports import Reports
from webapp.media.node.room import Room, RoomContext
from webapp.media.node.snapshots import Snapshots
from webapp.media.protocol import TakeSnapshot
from webapp.media.rtc.icelite import Mux
from webapp.media.rtc.link import Endpoint
from webapp.media.rtc.peer import Peer
from webapp.media.rtc.recorder import RecorderSet
from webapp.media.rtc.session import Certificate
from webapp.media.rtc.tcp import TcpWire

PATIENCE_S = 30
BEAT_S = 0.05


class Unheard:
    """Somebody whom reports do not reach."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *facts, **more: None


class RoomHere(WebSide):
    """A web side whose room is in this process."""

    def __init__(self) -> None:
        super().__init__("redis://")  # it is never asked
        self.mux = Mux(["127.0.0.1"])
        self.mux.start()
        self.there: Room | None = Room(self.room, self._context())
        self._telling: set[asyncio.Future[None]] = set()
        self._clock = asyncio.ensure_future(self._beat())

    def _context(self) -> RoomContext:
        numbers = iter(range(1, 1000))
        certificate = Certificate.generateCertificate()
        endpoint = Endpoint(self.mux, certificate, ("127.0.0.1",), lambda: f"here.{next(numbers)}")
        return RoomContext("here", endpoint, self._reply, cast(Reports, Unheard()), RecorderSet)

    def _reply(self, channel: str, session: str, message: protocol.NodeMessage) -> None:
        told: dict[str, Any] = json.loads(protocol.encode(message))
        telling = asyncio.ensure_future(self._pages[session](told))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _beat(self) -> None:
        while self.there is not None:
            self.there.tick(asyncio.get_running_loop().time())
            await asyncio.sleep(BEAT_S)

    def say(self, session: str, msg: dict[str, Any]) -> None:
        """A page's message to the room."""
        assert self.there is not None
        self.there.post(protocol.FromPeer(self.room, session, msg))

    def push(self) -> None:
        """The plan to the room."""
        if self.there is not None:
            self.there.post(self.plan)

    def peer(self, page: PlainPage) -> Peer:
        """What the room has of a page."""
        assert self.there is not None
        return self.there._peers[page.session]

    async def end(self) -> None:
        """Close the room."""
        there, self.there = self.there, None
        if there is not None:
            await there.close()

    async def close(self) -> None:
        """Close everything."""
        await self.end()
        await self._clock
        self.mux.close()


@pytest.fixture(autouse=True)
def nobody_collects() -> Iterator[None]:
    """What is freed in these tests is freed because nobody refers to it."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
async def house() -> AsyncIterator[RoomHere]:
    """A room in this process."""
    made = RoomHere()
    yield made
    await made.close()


@pytest.fixture
async def enter(house: RoomHere) -> AsyncIterator[Callable[[int], PlainPage]]:
    """Seats people in the room."""
    pages: list[PlainPage] = []

    def enter(account: int) -> PlainPage:
        pages.append(PlainPage(house, account))
        return pages[-1]

    yield enter
    for page in pages:
        with suppress(ConnectionError):
            await page.close()


def parts_of(peer: Peer) -> dict[str, weakref.ref[Any]]:
    """What a person takes: connections, their sessions and keys, and the streams they send."""
    found: dict[str, Any] = {"peer": peer}
    for link in peer._links():
        found |= {link.pc: link, f"session of {link.pc}": link.session, f"DTLS of {link.pc}": link.session._dtls}
        found |= {f"transport of {link.pc}": link.session.transport, f"receiver of {link.pc}": link.session._receiver}
    if peer._publisher is not None:
        for ssrc, stream in peer._publisher._by_ssrc.items():
            found[f"stream {ssrc}"] = stream
    return {name: weakref.ref(part) for name, part in found.items() if part is not None}


async def are_freed(parts: dict[str, weakref.ref[Any]]) -> None:
    """Return when all of them are freed; fails with the names of those that are not."""
    with suppress(AssertionError):
        await until(lambda: not any(part() for part in parts.values()), timeout_s=PATIENCE_S)
    assert [name for name, part in parts.items() if part() is not None] == []


async def test_a_viewer_who_leaves_is_freed(house: RoomHere, enter: Callable[[int], PlainPage]) -> None:
    """The connection that received, with all that adapts it to its link."""
    alice, bob = enter(1), enter(2)
    await connect(house, alice, bob)
    parts = parts_of(house.peer(bob))
    assert len(parts) == 6
    house.leave(bob.session)
    await are_freed(parts)


async def test_a_publisher_who_leaves_is_freed_while_others_stay(
    house: RoomHere, enter: Callable[[int], PlainPage]
) -> None:
    """The streams and their history too, which a viewer has just been fed from."""
    alice, bob = enter(1), enter(2)
    await connect(house, alice, bob)
    parts = parts_of(house.peer(alice))
    assert len(parts) == 7
    house.leave(alice.session)
    await are_freed(parts)


async def test_a_connection_that_failed_is_freed_when_another_takes_its_place(
    house: RoomHere, enter: Callable[[int], PlainPage]
) -> None:
    """The person stays, the connection does not."""
    alice, bob = enter(1), enter(2)
    await connect(house, alice, bob)
    parts = parts_of(house.peer(bob))
    stays = parts.pop("peer")
    house.say(bob.session, {"type": "failed", "pc": "sub", "peer": bob.epochs["sub"]})
    await are_freed(parts)
    assert stays() is not None


async def test_somebody_who_leaves_before_a_connection_stands_is_freed(
    house: RoomHere, enter: Callable[[int], PlainPage]
) -> None:
    """A handshake that is cut off keeps nothing by what it raised."""
    alice, bob = enter(1), enter(2)
    await connect(house, alice, bob)
    carol = enter(3)
    carol.answers = False
    house.show(carol.session, alice.stream("video"))
    await until(lambda: bool(carol.offers), what="an offer", timeout_s=PATIENCE_S)
    offer = carol.offers[0]
    answer = {"type": "answer", "pc": "sub", "peer": offer["peer"], "version": offer["version"]}
    house.say(carol.session, {**answer, "sdp": bob.clients["sub"].answer(offer["sdp"])})

    def has_begun() -> bool:
        return all(link.session.started_at_s is not None for link in house.peer(carol)._links())

    await until(has_begun, what="the handshake", timeout_s=PATIENCE_S)
    parts = parts_of(house.peer(carol))
    assert len(parts) == 5
    house.leave(carol.session)
    await are_freed(parts)


async def test_a_room_that_closes_is_freed_with_all_who_were_in_it(
    house: RoomHere, enter: Callable[[int], PlainPage], tmp_path: Path
) -> None:
    """And with the recording that ran."""
    alice, bob = enter(1), enter(2)
    stream = await connect(house, alice, bob)
    house.record(PlannedRecording(7, str(tmp_path / "r7"), (alice.stream("video"),)))
    for _ in range(10):
        stream.send(KEY_FRAME + bytes(60))
        await asyncio.sleep(BEAT_S)
    await until((tmp_path / "r7").exists, what="a recording", timeout_s=PATIENCE_S)
    assert house.there is not None
    attached = house.there._recordings._running[7].tapes
    assert attached is not None
    parts = {"room": weakref.ref(house.there), "recorder": weakref.ref(attached.recorder)}
    parts |= parts_of(house.peer(alice))
    parts |= {f"{name} of the viewer": part for name, part in parts_of(house.peer(bob)).items()}
    del attached
    await house.end()
    await are_freed(parts)


async def test_a_snapshot_that_nobody_waits_for_any_more_is_freed(tmp_path: Path) -> None:
    """With what it had put together, and with its hold on the stream."""
    snapshots, source = Snapshots(cast(Reports, Unheard())), InStream(1, VP8, lambda: None)
    snapshots.take(TakeSnapshot(1, "alice", "video", 0, "token", str(tmp_path / "picture.jpg"), 90), source)
    parts = {"exposure": weakref.ref(snapshots._open[0]), "stream": weakref.ref(source)}
    del source
    snapshots.close()
    await are_freed(parts)


async def test_a_tcp_connection_that_ended_is_freed(house: RoomHere) -> None:
    """Strangers may knock often."""
    [door] = house.mux._tcp
    _, stranger = await asyncio.open_connection("127.0.0.1", house.mux.port)

    def wires() -> list[TcpWire]:
        return list(door._wires)

    await until(lambda: bool(wires()), what="a connection", timeout_s=PATIENCE_S)
    parts = {"wire": weakref.ref(wires()[0])}
    stranger.close()
    await stranger.wait_closed()
    await are_freed(parts)
