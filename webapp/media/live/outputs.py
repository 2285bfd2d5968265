"""Where a live mix goes: one thread per output, which may wait, fail and try again without the others noticing."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from webapp.media.core.live import Cause, OutputState
from webapp.media.live.encoding import Encoded

logger = logging.getLogger(__name__)

PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0)  # before each further attempt; then the output has failed
HEALTHY_AFTER_S = 30.0  # what ran this long has all its attempts again
MOST_WAITING = 1000  # packets: about ten seconds
END_S, LOOK_S = 4.0, 0.5

Tell = Callable[[OutputState, Cause, str], None]
"""Says how an output is doing, and when it is not well, why."""


class OutputFailed(Exception):
    """The output takes nothing (any more); the message says why."""

    def __init__(self, cause: Cause, reason: str) -> None:
        super().__init__(reason)
        self.cause: Cause = cause


class Sink(Protocol):
    """One attempt at an output; everything raises OutputFailed."""

    def write(self, packet: Encoded) -> None:
        """Take the next packet; the first is a key frame where there are pictures."""

    @property
    def is_running(self) -> bool:
        """Whether it is known that somebody takes what is written."""

    def close(self) -> None:
        """There is no more."""


@dataclass(slots=True)
class _Attempts:
    """How often an output may be tried again."""

    made: int = 0

    def next_pause_s(self, ran_s: float) -> float | None:
        """How long to wait before the next; None when there is none."""
        self.made = 0 if ran_s > HEALTHY_AFTER_S else self.made
        if self.made == len(PAUSES_S):
            return None
        self.made += 1
        return PAUSES_S[self.made - 1]


class Output:
    """Feeds one sink after the other from a bounded queue, on a thread of its own."""

    def __init__(self, name: str, open_sink: Callable[[], Sink], tell: Tell, *, has_picture: bool) -> None:
        self._name, self._open_sink, self._tell, self._has_picture = name, open_sink, tell, has_picture
        self._queue: queue.Queue[Encoded | None] = queue.Queue(MOST_WAITING)
        self._waits_for_keyframe = True
        self._is_ending = threading.Event()
        self.has_failed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def write(self, packet: Encoded) -> None:
        """Pass a packet on; an output that is too far behind goes on with a later key frame."""
        if self.has_failed:
            return
        try:
            self._queue.put_nowait(packet)
        except queue.Full:
            logger.warning("%s is too slow: %d packets dropped", self._name, MOST_WAITING)
            self._forget()

    def close(self) -> None:
        """There is no more; what is queued is still written, for some seconds."""
        self._is_ending.set()
        with suppress(queue.Full):
            self._queue.put_nowait(None)

    def join(self) -> None:
        """Return when all is written, or after END_S."""
        self._thread.join(END_S)

    def _forget(self) -> None:
        self._waits_for_keyframe = True
        while True:
            try:
                self._queue.get_nowait()
            except queue.Empty:
                return

    def _next(self) -> Encoded | None:
        """The next packet; None at the end."""
        while True:
            try:
                return self._queue.get(timeout=LOOK_S)
            except queue.Empty:
                if self._is_ending.is_set():
                    return None

    def _run(self) -> None:
        attempts = _Attempts()
        while True:
            begun_s = time.monotonic()
            try:
                self._feed(self._open_sink())
                return
            except OutputFailed as failure:
                pause_s = attempts.next_pause_s(time.monotonic() - begun_s)
                if pause_s is None or self._is_ending.is_set():
                    self._fail(failure)
                    return
                logger.warning("%s: %s; tried again in %g s", self._name, failure, pause_s)
                self._tell("retrying", failure.cause, str(failure))
                if self._is_ending.wait(pause_s):
                    return
                self._forget()

    def _fail(self, failure: OutputFailed) -> None:
        logger.warning("%s has failed: %s", self._name, failure)
        self.has_failed = True
        self._tell("failed", failure.cause, str(failure))

    def _feed(self, sink: Sink) -> None:
        self._waits_for_keyframe = self._has_picture
        has_told = False
        try:
            while (packet := self._next()) is not None:
                if self._waits_for_keyframe and not (packet.is_video and packet.is_keyframe):
                    continue
                self._waits_for_keyframe = False
                sink.write(packet)
                if sink.is_running and not has_told:
                    has_told = True
                    self._tell("running", "", "")
        finally:
            sink.close()
