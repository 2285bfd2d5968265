"""The entry of a media node process: `python -m webapp.media.node`."""

from __future__ import annotations

import asyncio
import logging
import logging.handlers
import queue
import signal
import sys

from redis.exceptions import RedisError

from webapp.media.forwarder import WHY_PYTHON, new_event_loop
from webapp.media.node import memory
from webapp.media.node.node import Node
from webapp.media.node.settings import NodeSettings, WrongSetting, read_settings
from webapp.media.rtc.recorder import RecorderSet

# Shorter than the patience of whoever stops us (10 s with `manage.py dev` and with containers).
STOP_LIMIT_S = 8


def main() -> int:
    """Run a node until SIGTERM or SIGINT; returns the exit code."""
    try:
        settings = read_settings()
    except WrongSetting as error:
        print(error, file=sys.stderr)  # noqa: T201 - there is no log yet
        return 2
    listener = _start_logging(settings.log_level)
    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(_serve(settings))
    finally:
        listener.stop()


def _start_logging(level: str) -> logging.handlers.QueueListener:
    """Log through a queue: a slow terminal must not delay a packet."""
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    root = logging.getLogger()
    root.setLevel(level)
    root.addHandler(logging.handlers.QueueHandler(records))
    for name in ("asyncio", "aiortc", "aioice", "redis", "kombu", "celery"):
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
    listener = logging.handlers.QueueListener(records, to_stderr)
    listener.start()
    return listener


async def _serve(settings: NodeSettings) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        node = Node(settings, RecorderSet)
    except OSError as error:
        where = " and ".join(settings.bind_addresses)
        logging.error("port %d (UDP and TCP) of %s cannot be bound: %s", settings.port, where, error)
        return 1
    try:
        await node.start()
    except (RedisError, OSError) as error:
        logging.error("Redis at REDIS_URL does not answer: %s", error)
        return 1
    logging.info("packets are forwarded in %s", f"Python: {WHY_PYTHON}" if WHY_PYTHON else "C")
    memory.settle()
    await stopped.wait()
    await _stop(node)
    return 0


async def _stop(node: Node) -> None:
    """Stop in bounded time: a connection that is lost in the same moment may swallow a cancellation."""
    try:
        await asyncio.wait_for(node.stop(), STOP_LIMIT_S)
    except TimeoutError:
        logging.error("the node did not stop within %g s; it ends now", STOP_LIMIT_S)
