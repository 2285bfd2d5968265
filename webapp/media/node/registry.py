"""The node's lease in Redis, renewed each second and gone three seconds after the node; which rooms are its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from redis.asyncio import Redis
from redis.exceptions import RedisError

from webapp.media import protocol

logger = logging.getLogger(__name__)

RENEW_S = 1.0


class Registry:
    """Says that the node lives; `lease` tells what to say, `rooms` what it holds, `give_up` is told what it lost."""

    def __init__(
        self,
        connection: Redis,
        node: str,
        *,
        lease: Callable[[], protocol.Lease],
        rooms: Callable[[], Collection[int]],
        give_up: Callable[[int], None],
    ) -> None:
        self._redis, self._node = connection, node
        self._lease, self._rooms, self._give_up = lease, rooms, give_up
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Write the first lease and renew it from now on; raises RedisError when there is no Redis.

        What an earlier process of this name left in the inbox is about rooms that are gone.
        """
        await self._redis.delete(protocol.inbox_key(self._node))
        await self._renew()
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                await self._renew()
                await self._check_placements()
            except (RedisError, OSError) as error:
                logger.warning("the lease could not be renewed: %s", error)

    async def _renew(self) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(protocol.lease_key(self._node), protocol.encode(self._lease()), px=protocol.LEASE_TTL_MS)
            pipe.sadd(protocol.NODES_KEY, self._node)
            await pipe.execute()

    async def _check_placements(self) -> None:
        """Give up the rooms that another node has: our lease had ended for a while, and we did not notice.

        Without this both nodes would make offers to the same pages, in turn, for ever.
        """
        rooms = list(self._rooms())
        if not rooms:
            return
        placed = await self._redis.mget([protocol.room_key(room) for room in rooms])
        for room, node in zip(rooms, placed, strict=True):
            name = node.decode() if isinstance(node, bytes) else node
            if name is not None and name != self._node:
                logger.warning("room %d is on %s now", room, name)
                self._give_up(room)

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
