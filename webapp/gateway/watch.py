"""Watches the sockets of this process: heartbeats for the living, goodbye to the silent and the slow."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Protocol
from weakref import WeakKeyDictionary

from webapp.dialects.base import Actor
from webapp.domain.presence import services as presence
from webapp.gateway.invoke import invoke

log = logging.getLogger(__name__)

ROUND_S = 5.0
SILENT_AFTER_S = 30.0  # pages ping every 5 s; a suspended tab may miss a few
MAX_UNREAD = 2000  # frames sent and not yet acknowledged by a ping


class Watched(Protocol):
    """A socket as the watch sees it."""

    actor: Actor
    heard_at: float
    sent: int
    received: int

    async def dismiss(self, reason: str) -> None: ...


class Watch:
    """One per event loop; runs while it has sockets."""

    def __init__(self) -> None:
        self._sockets: set[Watched] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, socket: Watched) -> None:
        """Watch a socket from now on."""
        self._sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def discard(self, socket: Watched) -> None:
        """Stop watching a socket."""
        self._sockets.discard(socket)

    async def _run(self) -> None:
        while self._sockets:
            await asyncio.sleep(ROUND_S)
            try:
                await self._round()
            except Exception:
                log.exception("a round of heartbeats failed")

    async def _round(self) -> None:
        now = time.monotonic()
        for socket in list(self._sockets):
            if now - socket.heard_at > SILENT_AFTER_S:
                await socket.dismiss("silent")
            elif socket.sent - socket.received > MAX_UNREAD and socket.received:
                await socket.dismiss("slow")
        alive = [socket.actor.session_id for socket in self._sockets if socket.actor.account_id]
        if alive:
            await invoke(presence.beat, session_ids=alive)


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def watch() -> Watch:
    """The watch of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _watches:
        _watches[loop] = Watch()
    return _watches[loop]
