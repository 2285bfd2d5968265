"""The thread on which a recording's files are written, and the bounded queue in front of it."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

MAX_WAITING = 4096
CLOSE_TIMEOUT_S = 30.0

Job = Callable[[], None]


class Writer:
    """Runs jobs one after the other on its own thread; giving it a job never blocks.

    A job that raises is logged with its traceback and followed by its `on_failure`; the thread goes on.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[tuple[Job, Job] | None] = queue.SimpleQueue()
        self._dropped = 0
        # A daemon: a disk that hangs must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Job, on_failure: Job) -> None:
        """Queue a job that must not be lost (opening, closing)."""
        self._jobs.put((job, on_failure))

    def submit_if_room(self, job: Job, on_failure: Job) -> None:
        """Queue a packet's job; dropped and counted when the disk is MAX_WAITING packets behind."""
        if self._jobs.qsize() < MAX_WAITING:
            self._jobs.put((job, on_failure))
            return
        self._dropped += 1
        if self._dropped % 1000 == 1:
            logger.warning("%s: writing is too slow, %d packets dropped so far", self._name, self._dropped)

    async def close(self) -> None:
        """Return when all jobs are done, or after CLOSE_TIMEOUT_S with an error in the log."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join, CLOSE_TIMEOUT_S)
        if self._thread.is_alive():
            logger.error("%s: still writing after %d s, left behind", self._name, CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, on_failure = entry
            if not self._succeeds(job):
                self._succeeds(on_failure)

    def _succeeds(self, job: Job) -> bool:
        try:
            job()
        except Exception:  # the door of the thread: whatever happens to one file, the others are written on
            logger.exception("%s: a job failed", self._name)
            return False
        return True
