"""The node's ears and mouth: its inbox, and the reply channels of the pages, both in Redis."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import msgspec
from redis.exceptions import RedisError

from webapp.media import protocol
from webapp.media.core.links import RoomLinks
from webapp.media.node.redis_line import ANSWER_LIMIT_S, RedisLine

logger = logging.getLogger(__name__)

POLL_S = 4  # messages come at once; it must be less than what a line waits for an answer
RETRY_S = 0.5
GOODBYE_S = 1.0


class Inbox:
    """Reads the web side's messages and hands them on one by one; garbage is logged, Redis is awaited."""

    def __init__(self, line: RedisLine, node: str, handle: Callable[[protocol.Message], None]) -> None:
        """`line` is used for nothing else: most of the time it waits."""
        assert POLL_S < ANSWER_LIMIT_S
        self._line, self._key, self._handle = line, protocol.inbox_key(node), handle
        self._is_open = False

    def start(self) -> None:
        """Begin to read, on the running loop."""
        self._is_open = True
        self._ask()

    def stop(self) -> None:
        """Stop reading."""
        self._is_open = False

    def _ask(self) -> None:
        if self._is_open:
            self._line.ask(("BLPOP", self._key, POLL_S), then=self._on_popped)

    def _on_popped(self, answers: list[Any] | None) -> None:
        if answers is None:
            asyncio.get_running_loop().call_later(RETRY_S, self._ask)
            return
        self._ask()
        [popped] = answers
        if popped is not None:
            self._take(popped[1])

    def _take(self, data: bytes) -> None:
        try:
            message = protocol.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            logger.warning("a message in the inbox is not readable: %s", error)
            return
        try:
            self._handle(message)
        except Exception:  # a door: one bad message must not stop the node
            logger.exception("a message failed: %s", type(message).__name__)


class Replies:
    """Publishes messages to pages, in order, and what operators may look at."""

    def __init__(self, line: RedisLine) -> None:
        self._line = line

    def send(self, channel: str, session: str, msg: protocol.NodeMessage) -> None:
        """Send the message to the page; without Redis it is lost (offers are repeated)."""
        data = protocol.encode(protocol.ToPage("media", session, msg))
        self._line.ask(("PUBLISH", channel, data), then=_told)

    def tell_links(self, links: RoomLinks) -> None:
        """Show operators what flows in a room, for some seconds."""
        key, data = protocol.links_key(links.room), protocol.encode(links)
        self._line.ask(("SET", key, data, "PX", protocol.LINKS_TTL_MS), then=_told)

    async def stop(self) -> None:
        """Wait until all is sent, for a second at most."""
        try:
            await asyncio.wait_for(self._line.call(("PING",)), GOODBYE_S)
        except (RedisError, TimeoutError):
            logger.warning("the last replies may not have been sent")


def _told(answers: list[Any] | None) -> None:
    if answers is None:
        logger.warning("a reply is lost")
