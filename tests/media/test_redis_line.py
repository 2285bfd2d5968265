"""The kept connection to Redis: answers find who asked, and a connection that is lost is made again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from bench.media.house import until
from webapp.media import protocol
from webapp.media.node import redis_line
from webapp.media.node.control import Inbox, Replies
from webapp.media.node.redis_line import RedisLine
from webapp.servers.redis import EmbeddedRedis, start_redis


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Redis of our own, which may be stopped."""
    started = start_redis(Path(tmp_path_factory.mktemp("redis")))
    yield started
    started.stop()


@pytest.fixture
def client(server: EmbeddedRedis) -> redis.Redis:
    """Somebody else at the same Redis, in database 0."""
    return redis.Redis.from_url(server.url)


@pytest.fixture
async def line(server: EmbeddedRedis) -> AsyncIterator[RedisLine]:
    """An open line."""
    opened = RedisLine(ConnectionPool.from_url(server.url))
    await opened.open()
    yield opened
    opened.close()


def cut_all(client: redis.Redis) -> None:
    """Let Redis end the connections of all others."""
    client.client_kill_filter(_type="normal", skipme=True)


@contextmanager
def frozen(server: EmbeddedRedis) -> Iterator[None]:
    """Redis holds its connections and says nothing."""
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.process.pid, signal.SIGCONT)


async def is_back(line: RedisLine) -> bool:
    """Whether Redis answers again."""
    try:
        return await line.call(("PING",)) == [b"PONG"]
    except RedisError:
        return False


async def test_each_who_asks_gets_the_answers_to_his_own_commands(line: RedisLine) -> None:
    """Though all leave at once: Redis answers in the order of the requests."""
    asked = [line.call(("SET", "key", number), ("GET", "key"), ("GET", "nothing")) for number in range(50)]
    answers = await asyncio.gather(*asked)
    assert answers == [[b"OK", str(number).encode(), None] for number in range(50)]


async def test_the_database_of_the_address_is_used(server: EmbeddedRedis, client: redis.Redis) -> None:
    """And its password: without it nothing here would be answered."""
    line = RedisLine(ConnectionPool.from_url(server.url.removesuffix("/0") + "/3"))
    await line.open()
    await line.call(("SET", "where", "here"))
    line.close()
    assert client.get("where") is None


async def test_a_refused_command_harms_nobody_else(line: RedisLine, caplog: pytest.LogCaptureFixture) -> None:
    """Who asked for it learns that there is no answer; what came before and behind is answered."""
    first = asyncio.ensure_future(line.call(("SET", "text", "words")))
    refused = asyncio.ensure_future(line.call(("PING",), ("INCR", "text")))
    last = asyncio.ensure_future(line.call(("GET", "text")))
    assert await last == [b"words"]
    assert await first == [b"OK"]
    with pytest.raises(RedisError):
        await refused
    assert "not an integer" in caplog.text


async def test_one_whose_answer_is_too_much_for_him_harms_nobody_else(line: RedisLine) -> None:
    """Several answers come with one reading of the socket."""

    def fail(answers: list[Any] | None) -> None:
        raise RuntimeError

    line.ask(("PING",), then=fail)
    assert await line.call(("ECHO", "still here")) == [b"still here"]


async def test_a_lost_connection_is_made_again(line: RedisLine, client: redis.Redis) -> None:
    """What was asked on the lost one fails at once: nobody knows whether Redis did it."""
    waiting = asyncio.ensure_future(line.call(("BLPOP", "never", 300)))
    assert await line.call(("PING",), ("PING",))
    cut_all(client)
    with pytest.raises(RedisError):
        await asyncio.wait_for(waiting, 60)
    await until(lambda: is_back(line), what="the connection")


async def test_a_redis_that_says_nothing_is_given_up(
    line: RedisLine, server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that vanished closes no connection: without a limit the lease would wait for ever."""
    monkeypatch.setattr(redis_line, "ANSWER_LIMIT_S", 0.2)
    with frozen(server), pytest.raises(RedisError):
        await asyncio.wait_for(line.call(("PING",)), 60)
    monkeypatch.undo()
    await until(lambda: is_back(line), what="the connection")


async def test_a_redis_that_is_not_there_is_told_at_once(server: EmbeddedRedis) -> None:
    """A node that cannot reach it does not start."""
    line = RedisLine(ConnectionPool.from_url("redis://127.0.0.1:1/0"))
    with pytest.raises((RedisError, OSError)):
        await line.open()
    with pytest.raises(RedisError):
        await line.call(("PING",))
    line.close()


async def test_a_closed_line_answers_nobody(line: RedisLine) -> None:
    """Who still waits is told so, and no connection is made again."""
    waiting = asyncio.ensure_future(line.call(("BLPOP", "never", 4)))
    await asyncio.sleep(0)
    line.close()
    with pytest.raises(RedisError):
        await waiting
    await asyncio.sleep(0.05)
    with pytest.raises(RedisError):
        await line.call(("PING",))


async def test_the_inbox_is_read_in_order_and_over_a_lost_connection(line: RedisLine, client: redis.Redis) -> None:
    """Garbage is passed over, and a message that fails too."""
    heard: list[int] = []

    def take(message: protocol.Message) -> None:
        assert isinstance(message, protocol.CloseRoom)
        heard.append(message.room)
        if message.room == 2:
            raise RuntimeError

    def post(*rooms: int) -> None:
        for room in rooms:
            client.rpush(protocol.inbox_key("me"), protocol.encode(protocol.CloseRoom(room)))

    inbox = Inbox(line, "me", take)
    inbox.start()
    post(1)
    client.rpush(protocol.inbox_key("me"), b"\xff garbage")
    post(2, 3)
    await until(lambda: heard == [1, 2, 3], what="the messages")
    cut_all(client)
    post(4)
    await until(lambda: heard == [1, 2, 3, 4], what="the message after the loss")
    inbox.stop()


async def test_all_replies_are_sent_before_the_end(line: RedisLine, client: redis.Redis) -> None:
    """In order, to the channel of each page."""
    heard = client.pubsub()
    heard.subscribe("page")
    assert heard.get_message(timeout=30) is not None  # it listens
    replies = Replies(line)
    for account in range(20):
        replies.send("page", "session", protocol.Speaker(account))
    await replies.stop()
    told = [heard.get_message(timeout=30) for _ in range(20)]
    expected = [protocol.ToPage("media", "session", protocol.Speaker(account)) for account in range(20)]
    assert [message and message["data"] for message in told] == [protocol.encode(envelope) for envelope in expected]
    heard.close()
