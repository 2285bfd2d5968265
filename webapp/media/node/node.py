"""A media node: its rooms, its socket, its clock; starts and stops all parts in order."""

from __future__ import annotations

import asyncio
import itertools
import logging
import math
import os
import secrets
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from webapp.media import protocol
from webapp.media.core.plan import Plan
from webapp.media.node.control import Inbox, Replies
from webapp.media.node.load import CpuLoad
from webapp.media.node.redis_line import RedisLine
from webapp.media.node.registry import Holder, Registry
from webapp.media.node.reports import Reports
from webapp.media.node.room import Room, RoomContext
from webapp.media.node.settings import NodeSettings
from webapp.media.rtc.icelite import Mux
from webapp.media.rtc.link import Endpoint
from webapp.media.rtc.session import Certificate
from webapp.media.rtc.side_process import Slots
from webapp.media.rtc.taps import MakeRecorder

logger = logging.getLogger(__name__)

CLOCK_SLACK_S = 0.02  # what is due so soon is done at once: a wake-up less
LOOK_SLACK_S = 0.1  # and the lease is renewed that early or late, when the clock beats then anyway
HAND_OVER_S = 3.0  # a node that ends waits this long for others to take its rooms
HAND_OVER_LOOK_S = 0.05


class Node:
    """Everything one media process does."""

    def __init__(self, settings: NodeSettings, make_recorder: MakeRecorder) -> None:
        self.settings = settings
        self._mux = Mux(settings.bind_addresses, settings.port)
        redis = ConnectionPool.from_url(settings.redis_url)
        self._line, self._ears = RedisLine(redis), RedisLine(redis)
        self._started_ms = int(time.time() * 1000)
        self._replies = Replies(self._line)
        self._reports = Reports(settings.name, settings.redis_url)
        self._load, self._is_draining = CpuLoad(), False
        holder = Holder(self._lease, lambda: self._rooms.keys(), self._close_room, self._reports.nodes_changed)
        self._registry = Registry(self._line, settings.name, holder)
        self._inbox = Inbox(self._ears, settings.name, self.on_message)
        self._rooms: dict[int, Room] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._clock: asyncio.TimerHandle | None = None
        self._context = RoomContext(
            settings.name,
            self._new_endpoint(),
            self._replies.send,
            self._reports,
            make_recorder,
            self._replies.tell_links,
            Slots("side", settings.side_processes),
            self._hurry,
        )

    def _new_endpoint(self) -> Endpoint:
        boot, counter = secrets.token_hex(3), itertools.count(1)
        return Endpoint(
            self._mux,
            Certificate.generateCertificate(),
            self.settings.addresses,
            lambda: f"{self.settings.name}.{boot}.{next(counter)}",
            self.settings.ice_servers,
        )

    @property
    def port(self) -> int:
        """The port in use, of UDP and TCP."""
        return self._mux.port

    # ---- life

    async def start(self) -> None:
        """Begin to serve; raises redis.RedisError when there is no Redis."""
        self._mux.start()
        self._reports.start()
        await self._line.open()
        await self._ears.open()
        await self._registry.start()
        self._inbox.start()
        self._reports.nodes_changed([self.settings.name])
        self._wind()
        where = ",".join(self.settings.addresses)
        logger.info("media node %s serves on %s port %d", self.settings.name, where, self.port)

    async def stop(self) -> None:
        """Hand the rooms over and stop: lease first, so that nobody is sent here any more."""
        with suppress(RedisError, OSError):
            await self._hand_over()
        await self._registry.stop()
        self._inbox.stop()
        for room in list(self._rooms):
            self._close_room(room)
        await asyncio.gather(*self._closing, return_exceptions=True)
        if self._clock is not None:
            self._clock.cancel()
        await self._replies.stop()
        await self._reports.stop()
        self._mux.close()
        self._line.close()
        self._ears.close()
        logger.info("media node %s stopped", self.settings.name)

    async def _hand_over(self) -> None:
        """Let other nodes take the rooms while this one still serves them: nobody misses a picture for long."""
        if not self._rooms or not await self._registry.has_successor():
            return
        await self._drain(on=True)
        deadline_s = time.monotonic() + HAND_OVER_S
        while self._rooms and time.monotonic() < deadline_s:
            await asyncio.sleep(HAND_OVER_LOOK_S)

    async def _drain(self, *, on: bool) -> None:
        self._is_draining = on
        await self._registry.renew()
        self._reports.nodes_changed([self.settings.name])

    def _lease(self) -> protocol.Lease:
        peers = sum(room.peer_count() for room in self._rooms.values())
        return protocol.Lease(
            self.settings.name,
            self._started_ms,
            len(self._rooms),
            peers,
            self.settings.addresses[0],
            self.port,
            os.getpid(),
            self._load.look(),
            self.settings.capacity,
            self._is_draining,
        )

    def _wind(self) -> None:
        """Let the clock beat when the next thing is due."""
        at_s = min([room.due_s for room in self._rooms.values()], default=math.inf)
        look_s = self._registry.due_s
        if at_s > look_s + LOOK_SLACK_S:
            at_s = look_s
        # A timer, not a task that sleeps: that would take the event loop twice around.
        self._clock = asyncio.get_running_loop().call_at(at_s, self._tick)

    def _hurry(self, at_s: float) -> None:
        """A room wants the clock to beat by then."""
        if self._clock is not None and at_s < self._clock.when():
            self._clock.cancel()
            self._wind()

    def _tick(self) -> None:
        """The clock of the lease and of all rooms."""
        now_s = time.monotonic()
        try:
            if self._registry.due_s <= now_s + LOOK_SLACK_S:
                self._registry.look(now_s)
            for room in list(self._rooms.values()):
                if room.due_s <= now_s + CLOCK_SLACK_S:
                    self._tick_room(room, now_s)
        finally:
            self._wind()

    def _tick_room(self, room: Room, now_s: float) -> None:
        try:
            room.tick(now_s)
        except Exception:  # a door: one room's fault must not stop the clock of all
            logger.exception("room %d: its clock failed", room.room)

    # ---- messages

    def on_message(self, message: protocol.Message) -> None:
        """Pass a message of the web side to its room."""
        match message:
            case protocol.PushPlan(plan):
                self._on_plan(plan)
            case protocol.FromPeer(room) | protocol.TakeSnapshot(room):
                if room in self._rooms:
                    self._rooms[room].post(message)
                else:
                    logger.warning("a message for room %d, which is not here", room)
            case protocol.CloseRoom(room):
                self._close_room(room)
            case protocol.Drain(on):
                self._background(self._drain(on=on))

    def _on_plan(self, plan: Plan) -> None:
        if not plan.peers:
            self._close_room(plan.room)
            return
        if plan.room not in self._rooms:
            room = self._rooms[plan.room] = Room(plan.room, self._context)
            self._hurry(room.due_s)
        self._rooms[plan.room].post(plan)

    def _close_room(self, key: int) -> None:
        room = self._rooms.pop(key, None)
        if room is not None:
            self._background(room.close())

    def _background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
