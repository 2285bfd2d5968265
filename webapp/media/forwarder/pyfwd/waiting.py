"""An event loop that reads the media sockets while it waits; a turn of it is made only when one was asked for."""

from __future__ import annotations

import asyncio
import logging
import os
import select
import selectors
import sys
import time
from collections.abc import Callable
from contextvars import Context
from typing import TypeVarTuple, Unpack

logger = logging.getLogger(__name__)

Given = TypeVarTuple("Given")


MAX_EVENTS = 64  # of one wait; the next one finds what is left

Ready = list[tuple[selectors.SelectorKey, int]]


class ForwardingSelector(selectors.DefaultSelector):
    """A selector whose wait goes on while what comes leaves the loop nothing to do."""

    def __init__(self) -> None:
        super().__init__()
        self.is_wanted = False  # the loop has something to do
        self._readers: dict[int, Callable[[], None]] = {}
        self._epoll = _epoll_of(self)
        self._poll = self._epoll.poll if self._epoll is not None else self._ask

    def _ask(self, timeout: float | None, most: int) -> list[tuple[int, int]]:
        """What `poll` of an epoll says, of whatever the system has instead."""
        return [(key.fd, events) for key, events in super().select(timeout)[:most]]

    def close(self) -> None:
        """As usual."""
        if self._epoll is not None:
            self._epoll.close()
        super().close()

    def read(self, descriptor: int, reader: Callable[[], None]) -> None:
        """Call this while waiting whenever the descriptor, which is registered, is ready."""
        self._readers[descriptor] = reader

    def leave(self, descriptor: int) -> None:
        """Read it no more."""
        self._readers.pop(descriptor, None)

    def select(self, timeout: float | None = None) -> Ready:
        """The descriptors that are ready, and for what; `timeout` in seconds, None for ever."""
        self.is_wanted = False
        until_s = time.monotonic() + timeout if timeout is not None else 0.0
        while True:
            is_media_alone = True
            for descriptor, _ in self._poll(timeout if timeout is None or timeout > 0 else 0, MAX_EVENTS):
                reader = self._readers.get(descriptor)
                if reader is None:
                    is_media_alone = False
                    continue
                try:
                    reader()
                except Exception:  # a door: as with any callback, the loop goes on
                    logger.exception("reading a media socket failed")
            if not is_media_alone:  # which is rare: the rest of what a selector does would cost more than the wait
                return [ready for ready in super().select(0) if ready[0].fd not in self._readers]
            if self.is_wanted or (timeout is not None and (timeout := until_s - time.monotonic()) <= 0):
                return []


def _epoll_of(selector: selectors.BaseSelector) -> select.epoll | None:
    """The selector's own epoll, to be asked without the selector; None where it has none."""
    if sys.platform != "linux" or not isinstance(selector, selectors.EpollSelector):
        return None
    return select.epoll.fromfd(os.dup(selector.fileno()))


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
