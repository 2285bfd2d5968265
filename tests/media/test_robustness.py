"""What must not stop a media node: garbage, silence, old plans, its own end."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
import struct
import time
from collections.abc import Callable

import pytest
import redis

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import DELTA_FRAME, KEY_FRAME, PlainPage
from tests.media.scene import EnterPage, connect, task_facts
from webapp.media import protocol

pytestmark = pytest.mark.servers


async def test_a_silent_page_is_reported_lost_and_offered_a_new_connection(
    web: WebSide, enter: EnterPage, redis_url: str
) -> None:
    """RFC 7675 5.1: without fresh consent the node stops after 15 s."""
    alice = enter(1)
    await alice.open(("video", 0))
    epoch = alice.epochs["pub"]
    alice.answers = False
    broker = redis.Redis.from_url(redis_url)
    await alice.clients["pub"].close(say_goodbye=False)
    alice.clients.clear()
    started = time.monotonic()
    await until(lambda: any(o["peer"] != epoch for o in alice.offers), timeout_s=25, what="a new offer")
    assert time.monotonic() - started > 10
    await until(lambda: task_facts(broker, "media.peer_lost", web.room) is not None, what="the report")
    lost = task_facts(broker, "media.peer_lost", web.room)
    assert lost is not None
    assert lost["peer"] == alice.session


async def test_garbage_in_the_inbox_does_not_stop_the_node(
    web: WebSide, enter: EnterPage, node: NodeProcess, redis_url: str
) -> None:
    """A message that is not one is logged at warning and forgotten."""
    inbox = redis.Redis.from_url(redis_url)
    for garbage in (
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"type":"PushPlan"}',
        b'{"type":"x"}',
        b'{"type":"PushPlan","plan":{"room":"a"}}',
    ):
        inbox.rpush(protocol.inbox_key(node.name), garbage)
    alice, bob = enter(1), enter(2)
    web.push()
    for nonsense in (
        {},
        {"type": "answer"},
        {"type": 7},
        {"type": "answer", "pc": "pub", "peer": "?", "version": 1, "sdp": "x"},
        {"type": "failed", "pc": "pub", "peer": "?"},
    ):
        web.say(alice.session, nonsense)
    web.say("nobody", {"type": "ready"})
    await connect(web, alice, bob)


@pytest.mark.parametrize(
    "sdp", ["", "hello", "v=0\r\n", "v=0\r\nm=\r\n", "v=0\r\na=fingerprint:sha-256\r\nm=video x y\r\n"]
)
async def test_an_answer_that_is_no_sdp_is_refused_and_a_right_one_still_taken(
    web: WebSide, enter: EnterPage, sdp: str
) -> None:
    """The offer stays outstanding: the page may still answer it properly."""
    alice = enter(1)
    alice.answers = False
    web.open(alice.session, ("video", 0))
    await until(lambda: bool(alice.offers), what="the offer")
    offer = alice.offers[0]
    web.say(alice.session, {"type": "answer", "pc": "pub", "peer": offer["peer"], "version": 1, "sdp": sdp})
    alice.answers = True
    alice.answer(offer)
    await asyncio.wait_for(alice.connected["pub"].wait(), 30)


async def test_garbage_datagrams_do_not_stop_the_node(web: WebSide, enter: EnterPage, node: NodeProcess) -> None:
    """Strangers reach nothing (RFC 7983 sorts by the first byte); a known page's broken packets are dropped."""
    port = node.lease().port
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for first in (0, 1, 3, 20, 22, 63, 64, 127, 128, 144, 191, 200, 255):
            for size in (0, 1, 4, 11, 12, 19, 20, 100, 1400, 3000):
                data = bytes((first,)) + secrets.token_bytes(size)
                stranger.sendto(data, ("127.0.0.1", port))
                alice.clients["pub"].send_raw(data)
    header = struct.pack("!HLL", 7, 7, stream.ssrc)
    for broken in (
        b"\x90\x60" + header + b"\xbe\xde\x00\x01\x4f\x00\x00\x00",  # an element longer than its block
        b"\x90\x60" + header + b"\x10\x00\x00\x01\x04\xff\x00\x00",  # the same with two-byte headers
        b"\xa0\x60" + header + b"\x01\xff",  # more padding than packet
        b"\x80\x61" + header + b"\x01",  # a retransmission of nothing
        b"\x80\x60" + header,  # no payload at all
        b"\x80\x01" + header + b"x",  # a payload type nobody offered
    ):
        alice.clients["pub"].send_rtp(broken)
    for broken in (b"\x80\xc8\x00\x01" + bytes(4), b"\x81\xcd\x00\x02" + bytes(8), b"\xbf\xce\x00\x01\x00\x00\x00\xff"):
        alice.clients["pub"].send_rtcp(broken)
    count = len(bob.received(1, "video"))
    stream.send(DELTA_FRAME)
    await until(lambda: len(bob.received(1, "video")) > count, what="a packet after the garbage")


async def test_an_older_plan_is_ignored(web: WebSide, enter: EnterPage, node: NodeProcess) -> None:
    """Plans may overtake one another: only a higher revision counts."""
    alice, bob = enter(1), enter(2)
    old = web.plan
    stream = await connect(web, alice, bob)
    web.client.push_plan(old)
    await asyncio.sleep(0.2)
    count = len(bob.received(1, "video"))
    stream.send(DELTA_FRAME)
    await until(lambda: len(bob.received(1, "video")) > count, what="the picture")


async def test_sigterm_takes_the_lease_back_at_once(node: NodeProcess) -> None:
    """A clean stop gives the rooms away without waiting for the lease to end; the exit code is 0."""
    assert node.has_lease()
    node.process.send_signal(signal.SIGTERM)
    assert node.process.wait(10) == 0
    assert not node.has_lease()


async def test_rooms_go_to_the_least_loaded_node(
    start_node: Callable[[], NodeProcess], web: WebSide, redis_url: str
) -> None:
    """A room stays where it is while its node lives; a new one goes where fewer people are."""
    first, second = start_node(), start_node()
    await until(lambda: max(first.lease().load, second.lease().load) < 0.1, what="the rest after the start")
    page = PlainPage(web, 1)
    crowded = web.client.placed_on(web.room)
    assert crowded in (first.name, second.name)
    other = second if crowded == first.name else first
    busy = first if crowded == first.name else second
    await until(lambda: busy.lease().peers == 1, what="the lease to tell")
    assert web.client.place(web.room + 10_000_000) == other.name
    assert web.client.place(web.room) == crowded
    web.client.close_room(web.room + 10_000_000)
    await page.close()


async def test_a_node_gives_up_a_room_that_another_one_has(
    web: WebSide, enter: EnterPage, node: NodeProcess, start_node: Callable[[], NodeProcess], redis_url: str
) -> None:
    """A node whose lease ended for a moment is alive, but its rooms are elsewhere: it must not fight for them."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    other = start_node()
    connection = redis.Redis.from_url(redis_url)
    connection.set(protocol.room_key(web.room), other.name)
    await until(lambda: alice.epochs["pub"].startswith(other.name), what="the other node's offer")
    await until(lambda: node.lease().rooms == 0, what="an empty lease")
    await until(lambda: other.lease().rooms == 1, what="the room at the other node")
    count = len(bob.received(1, "video"))

    def has_picture() -> bool:
        if ("video", 0) in alice.sent:
            alice.sent["video", 0].send(KEY_FRAME)
        return len(bob.received(1, "video")) > count and bob.epochs["sub"].startswith(other.name)

    await until(has_picture, what="the picture through the other node")
