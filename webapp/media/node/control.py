"""The node's ears and mouth: its inbox, and the reply channels of the pages, both in Redis."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from webapp.media import protocol

logger = logging.getLogger(__name__)

POLL_S = 4  # messages come at once; the client itself gives up a request after five
RETRY_S = 0.5
MAX_REPLIES = 10_000


class Inbox:
    """Reads the web side's messages and hands them on one by one; garbage is logged, Redis is awaited."""

    def __init__(self, connection: Redis, node: str, handle: Callable[[protocol.Message], None]) -> None:
        self._redis, self._key, self._handle = connection, protocol.inbox_key(node), handle
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to read, on the running loop."""
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while True:
            try:
                popped = await self._redis.blpop([self._key], timeout=POLL_S)
            except (RedisError, OSError) as error:
                logger.warning("the inbox cannot be read: %s", error)
                await asyncio.sleep(RETRY_S)
                continue
            if popped is not None:
                self._take(popped[1])

    def _take(self, data: bytes | str) -> None:
        try:
            message = protocol.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            logger.warning("a message in the inbox is not readable: %s", error)
            return
        try:
            self._handle(message)
        except Exception:  # a door: one bad message must not stop the node
            logger.exception("a message failed: %s", type(message).__name__)

    async def stop(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class Replies:
    """Publishes messages to pages, in order, and what operators may look at."""

    def __init__(self, connection: Redis) -> None:
        self._redis = connection
        self._queue: asyncio.Queue[Callable[[], Awaitable[object]]] = asyncio.Queue(MAX_REPLIES)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send, on the running loop."""
        self._task = asyncio.ensure_future(self._run())

    def send(self, channel: str, session: str, msg: protocol.NodeMessage) -> None:
        """Queue a message for the page; without room in the queue it is dropped (offers are repeated)."""
        if self._queue.full():
            logger.warning("a reply to %s is dropped", session)
            return
        data = protocol.encode(protocol.ToPage("media", session, msg))
        self._queue.put_nowait(lambda: self._redis.publish(channel, data))

    def tell_links(self, links: protocol.RoomLinks) -> None:
        """Show operators what flows in a room, for some seconds."""
        if not self._queue.full():
            key, data = protocol.links_key(links.room), protocol.encode(links)
            self._queue.put_nowait(lambda: self._redis.set(key, data, px=protocol.LINKS_TTL_MS))

    async def _run(self) -> None:
        while True:
            send = await self._queue.get()
            try:
                await send()
            except (RedisError, OSError) as error:
                logger.warning("a reply is lost: %s", error)
            self._queue.task_done()

    async def stop(self) -> None:
        """Send what is queued, for a second at most, and stop."""
        try:
            await asyncio.wait_for(self._queue.join(), 1)
        except TimeoutError:
            logger.warning("%d replies were not sent", self._queue.qsize())
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
