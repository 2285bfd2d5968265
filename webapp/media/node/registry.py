"""The node's lease in Redis: renewed each second, gone three seconds after the node."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from webapp.media import protocol

logger = logging.getLogger(__name__)

RENEW_S = 1.0


class Registry:
    """Says that the node lives; `lease` tells what to say."""

    def __init__(self, connection: Redis, node: str, lease: Callable[[], protocol.Lease]) -> None:
        self._redis, self._node, self._lease = connection, node, lease
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
            except (RedisError, OSError) as error:
                logger.warning("the lease could not be renewed: %s", error)

    async def _renew(self) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(protocol.lease_key(self._node), protocol.encode(self._lease()), px=protocol.LEASE_TTL_MS)
            pipe.sadd(protocol.NODES_KEY, self._node)
            await pipe.execute()

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
