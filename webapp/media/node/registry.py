"""The node's lease in Redis, renewed until it ends and gone soon after; which rooms are its own; who else died."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from webapp.media import protocol

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

    def __init__(self, connection: Redis, node: str, holder: Holder) -> None:
        self._redis, self._node, self._holder = connection, node, holder
        self._task: asyncio.Task[None] | None = None
        self._others: set[str] = set()  # the other nodes as of the last roll call
        self._looks = 0

    async def start(self) -> None:
        """Write the first lease and renew it from now on; raises RedisError when there is no Redis.

        What an earlier process of this name left in the inbox is about rooms that are gone.
        """
        await self._redis.delete(protocol.inbox_key(self._node))
        await self.renew()
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self._look()
            except (RedisError, OSError) as error:
                logger.warning("the lease could not be renewed: %s", error)

    async def renew(self) -> None:
        """Say at once what the lease says now; raises RedisError."""
        async with self._redis.pipeline(transaction=True) as pipe:
            self._write_lease(pipe)
            pipe.sadd(protocol.NODES_KEY, self._node)
            await pipe.execute()

    def _write_lease(self, pipe: Pipeline) -> None:
        pipe.set(protocol.lease_key(self._node), protocol.encode(self._holder.lease()), px=protocol.LEASE_TTL_MS)
        pipe.delete(protocol.promised_key(self._node))

    async def _look(self) -> None:
        """Renew the lease and see who else lives; raises RedisError.

        One round trip: these looks are most of what an idle node costs.
        """
        rooms, others = list(self._holder.rooms()), sorted(self._others)
        is_roll_call = self._looks % LOOKS_PER_ROLL_CALL == 0
        self._looks += 1
        keys = [*map(protocol.room_key, rooms), *map(protocol.lease_key, others)]
        async with self._redis.pipeline(transaction=False) as pipe:
            self._write_lease(pipe)
            if keys:
                pipe.mget(keys)
            if is_roll_call:
                pipe.sadd(protocol.NODES_KEY, self._node)
                pipe.smembers(protocol.NODES_KEY)
            answers = await pipe.execute()
        if is_roll_call:
            self._others = {name for node in answers[-1] if (name := _text(node)) is not None and name != self._node}
        found = answers[2] if keys else []
        self._check_placements(dict(zip(rooms, found, strict=False)))
        leases = found[len(rooms) : len(rooms) + len(others)]
        await self._bury([node for node, lease in zip(others, leases, strict=True) if lease is None])

    def _check_placements(self, placed: Mapping[int, bytes | str | None]) -> None:
        """Give up the rooms that another node has: we are draining, or our lease had ended and we did not notice.

        Without this both nodes would make offers to the same pages, in turn, for ever.
        """
        for room, node in placed.items():
            name = _text(node)
            if name is not None and name != self._node:
                logger.warning("room %d is on %s now", room, name)
                self._holder.give_up(room)

    async def _bury(self, dead: Collection[str]) -> None:
        """Take nodes without a lease off the list; whoever takes one off tells the web side."""
        mine = [node for node in sorted(dead) if await self._redis.srem(protocol.NODES_KEY, node)]
        if mine:
            logger.warning("no longer alive: %s", ", ".join(mine))
            self._holder.others_died(mine)

    async def has_successor(self) -> bool:
        """Whether another node lives that takes rooms; raises RedisError."""
        leases = await self._leases()
        return any(lease and not lease.is_draining for node, lease in leases.items() if node != self._node)

    async def _leases(self) -> dict[str, protocol.Lease | None]:
        nodes = sorted(filter(None, map(_text, await self._redis.smembers(protocol.NODES_KEY))))
        found = await self._redis.mget([protocol.lease_key(node) for node in nodes]) if nodes else []
        return {node: _lease(data) for node, data in zip(nodes, found, strict=True)}

    async def stop(self) -> None:
        """Take the lease back at once, so that the rooms move without waiting for it to expire."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self._redis.delete(protocol.lease_key(self._node))
            await self._redis.srem(protocol.NODES_KEY, self._node)
        except (RedisError, OSError) as error:
            logger.warning("the lease could not be taken back: %s", error)


def _text(value: bytes | str | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value


def _lease(data: bytes | str | None) -> protocol.Lease | None:
    """A lease of any version of this program; one that cannot be read is of a node that lives all the same."""
    if data is None:
        return None
    try:
        return protocol.decode_lease(data)
    except msgspec.DecodeError:
        return protocol.Lease("", 0, 0, 0, "", 0, 0, is_draining=True)
