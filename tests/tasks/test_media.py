"""Plans reach the node that holds the room, on every change and again; through a real Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)
NODE = "node-1"


@pytest.fixture
def inbox(redis_url: str) -> Iterator[Callable[[], list[Any]]]:
    """A node that lives; calling it empties and returns its inbox."""
    import redis

    from webapp.media import protocol

    client = redis.Redis.from_url(redis_url)
    facts = {"node": NODE, "started_ms": 1, "rooms": 0, "peers": 0, "address": "127.0.0.1", "port": 1, "pid": 1}
    import msgspec

    client.sadd(protocol.NODES_KEY, NODE)
    client.set(protocol.lease_key(NODE), msgspec.json.encode(facts), px=60_000)

    def empty() -> list[Any]:
        found = [protocol.decode(raw) for raw in client.lrange(protocol.inbox_key(NODE), 0, -1)]
        client.delete(protocol.inbox_key(NODE))
        return found

    yield empty
    # Else the rooms of later tests are placed on it.
    client.srem(protocol.NODES_KEY, NODE)
    client.delete(protocol.lease_key(NODE), protocol.inbox_key(NODE), protocol.promised_key(NODE))


def test_every_change_of_a_room_sends_its_plan_and_an_empty_room_is_closed(inbox: Any) -> None:
    """Whoever sits down, opens a device or leaves makes a new plan with a higher revision."""
    from webapp.domain.rooms import devices, services

    session_id = come_online(make_account(make_application(), "li"))
    services.enter(session_id=session_id, room_id=9)
    devices.open_camera(session_id=session_id)
    entered, opened = (message.plan for message in inbox())
    assert entered.revision < opened.revision
    assert [peer.publishes for peer in (*entered.peers, *opened.peers)] == [(), (("video", 0),)]
    services.leave(session_id=session_id)
    assert [(type(message).__name__, message.room) for message in inbox()] == [("CloseRoom", 9)]


def test_plans_are_sent_again_for_a_node_that_missed_them(inbox: Any) -> None:
    """The same revision means nothing to a node that has it, and everything to one that took the room over."""
    from webapp.domain.rooms import services
    from webapp.tasks.media import resend_plans

    session_id = come_online(make_account(make_application(), "li"))
    services.enter(session_id=session_id, room_id=9)
    [first] = inbox()
    resend_plans()
    assert inbox() == [first]


def test_the_sweep_frees_the_chair_of_somebody_silent(inbox: Any) -> None:
    """A login without a heartbeat for 15 s is lost; its seat goes with it."""
    from webapp.domain.rooms import services
    from webapp.domain.rooms.models import Seat
    from webapp.kernel import clock
    from webapp.tasks.presence import sweep

    with clock.held():
        session_id = come_online(make_account(make_application(), "li"))
        services.enter(session_id=session_id, room_id=9)
        sweep()
        assert Seat.objects.count() == 1
        clock.advance(16)
        sweep()
    assert Seat.objects.count() == 0
