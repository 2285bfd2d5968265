"""The thread on which a recording's files are written, and the bounded queue in front of it."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

MAX_WAITING = 60
CLOSE_TIMEOUT_S = 30.0

Job = Callable[[], None]


class Writer:
    """Runs jobs one after the other on its own thread; giving it a job never blocks.

    After the first job that raises OSError `on_failure` is told why, on the thread, and only what was given to `submit`
    is still tried.
    """

    def __init__(self, name: str, on_failure: Callable[[OSError], None]) -> None:
        self._name = name
        self._on_failure = on_failure
        self._jobs: queue.SimpleQueue[tuple[Job, bool] | None] = queue.SimpleQueue()
        self._dropped = 0
        self._has_failed = False
        # A daemon: a disk that hangs must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job that must not be lost (the last ones of a stream)."""
        self._jobs.put((job, True))

    def submit_if_room(self, job: Job) -> None:
        """Queue a job; dropped and counted when the disk is MAX_WAITING jobs behind."""
        if self._jobs.qsize() < MAX_WAITING:
            self._jobs.put((job, False))
            return
        self._dropped += 1
        if self._dropped % 100 == 1:
            logger.warning("%s: writing is too slow, %d batches dropped so far", self._name, self._dropped)

    async def close(self) -> None:
        """Return when all jobs are done, or after CLOSE_TIMEOUT_S with an error in the log."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join, CLOSE_TIMEOUT_S)
        if self._thread.is_alive():
            logger.error("%s: still writing after %d s, left behind", self._name, CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, is_due_anyway = entry
            if is_due_anyway or not self._has_failed:
                self._do(job)
        del self._on_failure  # it refers to who has us

    def _do(self, job: Job) -> None:
        try:
            job()
        except OSError as error:
            logger.error("%s: %s", self._name, error)
            if not self._has_failed:
                self._has_failed = True
                self._on_failure(error)
        except Exception:  # the door of the thread: one job's fault must not end the writing
            logger.exception("%s: a job failed", self._name)
