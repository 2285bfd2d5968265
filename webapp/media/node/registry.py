"""The node's lease in Redis, renewed until it ends and gone soon after; which rooms are its own; who else died."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from redis.exceptions import RedisError

from webapp.media import protocol
from webapp.media.node.redis_line import Command, RedisLine

logger = logging.getLogger(__name__)

LOOK_S = 0.5  # three looks in the life of a lease
LOOKS_PER_ROLL_CALL = 4  # who is new matters less than who is gone


@dataclass(frozen=True, slots=True)
class Holder:
    """What the registry asks of the node, and tells it."""

    lease: Callable[[], protocol.Lease]
    rooms: Callable[[], Collection[int]]
    give_up: Callable[[int], None]
    """The room is another node's now."""
    others_died: Callable[[list[str]], None]
    """Told to exactly one of the nodes that are left."""


class Registry:
    """Says that the node lives, and sees who else does."""

    def __init__(self, line: RedisLine, node: str, holder: Holder) -> None:
        self._line, self._node, self._holder = line, node, holder
        self._others: set[str] = set()  # the other nodes as of the last roll call
        self._looks = 0
        self.due_s = math.inf
        """When `look` shall be called."""

    async def start(self) -> None:
        """Write the first lease, to be renewed by `look` from now on; raises RedisError.

        What an earlier process of this name left in the inbox is about rooms that are gone.
        """
        await self._line.call(("DEL", protocol.inbox_key(self._node)))
        await self.renew()
        self.due_s = time.monotonic() + LOOK_S

    async def renew(self) -> None:
        """Say at once what the lease says now; raises RedisError."""
        await self._line.call(*self._lease(), ("SADD", protocol.NODES_KEY, self._node))

    def _lease(self) -> list[Command]:
        lease = protocol.encode(self._holder.lease())
        return [
            ("SET", protocol.lease_key(self._node), lease, "PX", protocol.LEASE_TTL_MS),
            ("DEL", protocol.promised_key(self._node)),
        ]

    def look(self, now_s: float) -> None:
        """Renew the lease and see who else lives, in one round trip: this is most of what an idle node does."""
        self.due_s = now_s + LOOK_S
        rooms, others = list(self._holder.rooms()), sorted(self._others)
        keys = [*map(protocol.room_key, rooms), *map(protocol.lease_key, others)]
        commands = [*self._lease(), ("MGET", *keys)] if keys else self._lease()
        is_roll_call = self._looks % LOOKS_PER_ROLL_CALL == 0
        self._looks += 1
        if is_roll_call:
            commands += [("SADD", protocol.NODES_KEY, self._node), ("SMEMBERS", protocol.NODES_KEY)]

        def seen(answers: list[Any] | None) -> None:
            if answers is None:
                logger.warning("the lease could not be renewed")
                return
            if is_roll_call:
                self._call_the_roll(answers[-1])
            self._compare(rooms, others, answers[2] if keys else [])

        self._line.ask(*commands, then=seen)

    def _call_the_roll(self, nodes: Collection[bytes]) -> None:
        self._others = {node.decode() for node in nodes} - {self._node}

    def _compare(self, rooms: Sequence[int], others: Sequence[str], found: Sequence[bytes | None]) -> None:
        """`found`: where the rooms are placed, then the leases of the others."""
        self._check_placements(dict(zip(rooms, found, strict=False)))
        leases = zip(others, found[len(rooms) :], strict=True)
        self._bury([node for node, lease in leases if lease is None])

    def _check_placements(self, placed: Mapping[int, bytes | None]) -> None:
        """Give up the rooms that another node has: we are draining, or our lease had ended and we did not notice.

        Without this both nodes would make offers to the same pages, in turn, for ever.
        """
        for room, node in placed.items():
            if node is not None and node.decode() != self._node:
                logger.warning("room %d is on %s now", room, node.decode())
                self._holder.give_up(room)

    def _bury(self, dead: Sequence[str]) -> None:
        """Take nodes without a lease off the list; whoever takes one off tells the web side."""

        def buried(taken: list[int] | None) -> None:
            mine = [node for node, is_mine in zip(dead, taken or (), strict=False) if is_mine]
            if mine:
                logger.warning("no longer alive: %s", ", ".join(mine))
                self._holder.others_died(mine)

        if dead:
            self._line.ask(*(("SREM", protocol.NODES_KEY, node) for node in dead), then=buried)

    async def has_successor(self) -> bool:
        """Whether another node lives that takes rooms; raises RedisError."""
        leases = await self._leases()
        return any(lease and not lease.is_draining for node, lease in leases.items() if node != self._node)

    async def _leases(self) -> dict[str, protocol.Lease | None]:
        [members] = await self._line.call(("SMEMBERS", protocol.NODES_KEY))
        nodes = sorted(node.decode() for node in members)
        [found] = await self._line.call(("MGET", *map(protocol.lease_key, nodes))) if nodes else [[]]
        return {node: _lease(data) for node, data in zip(nodes, found, strict=True)}

    async def stop(self) -> None:
        """Take the lease back at once, so that the rooms move without waiting for it to expire."""
        self.due_s = math.inf
        try:
            await self._line.call(("DEL", protocol.lease_key(self._node)), ("SREM", protocol.NODES_KEY, self._node))
        except RedisError as error:
            logger.warning("the lease could not be taken back: %s", error)


def _lease(data: bytes | None) -> protocol.Lease | None:
    """A lease of any version of this program; one that cannot be read is of a node that lives all the same."""
    if data is None:
        return None
    try:
        return protocol.decode_lease(data)
    except msgspec.DecodeError:
        return protocol.Lease("", 0, 0, 0, "", 0, 0, is_draining=True)
