"""One kept connection to Redis: requests leave at once and in order, their answers come to callbacks.

A client's pipeline costs five times as much processor time, and these requests are most of what an idle node does.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import hiredis
from redis.asyncio import ConnectionPool
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

ANSWER_LIMIT_S = 5.0  # then the connection is given up
RETRY_S = 0.5
MAX_UNANSWERED = 10_000

Command = tuple[str | bytes | int, ...]
Then = Callable[[list[Any] | None], None]
"""Takes the answers, one per command; None when they did not come or one of them is an error."""

_pack: Callable[[Command], bytes] = cast(Any, hiredis.pack_command)
_INCOMPLETE = object()
_PUSHED: Any = getattr(hiredis, "PushNotification", ())  # what Redis says unasked


@dataclass(slots=True)
class _Request:
    commands: int
    then: Then
    limit: asyncio.TimerHandle
    answers: list[Any] = field(default_factory=list)


class RedisLine(asyncio.Protocol):
    """A connection that is made again whenever it is lost; what was asked on the lost one is answered with None."""

    def __init__(self, pool: ConnectionPool) -> None:
        """`pool` knows where Redis is and how it is greeted."""
        self._new_connection: Callable[[], Any] = cast(Any, pool).make_connection
        self._writer: asyncio.StreamWriter | None = None
        self._reader = hiredis.Reader()
        self._requests: deque[_Request] = deque()
        self._reopening: asyncio.Task[None] | None = None
        self._is_closed = False

    async def open(self) -> None:
        """Connect; raises RedisError."""
        connection = self._new_connection()
        await connection.connect()
        # The client has authenticated and chosen the database; now its socket is ours. This is all we use of its
        # private parts.
        self._writer, connection._writer, connection._reader = connection._writer, None, None
        self._reader = hiredis.Reader(notEnoughData=_INCOMPLETE)
        cast(asyncio.StreamWriter, self._writer).transport.set_protocol(self)

    def close(self) -> None:
        """End the connection for good; who still waits is answered with None."""
        self._is_closed = True
        if self._reopening is not None:
            self._reopening.cancel()
        if self._writer is not None:
            self._writer.transport.abort()
        self._forsake()

    # ---- requests

    def ask(self, *commands: Command, then: Then) -> None:
        """Send the commands in one go; `then` is called at once when there is no connection."""
        if self._writer is None or self._is_closed or len(self._requests) >= MAX_UNANSWERED:
            then(None)
            return
        limit = asyncio.get_running_loop().call_later(ANSWER_LIMIT_S, self._give_up)
        self._requests.append(_Request(len(commands), then, limit))
        self._writer.write(b"".join(map(_pack, commands)))

    async def call(self, *commands: Command) -> list[Any]:
        """The answers to the commands; raises RedisError when they do not come."""
        answered: asyncio.Future[list[Any] | None] = asyncio.get_running_loop().create_future()
        self.ask(*commands, then=lambda answers: None if answered.done() else answered.set_result(answers))
        answers = await answered
        if answers is None:
            raise NotConnected("Redis gave no answer")
        return answers

    def _give_up(self) -> None:
        logger.warning("Redis does not answer")
        if self._writer is not None:
            self._writer.transport.abort()

    # ---- answers

    def data_received(self, data: bytes) -> None:
        """Hand complete answers to those who asked."""
        try:
            self._reader.feed(data)
            while (answer := self._reader.gets()) is not _INCOMPLETE:
                if not isinstance(answer, _PUSHED):
                    self._take(answer)
        except hiredis.ProtocolError:
            logger.exception("Redis cannot be understood")
            self._give_up()

    def _take(self, answer: Any) -> None:
        request = self._requests[0]
        request.answers.append(answer)
        if len(request.answers) < request.commands:
            return
        self._requests.popleft()
        error = next((answer for answer in request.answers if isinstance(answer, Exception)), None)
        if error is not None:
            logger.warning("Redis refuses: %s", error)
        self._finish(request, request.answers if error is None else None)

    def _finish(self, request: _Request, answers: list[Any] | None) -> None:
        request.limit.cancel()
        try:
            request.then(answers)
        except Exception:  # a door: what comes behind is for others
            logger.exception("an answer of Redis could not be dealt with")

    # ---- loss

    def connection_lost(self, error: Exception | None) -> None:
        """Tell everybody who waits, and connect again."""
        self._writer = None
        self._forsake()
        if not self._is_closed:
            logger.warning("the connection to Redis is lost: %s", error or "it was closed")
            self._reopening = asyncio.ensure_future(self._reopen())

    def _forsake(self) -> None:
        requests, self._requests = self._requests, deque()
        for request in requests:
            self._finish(request, None)

    async def _reopen(self) -> None:
        while True:
            try:
                await self.open()
                return
            except (RedisError, OSError) as error:
                logger.warning("Redis is not there: %s", error)
            await asyncio.sleep(RETRY_S)
