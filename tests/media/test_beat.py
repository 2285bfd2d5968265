"""The clock of a node: it beats fast while something is due in a room, and rests while C does all the work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.media.rtc_client import rtp_packet
from tests.media import wire
from tests.media.wire import DELTA, KEY, Viewer
from webapp.media import protocol
from webapp.media.core.formats import VP8
from webapp.media.core.plan import Plan, PlannedPeer, Stream
from webapp.media.core.rtp import read_extensions
from webapp.media.node.node import Node
from webapp.media.node.registry import LOOK_S
from webapp.media.node.room import BEAT_S, CALM_BEAT_S, SECOND_S, Room, RoomContext
from webapp.media.node.settings import read_settings
from webapp.media.rtc.layers import LayeredSource
from webapp.media.rtc.recorder import RecorderSet

SSRC = 5


class Source:
    """An incoming stream that notes when it wants the clock."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.stream: Any = wire.twin.InStream(SSRC, VP8, lambda: self.calls.append("asks for a key frame"))
        self.stream.on_restless = lambda: self.calls.append("restless")

    def take(self, sequence: int, payload: bytes = DELTA) -> None:
        """A packet comes."""
        packet = rtp_packet(payload_type=VP8.payload_type, sequence=sequence, timestamp=0, ssrc=SSRC, payload=payload)
        self.stream.on_rtp(packet, read_extensions(packet), time.monotonic())


@pytest.mark.usefixtures("each_twin")
def test_a_gap_wants_the_clock_until_it_is_filled() -> None:
    """RFC 4585 6.2.1: what is missing is asked for soon; a stream without gaps asks for nothing."""
    source = Source()
    for sequence in (1, 2, 5):
        source.take(sequence)
    assert source.calls == ["restless"]
    assert source.stream.is_restless
    source.take(3)
    assert source.stream.is_restless
    source.take(4)
    assert not source.stream.is_restless


@pytest.mark.usefixtures("each_twin")
def test_a_viewer_who_waits_for_a_key_frame_wants_the_clock() -> None:
    """A request that must wait for its turn (one in 0.3 s) is not left to a calm beat."""
    source, now_s = Source(), time.monotonic()
    source.take(1, KEY)
    source.stream.attach(Viewer().out, now_s)
    assert source.calls == ["asks for a key frame"]
    source.stream.attach(Viewer().out, now_s)
    assert source.calls == ["asks for a key frame", "restless"]
    assert source.stream.is_restless
    source.take(2, KEY)
    source.stream.due_nacks(now_s + 1)
    assert not source.stream.is_restless


def new_room(hurried: list[float]) -> Room:
    """A room without a node."""
    nothing = cast(Any, SimpleNamespace(rate=None))
    return Room(1, RoomContext("node", nothing, lambda *message: None, nothing, nothing, hurry=hurried.append))


def new_peer(*, is_restless: bool = False, is_adaptive: bool = False) -> Any:
    """A person as the clock sees one."""
    return SimpleNamespace(
        tick_fast=lambda now_s: None,
        adapt=lambda rank, now_s: None,
        is_restless=is_restless,
        is_adaptive=is_adaptive,
    )


async def test_a_room_rests_unless_something_is_due() -> None:
    """Ten times the wake-ups only while somebody needs them."""
    hurried: list[float] = []
    room = new_room(hurried)
    now_s = time.monotonic()
    room.tick(now_s)
    assert now_s + CALM_BEAT_S < room.due_s <= time.monotonic() + SECOND_S
    room._events.restless()
    assert room.due_s == hurried[0] < now_s + CALM_BEAT_S
    room._peers["page"] = new_peer(is_restless=True)
    room.tick(now_s)
    assert room.due_s == now_s + BEAT_S
    room._peers.clear()
    await room.close()


async def test_a_room_looks_more_often_where_somebody_is_heard_or_tells_what_arrives() -> None:
    """Who speaks and what a link carries may change at any moment; a microphone that is closed says nothing."""
    room = new_room([])
    now_s = time.monotonic()
    room._peers["page"] = new_peer(is_adaptive=True)
    room.tick(now_s)
    assert room.due_s == now_s + CALM_BEAT_S
    room._peers["page"] = new_peer()
    room.tick(now_s)
    rest_s = room.due_s - now_s
    assert rest_s > CALM_BEAT_S
    voice = room._incoming[Stream("page", "audio", 0)] = LayeredSource("audio")
    for is_open, pause_s in ((True, CALM_BEAT_S), (False, rest_s)):
        voice.set_open(is_open, now_s)
        room.tick(now_s)
        assert room.due_s == pytest.approx(now_s + pause_s)
    room._peers.clear()
    await room.close()


class Looks:
    """A registry that notes when it is asked to look."""

    def __init__(self, due_s: float) -> None:
        self.due_s, self.at_s = due_s, list[float]()

    def look(self, now_s: float) -> None:
        """Renew the lease."""
        self.at_s.append(now_s)
        self.due_s = now_s + LOOK_S


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> Iterator[Node]:
    """A node that has not started."""
    for name, value in {"MEDIA_ADDRESS": "127.0.0.1", "MEDIA_PORT": "0", "REDIS_URL": redis_url}.items():
        monkeypatch.setenv(name, value)
    made = Node(read_settings(), RecorderSet)
    yield made
    made._mux.close()


async def test_the_lease_is_renewed_when_the_clock_beats_anyway(node: Node) -> None:
    """One wake-up for both, up to a tenth of a second early; never late, and not at every beat."""
    now_s = time.monotonic()
    looks = Looks(now_s + 0.09)
    node._registry = cast(Any, looks)
    node._tick()
    assert len(looks.at_s) == 1
    assert node._clock is not None
    assert node._clock.when() == looks.due_s
    node._tick()
    assert len(looks.at_s) == 1
    node._clock.cancel()


@pytest.mark.parametrize(("room_after_s", "waits"), [(0.09, True), (0.11, False)])
async def test_the_lease_waits_a_moment_for_the_clock_to_beat(node: Node, room_after_s: float, waits: bool) -> None:
    """At most a tenth of a second, of the third of its life that it has; from then on they wake the node together."""
    look_s = time.monotonic() + 0.2
    node._registry = cast(Any, Looks(look_s))
    node._rooms[7] = cast(Any, SimpleNamespace(due_s=look_s + room_after_s))
    node._wind()
    assert node._clock is not None
    assert node._clock.when() == look_s + (room_after_s if waits else 0)
    node._clock.cancel()


async def test_a_new_room_need_not_wait_for_the_next_beat(node: Node) -> None:
    """The clock was wound when nobody was there."""
    node._registry = cast(Any, Looks(time.monotonic() + 60))
    node._wind()
    node.on_message(protocol.PushPlan(Plan(7, 1, peers=(PlannedPeer("page", 1, "channel"),))))
    assert node._clock is not None
    assert node._clock.when() == node._rooms[7].due_s < time.monotonic() + CALM_BEAT_S
    node._clock.cancel()
    await node._rooms[7].close()


async def test_a_failing_room_does_not_stop_the_clock(node: Node, caplog: pytest.LogCaptureFixture) -> None:
    """Neither for the others nor for itself."""

    def fail(now_s: float) -> None:
        raise RuntimeError

    node._registry = cast(Any, Looks(time.monotonic() + 60))
    node._rooms[7] = cast(Any, SimpleNamespace(room=7, due_s=0.0, tick=fail))
    node._tick()
    assert node._clock is not None
    assert "its clock failed" in caplog.text
    node._clock.cancel()
