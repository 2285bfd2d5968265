"""Our own media nodes as a measured server: their processes, and seating people through their control protocol."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import NamedTuple

from bench.media.house import NodeProcess, WebSide, until
from bench.media.load import Publisher
from bench.media.page import KEY_FRAME, PlainPage
from bench.media.viewer import Viewer
from webapp.servers.redis import start_redis

IDLE = 0.05
RESEND_S = 2.0  # as the product does: see `media.resend_plans` in webapp/celery.py


class Room(NamedTuple):
    """The process of the node that has it, and who is in it."""

    pid: int
    publishers: list[Publisher]
    viewers: list[Viewer]


class OurNode:
    """A Redis and media nodes; `is_native` chooses the twin of the forwarder."""

    def __init__(self, directory: Path, *, is_native: bool, nodes: int = 1) -> None:
        self._redis = start_redis(directory)
        os.environ["MEDIA_NATIVE"] = "1" if is_native else "0"
        self._nodes = [NodeProcess(self._redis.url, level="WARNING") for _ in range(nodes)]
        self.pids = [node.process.pid for node in self._nodes]

    async def seat(self, publishers: int, viewers: list[list[int]], rate: int) -> tuple[list[Publisher], list[Viewer]]:
        """A room on every node: so many publish, and each viewer gets the publishers with these indexes."""
        rooms = await self.fill_rooms(publishers, viewers, rate)
        return [p for room in rooms for p in room.publishers], [v for room in rooms for v in room.viewers]

    async def fill_rooms(self, publishers: int, viewers: list[list[int]], rate: int) -> list[Room]:
        """The same, room by room."""
        # A node that has just begun may seem busier than one with a room.
        await until(lambda: all(node.lease().load < IDLE for node in self._nodes), what="idle nodes")
        rooms = [await self._fill_room(publishers, viewers, rate) for _ in self._nodes]
        await until(lambda: all(node.lease().rooms == 1 for node in self._nodes), what="a room on each node")
        return rooms

    async def _fill_room(self, publishers: int, viewers: list[list[int]], rate: int) -> Room:
        web = WebSide(self._redis.url, resend_s=RESEND_S)
        await web.start()
        sending = [PlainPage(web, 1 + n) for n in range(publishers)]
        streams = [opened[0] for opened in await asyncio.gather(*(page.open(("video", 0)) for page in sending))]
        # In a meeting the viewers are the publishers; with 1 -> N they are others.
        watching = sending if publishers == len(viewers) > 1 else [PlainPage(web, 100 + n) for n in range(len(viewers))]
        for page, wanted in zip(watching, viewers, strict=True):
            web.show(page.session, *(sending[index].stream("video") for index in wanted))
        await until(lambda: all(p.connected["sub"].is_set() for p in watching), timeout_s=60, what="all connections")

        def all_see() -> bool:
            for stream in streams:
                stream.send(KEY_FRAME)
            return all(
                page.received(1 + index, "video")
                for page, wanted in zip(watching, viewers, strict=True)
                for index in wanted
            )

        await until(all_see, timeout_s=30, what="the first packets")
        name = web.client.placed_on(web.room)
        return Room(
            next(node.process.pid for node in self._nodes if node.name == name),
            [Publisher(page.clients["pub"], s.mid, rate=rate) for page, s in zip(sending, streams, strict=True)],
            [Viewer(p.clients["sub"], len(wanted)) for p, wanted in zip(watching, viewers, strict=True)],
        )

    def stop(self) -> None:
        """End all processes."""
        for node in self._nodes:
            node.stop()
        self._redis.stop()
