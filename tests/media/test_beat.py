"""The clock of a room: it beats fast while something is due, and rests while C does all the work."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.media.rtc_client import rtp_packet
from tests.media import wire
from tests.media.wire import DELTA, KEY, Viewer
from webapp.media.core.formats import VP8
from webapp.media.core.rtp import read_extensions
from webapp.media.node.room import BEAT_S, CALM_BEAT_S, Room, RoomContext

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


async def test_a_room_rests_unless_something_is_due() -> None:
    """Four times the wake-ups only while somebody needs them."""
    hurried: list[float] = []
    nothing = cast(Any, SimpleNamespace(rate=None))
    room = Room(1, RoomContext("node", nothing, lambda *message: None, nothing, nothing, hurry=hurried.append))
    now_s = time.monotonic()
    room.tick(now_s)
    assert room.due_s == now_s + CALM_BEAT_S
    room._events.restless()
    assert room.due_s == hurried[0] < now_s + CALM_BEAT_S
    peer = SimpleNamespace(tick_fast=lambda now_s: None, adapt=lambda rank, now_s: None, is_restless=True)
    room._peers["page"] = cast(Any, peer)
    room.tick(now_s)
    assert room.due_s == now_s + BEAT_S
    room._peers.clear()
    await room.close()
