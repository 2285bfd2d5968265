"""The web side of the media plane: place rooms on nodes and send them plans and page messages (sync Redis)."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import redis

from webapp.media import protocol
from webapp.media.core.links import RoomLinks, RoomNow
from webapp.media.core.plan import Plan

PLACEMENT_TTL_S = 3600
INBOX_TTL_S = 60  # a dead node's inbox must not outlive it for long

PROMISE_TTL_S = 2
PROMISE_SHARE = 0.02  # what a room that was just placed counts until its node tells its load itself

# Atomic, so that two web processes never place one room on two nodes. Redis 6.2 commands only.
# A room stays where it is while that node lives, and leaves a draining one as soon as there is another.
# Of the processor's load only tenths count: less is noise, and then people decide.
# The node that loses a room hears it at once: until then it would make new offers to pages that have just left it
# for the other, and they would come back to it.
_PLACE = """
local room, nodes = KEYS[1], KEYS[2]
local lease_prefix, promised_prefix, ttl_s = ARGV[1], ARGV[2], ARGV[3]
local promise_ttl_s, promise_share, default_capacity = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local inbox_prefix, inbox_ttl_s, close_room = ARGV[7], ARGV[8], ARGV[9]
local placed = redis.call('GET', room)
local best, least = false, false
for _, node in ipairs(redis.call('SMEMBERS', nodes)) do
  local lease = redis.call('GET', lease_prefix .. node)
  if lease then
    local facts = cjson.decode(lease)
    if node == placed and not facts.is_draining then
      redis.call('EXPIRE', room, ttl_s)
      return placed
    end
    local promised = tonumber(redis.call('GET', promised_prefix .. node) or 0)
    local people = facts.peers / (facts.capacity or default_capacity)
    local busy = math.floor((facts.load or 0) * 10) / 10
    local load = math.max(busy, people) + people / 10 + promised * promise_share
    if facts.is_draining then load = node == placed and 1e6 or 1e9 end
    if not least or load < least then best, least = node, load end
  end
end
if best then
  redis.call('SET', room, best, 'EX', ttl_s)
  redis.call('INCR', promised_prefix .. best)
  redis.call('EXPIRE', promised_prefix .. best, promise_ttl_s)
  if placed and placed ~= best then
    redis.call('RPUSH', inbox_prefix .. placed, close_room)
    redis.call('EXPIRE', inbox_prefix .. placed, inbox_ttl_s)
  end
end
return best
"""


class MediaClient:
    """Speaks to the media nodes over one Redis connection pool."""

    def __init__(self, connection: redis.Redis) -> None:
        self._redis = connection
        self._place = connection.register_script(_PLACE)

    def place(self, room: int) -> str | None:
        """The live node that holds the room, else the least loaded live one; None when no node lives."""
        keys = [protocol.room_key(room), protocol.NODES_KEY]
        prefixes = [protocol.lease_key(""), protocol.promised_key("")]
        choice = [PLACEMENT_TTL_S, PROMISE_TTL_S, PROMISE_SHARE, protocol.CAPACITY]
        close_room = protocol.encode(protocol.CloseRoom(room))
        farewell: list[str | int | bytes] = [protocol.inbox_key(""), INBOX_TTL_S, close_room]
        return _text(self._place(keys=keys, args=[*prefixes, *choice, *farewell]))

    def push_plan(self, plan: Plan) -> str | None:
        """Send the plan to the room's node, placing the room when needed; None when no node lives."""
        if not plan.peers:
            return self.close_room(plan.room)
        node = self.place(plan.room)
        if node is not None:
            self._push(node, protocol.PushPlan(plan))
        return node

    def forward(self, room: int, peer: str, msg: dict[str, Any]) -> bool:
        """Pass a page's media message to the room's node; False when the room is on no live node."""
        return self._tell_node_of(room, protocol.FromPeer(room, peer, msg))

    def close_room(self, room: int) -> str | None:
        """Take the room off its node; returns the node, None when the room was nowhere."""
        node = self.placed_on(room)
        if node is not None:
            self._push(node, protocol.CloseRoom(room))
            self._redis.delete(protocol.room_key(room))
        return node

    def take_snapshot(self, wish: protocol.TakeSnapshot) -> bool:
        """Have a still picture taken; False when the room is on no live node."""
        return self._tell_node_of(wish.room, wish)

    def drain(self, node: str, *, on: bool = True) -> bool:
        """Have the node hand its rooms over and take no more, or take part again; False when it does not live."""
        if not self._redis.exists(protocol.lease_key(node)):
            return False
        self._push(node, protocol.Drain(on))
        return True

    def placed_on(self, room: int) -> str | None:
        """The node the room was last placed on, dead or alive."""
        return _text(self._redis.get(protocol.room_key(room)))

    def leases(self) -> list[protocol.Lease]:
        """What the live nodes say about themselves."""
        nodes = sorted(str(_text(node)) for node in self._redis.smembers(protocol.NODES_KEY))
        found = [self._redis.get(protocol.lease_key(node)) for node in nodes]
        return [protocol.decode_lease(lease) for lease in found if lease is not None]

    def links(self, room: int) -> RoomLinks | None:
        """What flows to whom in the room, as its node said in the last seconds; None when it says nothing."""
        told = self._redis.get(protocol.links_key(room))
        return protocol.decode_links(told) if told is not None else None

    def now(self, room: int) -> RoomNow:
        """Where the room is, and what flows there."""
        links = self.links(room)
        node = links.node if links is not None else self.placed_on(room)
        lives = node is not None and self._redis.exists(protocol.lease_key(node))
        return RoomNow(node, links) if lives else RoomNow(None, None)

    def _tell_node_of(self, room: int, message: protocol.Message) -> bool:
        node = self.placed_on(room)
        if node is None or not self._redis.exists(protocol.lease_key(node)):
            return False
        self._push(node, message)
        return True

    def _push(self, node: str, message: protocol.Message) -> None:
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.rpush(protocol.inbox_key(node), protocol.encode(message))
            pipe.expire(protocol.inbox_key(node), INBOX_TTL_S)
            pipe.execute()


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode()
    return None if value is None else str(value)


@lru_cache(maxsize=4)
def _client(url: str) -> MediaClient:
    return MediaClient(redis.Redis.from_url(url))


def default_client() -> MediaClient:
    """The client on the Redis that REDIS_URL names; raises KeyError without it."""
    return _client(os.environ["REDIS_URL"])


def place(room: int) -> str | None:
    """`MediaClient.place` on the default client."""
    return default_client().place(room)


def push_plan(plan: Plan) -> str | None:
    """`MediaClient.push_plan` on the default client."""
    return default_client().push_plan(plan)


def forward(room: int, peer: str, msg: dict[str, Any]) -> bool:
    """`MediaClient.forward` on the default client."""
    return default_client().forward(room, peer, msg)


def take_snapshot(wish: protocol.TakeSnapshot) -> bool:
    """`MediaClient.take_snapshot` on the default client."""
    return default_client().take_snapshot(wish)


def close_room(room: int) -> str | None:
    """`MediaClient.close_room` on the default client."""
    return default_client().close_room(room)


def look(room: int) -> RoomNow | None:
    """Where a room is and what flows there, for the admin; None while Redis does not answer."""
    try:
        return default_client().now(room)
    except (redis.RedisError, KeyError):
        return None
