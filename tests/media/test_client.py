"""The web side of the media plane: where rooms go, and what a node's inbox gets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import redis

from webapp.media import protocol
from webapp.media.client import MediaClient
from webapp.media.core.plan import Plan, PlannedPeer

PEERS = (PlannedPeer("alice", 1, "there"),)


class FakeNodes:
    """Leases as nodes write them, without nodes."""

    def __init__(self, connection: redis.Redis) -> None:
        self._redis = connection
        self._names: list[str] = []

    def live(self, *, peers: int = 0, rooms: int = 0, load: float = 0, capacity: int = 500) -> str:
        """A node with that load; returns its name."""
        name = f"fake-{secrets.token_hex(4)}"
        self.say(protocol.Lease(name, 0, rooms, peers, "127.0.0.1", 1, 1, load, capacity))
        self._redis.sadd(protocol.NODES_KEY, name)
        self._names.append(name)
        return name

    def say(self, lease: protocol.Lease) -> None:
        """The node renews its lease."""
        self._redis.set(protocol.lease_key(lease.node), protocol.encode(lease), px=60_000)

    def drain(self, name: str) -> None:
        """The node says that it is being emptied."""
        self.say(protocol.Lease(name, 0, 1, 1, "127.0.0.1", 1, 1, is_draining=True))

    def die(self, name: str) -> None:
        """Its lease ends."""
        self._redis.delete(protocol.lease_key(name))

    def inbox(self, name: str) -> list[protocol.Message]:
        """What it was sent, oldest first."""
        return [protocol.decode(data) for data in self._redis.lrange(protocol.inbox_key(name), 0, -1)]

    def clear(self) -> None:
        """Leave nothing behind."""
        for name in self._names:
            self._redis.delete(protocol.lease_key(name), protocol.inbox_key(name), protocol.promised_key(name))
            self._redis.srem(protocol.NODES_KEY, name)


@pytest.fixture
def connection(redis_url: str) -> redis.Redis:
    """The test run's Redis, without nodes of other tests."""
    found = redis.Redis.from_url(redis_url)
    found.delete(protocol.NODES_KEY)
    return found


@pytest.fixture
def nodes(connection: redis.Redis) -> Iterator[FakeNodes]:
    """Leases that are gone after the test."""
    fake = FakeNodes(connection)
    yield fake
    fake.clear()


@pytest.fixture
def client(connection: redis.Redis) -> MediaClient:
    """The client under test."""
    return MediaClient(connection)


@pytest.fixture
def room() -> int:
    """A room nobody used before."""
    return secrets.randbelow(10**9)


def test_without_a_node_a_plan_goes_nowhere_and_says_so(client: MediaClient, room: int) -> None:
    """The caller sends it again later; nothing is queued for a node that does not exist."""
    assert client.push_plan(Plan(room, 1, PEERS)) is None
    assert client.forward(room, "alice", {"type": "ready"}) is False
    assert client.close_room(room) is None


def test_a_room_goes_to_the_least_loaded_node_and_stays(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """People count more than rooms."""
    nodes.live(peers=9, rooms=1)
    idle = nodes.live(peers=2, rooms=5)
    assert client.place(room) == idle
    nodes.live(peers=0)
    assert client.place(room) == idle


def test_a_busy_processor_counts_like_a_full_house(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """Whichever is nearer its end decides: 40 of 100 people are less than 60 % of a core, and more than 20 % of one."""
    nodes.live(load=0.6, peers=1)
    half_full = nodes.live(load=0.1, peers=40, capacity=100)
    assert client.place(room) == half_full
    calm = nodes.live(load=0.2, peers=1)
    assert client.place(room + 1) == calm


def test_rooms_that_come_at_once_are_spread(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """What was placed since a node last told its load counts already, until it tells the load itself."""
    both = {nodes.live(), nodes.live()}
    placed = [client.place(room + number) for number in range(6)]
    assert {node: placed.count(node) for node in both} == dict.fromkeys(both, 3)


def test_a_draining_node_gets_no_rooms_and_loses_those_it_has(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """It keeps them while there is nobody else: a picture from a node that ends is better than none."""
    old = nodes.live()
    assert client.place(room) == old
    nodes.drain(old)
    assert client.place(room) == old
    assert client.place(room + 1) == old
    new = nodes.live(load=0.9)
    assert client.place(room) == new
    assert client.place(room) == new
    assert nodes.inbox(old) == [protocol.CloseRoom(room)]  # at once and once: else it would call the pages back


def test_a_node_is_asked_to_drain_only_while_it_lives(client: MediaClient, nodes: FakeNodes) -> None:
    """Nothing is queued for a node that does not exist."""
    node = nodes.live()
    assert client.drain(node)
    assert client.drain(node, on=False)
    assert nodes.inbox(node) == [protocol.Drain(on=True), protocol.Drain(on=False)]
    nodes.die(node)
    assert not client.drain(node)


def test_a_dead_nodes_room_moves_with_the_next_plan(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """The lease is what counts; the page's messages are refused until a plan has placed the room anew."""
    first = nodes.live()
    client.push_plan(Plan(room, 1, PEERS))
    nodes.die(first)
    assert client.forward(room, "alice", {"type": "ready"}) is False
    second = nodes.live()
    assert client.push_plan(Plan(room, 1, PEERS)) == second
    assert nodes.inbox(second) == [protocol.PushPlan(Plan(room, 1, PEERS))]


def test_messages_arrive_in_order(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """Plan first, then what the page says, then the end."""
    node = nodes.live()
    client.push_plan(Plan(room, 1, PEERS))
    assert client.forward(room, "alice", {"type": "ready"})
    assert client.close_room(room) == node
    assert nodes.inbox(node) == [
        protocol.PushPlan(Plan(room, 1, PEERS)),
        protocol.FromPeer(room, "alice", {"type": "ready"}),
        protocol.CloseRoom(room),
    ]
    assert client.placed_on(room) is None


def test_a_plan_without_people_closes_the_room(client: MediaClient, nodes: FakeNodes, room: int) -> None:
    """And forgets where it was."""
    node = nodes.live()
    client.push_plan(Plan(room, 1, PEERS))
    assert client.push_plan(Plan(room, 2)) == node
    assert nodes.inbox(node)[-1] == protocol.CloseRoom(room)
    assert client.placed_on(room) is None


def test_an_inbox_does_not_outlive_its_node_for_long(
    client: MediaClient, nodes: FakeNodes, connection: redis.Redis, room: int
) -> None:
    """A node that died between the look and the push leaves no list for ever."""
    node = nodes.live()
    client.push_plan(Plan(room, 1, PEERS))
    assert 0 < connection.ttl(protocol.inbox_key(node)) <= 60


def test_leases_are_listed(client: MediaClient, nodes: FakeNodes) -> None:
    """For the wallboard: who lives and how loaded they are."""
    one, two = nodes.live(peers=3), nodes.live(peers=4)
    assert {(lease.node, lease.peers) for lease in client.leases()} == {(one, 3), (two, 4)}
