"""An event loop that reads the media sockets while it waits; a turn of it is made only when one was asked for."""

from __future__ import annotations

import asyncio
import logging
import selectors
import time
from collections.abc import Callable
from contextvars import Context
from typing import TypeVarTuple, Unpack

logger = logging.getLogger(__name__)

Given = TypeVarTuple("Given")


class ForwardingSelector(selectors.DefaultSelector):
    """A selector whose wait goes on while what comes leaves the loop nothing to do."""

    def __init__(self) -> None:
        super().__init__()
        self.is_wanted = False  # the loop has something to do
        self._readers: dict[int, Callable[[], None]] = {}

    def read(self, descriptor: int, reader: Callable[[], None]) -> None:
        """Call this while waiting whenever the descriptor, which is registered, is ready."""
        self._readers[descriptor] = reader

    def leave(self, descriptor: int) -> None:
        """Read it no more."""
        self._readers.pop(descriptor, None)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """The descriptors that are ready, and for what; `timeout` in seconds, None for ever."""
        self.is_wanted = False
        until_s = time.monotonic() + timeout if timeout is not None else 0.0
        while True:
            others = [ready for ready in super().select(timeout) if not self._read(ready[0].fd)]
            if others or self.is_wanted:
                return others
            if timeout is not None and (timeout := until_s - time.monotonic()) <= 0:
                return []

    def _read(self, descriptor: int) -> bool:
        reader = self._readers.get(descriptor)
        if reader is None:
            return False
        try:
            reader()
        except Exception:  # a door: as with any callback, the loop goes on
            logger.exception("reading a media socket failed")
        return True


class ForwardingLoop(asyncio.SelectorEventLoop):
    """An ordinary loop but for its selector, which learns of everything that is to be done."""

    def __init__(self) -> None:
        self.forwarding = ForwardingSelector()
        super().__init__(self.forwarding)

    def call_soon(
        self, callback: Callable[[Unpack[Given]], object], *args: *Given, context: Context | None = None
    ) -> asyncio.Handle:
        """As usual."""
        self.forwarding.is_wanted = True
        return super().call_soon(callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[Given]], object],
        *args: *Given,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """As usual."""
        self.forwarding.is_wanted = True
        return super().call_at(when, callback, *args, context=context)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A loop for the node."""
    return ForwardingLoop()
