"""The web side of the media plane: place rooms on nodes and send them plans and page messages (sync Redis)."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import redis

from webapp.media import protocol
from webapp.media.core.plan import Plan

PLACEMENT_TTL_S = 3600
INBOX_TTL_S = 60  # a dead node's inbox must not outlive it for long

# Atomic, so that two web processes never place one room on two nodes. Redis 6.2 commands only.
_PLACE = """
local placed = redis.call('GET', KEYS[1])
if placed and redis.call('EXISTS', ARGV[1] .. placed) == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return placed
end
local best, least = false, false
for _, node in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local lease = redis.call('GET', ARGV[1] .. node)
  if lease then
    local facts = cjson.decode(lease)
    local load = facts.peers * 1000 + facts.rooms
    if not least or load < least then best, least = node, load end
  else
    redis.call('SREM', KEYS[2], node)
  end
end
if best then redis.call('SET', KEYS[1], best, 'EX', ARGV[2]) end
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
        return _text(self._place(keys=keys, args=[protocol.lease_key(""), PLACEMENT_TTL_S]))

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
        node = self.placed_on(room)
        if node is None or not self._redis.exists(protocol.lease_key(node)):
            return False
        self._push(node, protocol.FromPeer(room, peer, msg))
        return True

    def close_room(self, room: int) -> str | None:
        """Take the room off its node; returns the node, None when the room was nowhere."""
        node = self.placed_on(room)
        if node is not None:
            self._push(node, protocol.CloseRoom(room))
            self._redis.delete(protocol.room_key(room))
        return node

    def placed_on(self, room: int) -> str | None:
        """The node the room was last placed on, dead or alive."""
        return _text(self._redis.get(protocol.room_key(room)))

    def leases(self) -> list[protocol.Lease]:
        """What the live nodes say about themselves."""
        nodes = sorted(str(_text(node)) for node in self._redis.smembers(protocol.NODES_KEY))
        found = [self._redis.get(protocol.lease_key(node)) for node in nodes]
        return [protocol.decode_lease(lease) for lease in found if lease is not None]

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


def close_room(room: int) -> str | None:
    """`MediaClient.close_room` on the default client."""
    return default_client().close_room(room)
