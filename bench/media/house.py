"""What media tests and benchmarks play with: node processes, and a web side that pushes plans and passes messages."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import redis
import redis.asyncio

from webapp.media import protocol
from webapp.media.client import MediaClient
from webapp.media.core.plan import Kind, Plan, PlannedPeer, PlannedRecording, Route, Stream
from webapp.servers.processes import spawn, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]
RESEND_S = 0.5
_rooms = itertools.count(secrets.randbelow(1_000_000))


class NodeProcess:
    """A real media node in its own process."""

    def __init__(
        self,
        redis_url: str,
        *,
        log: Path | None = None,
        level: str = "INFO",
        address: str = "127.0.0.1",
        ice_servers: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.name = f"test-{secrets.token_hex(4)}"
        self._redis = redis.Redis.from_url(redis_url)
        settings = {"NODE": self.name, "REDIS_URL": redis_url, "MEDIA_ADDRESS": address, "LOG_LEVEL": level}
        self._log = log.open("ab") if log is not None else None
        self.process: subprocess.Popen[Any] = spawn(
            [sys.executable, "-m", "webapp.media.node"],
            cwd=ROOT,
            env={**os.environ, "MEDIA_PORT": "0", "ICE_SERVERS": json.dumps(ice_servers), **settings},
            stderr=self._log,
        )
        if not wait_until(self.has_lease, timeout_s=60):
            self.kill()
            raise AssertionError("the node did not start")

    def has_lease(self) -> bool:
        """Whether the node says it lives."""
        return bool(self._redis.exists(protocol.lease_key(self.name)))

    def lease(self) -> protocol.Lease:
        """What the node says about itself."""
        data = self._redis.get(protocol.lease_key(self.name))
        assert isinstance(data, bytes)
        return protocol.decode_lease(data)

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self.process.kill()
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        code = stop(self.process)
        self._close()
        return code

    def _close(self) -> None:
        if self._log is not None:
            self._log.close()


class WebSide:
    """One room's web side: holds the plan, resends it, and carries messages between pages and the node."""

    def __init__(self, redis_url: str, *, resend_s: float = RESEND_S) -> None:
        self.room, self._resend_s = next(_rooms), resend_s
        self.client = MediaClient(redis.Redis.from_url(redis_url))
        self.plan = Plan(self.room, 0)
        self._channel = f"test:media:{self.room}"
        self._async = redis.asyncio.Redis.from_url(redis_url)
        self._pages: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to listen and to resend."""
        pubsub = self._async.pubsub()
        await pubsub.subscribe(self._channel)
        self._tasks = [asyncio.ensure_future(self._listen(pubsub)), asyncio.ensure_future(self._resend())]

    async def close(self) -> None:
        """Close the room and stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.client.close_room(self.room)
        await self._async.aclose()

    async def _listen(self, pubsub: redis.asyncio.client.PubSub) -> None:
        async for item in pubsub.listen():
            if item["type"] != "message":
                continue
            envelope = json.loads(item["data"])
            assert envelope["t"] == "media"
            page = self._pages.get(envelope["session"])
            if page is not None:
                await page(envelope["msg"])

    async def _resend(self) -> None:
        while True:
            await asyncio.sleep(self._resend_s)
            self.push()

    # ---- pages

    def say(self, session: str, msg: dict[str, Any]) -> None:
        """A page's message to the node."""
        self.client.forward(self.room, session, msg)

    def enter(self, session: str, account: int, page: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Seat a person; their messages go to `page`."""
        self._pages[session] = page
        person = PlannedPeer(session, account, self._channel)
        self._change(peers=(*self.plan.peers, person))

    def play(self, player: PlannedPeer) -> None:
        """The node itself plays a file, so from now on."""
        others = tuple(peer for peer in self.plan.peers if peer.peer != player.peer)
        self._change(peers=(*others, player))

    def leave(self, session: str) -> None:
        """Take a person and their routes out."""
        peers = tuple(p for p in self.plan.peers if p.peer != session)
        routes = tuple(r for r in self.plan.routes if session not in (r.viewer, r.source.peer))
        self._change(peers=peers, routes=routes)

    def open(self, session: str, *sources: tuple[Kind, int]) -> None:
        """The person publishes exactly these."""
        self._change(peers=tuple(replace(p, publishes=sources) if p.peer == session else p for p in self.plan.peers))

    def show(self, viewer: str, *streams: Stream) -> None:
        """The viewer receives exactly these."""
        others = tuple(r for r in self.plan.routes if r.viewer != viewer)
        self._change(routes=others + tuple(Route(viewer, stream) for stream in streams))

    def show_all_to_all(self) -> None:
        """Everyone receives everything others publish."""
        people = self.plan.peers
        self._change(
            routes=tuple(
                Route(viewer.peer, Stream(source.peer, kind, index))
                for viewer in people
                for source in people
                if viewer is not source
                for kind, index in source.publishes
            )
        )

    def record(self, *recordings: PlannedRecording) -> None:
        """Exactly these recordings run."""
        self._change(recordings=recordings)

    def _change(self, **changes: Any) -> None:
        self.plan = replace(self.plan, revision=self.plan.revision + 1, **changes)
        self.push()

    def push(self) -> None:
        """Send the plan."""
        self.client.push_plan(self.plan)


async def until(check: Callable[[], Awaitable[bool] | bool], *, timeout_s: float = 30, what: str = "it") -> float:
    """Wait until the check holds; returns the seconds it took, fails after the timeout."""
    started = time.monotonic()
    while True:
        result = check()
        if result if isinstance(result, bool) else await result:
            return time.monotonic() - started
        assert time.monotonic() - started < timeout_s, f"{what} did not happen within {timeout_s} s"
        await asyncio.sleep(0.02)
