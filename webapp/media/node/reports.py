"""What the domain must not miss: told as Celery tasks by name, repeated until the broker takes them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError
from redis import RedisError

logger = logging.getLogger(__name__)

QUEUE = "default"  # the web side's workers listen here
RETRY_S = 1.0
STOP_GRACE_S = 3.0


class Reports:
    """A queue of tasks for the web side, sent in order by one background task."""

    def __init__(self, node: str, broker_url: str) -> None:
        self._node = node
        self._celery = Celery("media", broker=broker_url, set_as_current=False)
        self._celery.conf.broker_connection_retry_on_startup = True
        self._celery.conf.task_ignore_result = True
        self._queue: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send, on the running loop."""
        self._task = asyncio.ensure_future(self._run())

    def tracks_written(self, recording_id: int, room: int) -> None:
        """The recording's files of this node are closed."""
        self._tell("media.tracks_written", recording_id=recording_id, room=room)

    def recording_started(self, recording_id: int, room: int, at_ms: int) -> None:
        """The first packet of the recording came; `at_ms` is Unix time."""
        self._tell("media.recording_started", recording_id=recording_id, room=room, at_ms=at_ms)

    def recording_failed(self, recording_id: int, room: int, reason: str) -> None:
        """The recording's files can no longer be written."""
        self._tell("media.recording_failed", recording_id=recording_id, room=room, reason=reason)

    def output_told(self, recording_id: int, room: int, number: int, state: str, cause: str, reason: str) -> None:
        """How an output of a recording's live mix is: see `webapp.media.core.live`."""
        facts = {"number": number, "state": state, "cause": cause, "reason": reason}
        self._tell("media.output_told", recording_id=recording_id, room=room, **facts)

    def snapshot_taken(self, token: str, room: int, taken_ms: int, picture: dict[str, Any]) -> None:
        """The still picture is written: its size, sha256, width and height; `taken_ms` is when it had arrived."""
        self._tell("media.snapshot_taken", token=token, room=room, taken_ms=taken_ms, **picture)

    def snapshot_failed(self, token: str, room: int, reason: str) -> None:
        """There will be no such picture."""
        self._tell("media.snapshot_failed", token=token, room=room, reason=reason)

    def playback_moved(self, playback_id: int, room: int, position_ms: int, at_ms: int, seeks: int) -> None:
        """A player of this node was at this position at that Unix time: it began, went on, stopped or sought.

        `seeks` is how many of the plan's it had obeyed by then.
        """
        facts = {"position_ms": position_ms, "at_ms": at_ms, "seeks": seeks}
        self._tell("media.playback_moved", playback_id=playback_id, room=room, **facts)

    def playback_ended(self, playback_id: int, room: int, reason: str) -> None:
        """A file is no longer played: "ended", "failed", "lost" (its process died), "busy" (no slot was free)."""
        self._tell("media.playback_ended", playback_id=playback_id, room=room, reason=reason)

    def peer_lost(self, room: int, peer: str) -> None:
        """The page was silent for 15 s."""
        self._tell("media.peer_lost", room=room, peer=peer)

    def nodes_changed(self, nodes: list[str]) -> None:
        """These nodes came, went or are emptied: rooms may have to move, and their plans are wanted now."""
        self._tell("media.nodes_changed", nodes=nodes)

    def _tell(self, task: str, **facts: Any) -> None:
        self._queue.put_nowait((task, {**facts, "node": self._node}))

    async def _run(self) -> None:
        while True:
            name, facts = await self._queue.get()
            while not await self._send(name, facts):
                await asyncio.sleep(RETRY_S)
            self._queue.task_done()

    async def _send(self, name: str, facts: dict[str, Any]) -> bool:
        try:
            await asyncio.to_thread(self._celery.send_task, name, kwargs=facts, queue=QUEUE, retry=False)
        except (OperationalError, RedisError, OSError) as error:  # the report is kept and sent again
            logger.warning("%s could not be reported yet: %s", name, error)
            return False
        logger.info("reported %s %s", name, facts)
        return True

    async def stop(self) -> None:
        """Send what is left, for a few seconds at most."""
        try:
            await asyncio.wait_for(self._queue.join(), STOP_GRACE_S)
        except TimeoutError:
            logger.error("%d reports were not delivered", self._queue.qsize() + 1)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
