"""An event loop that forwards packets while it waits, in C; Python wakes only for what C cannot finish."""

from __future__ import annotations

import asyncio
import math
import selectors
from typing import Any

from webapp.media.forwarder.native.library import ffi, lib, outbox

_waiter: Any = ffi.new("sw_waiter *", {"outbox": outbox})
_FOR_EVER_MS = -1
_LONGEST_MS = 2**31 - 1
_READABLE, _WRITABLE = selectors.EVENT_READ, selectors.EVENT_WRITE


def read(descriptor: int, inbox: Any, datagram: Any) -> None:
    """Let every waiting loop that watches the socket read it into these; they must outlive `leave`."""
    lib.sw_waiter_read(_waiter, descriptor, inbox, datagram)  # one too many is read by Python


def leave(descriptor: int) -> None:
    """Read the socket no more."""
    lib.sw_waiter_leave(_waiter, descriptor)


class ForwardingSelector(selectors.EpollSelector):
    """An epoll whose wait goes on while what comes is forwarded in C."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """The descriptors that are ready, and for what; `timeout` in seconds, None for ever."""
        waits_ms = _FOR_EVER_MS if timeout is None else min(_LONGEST_MS, max(0, math.ceil(timeout * 1000)))
        count = lib.sw_wait(_waiter, self.fileno(), waits_ms)
        return [self._ready(_waiter.events[number]) for number in range(count)] if count else []

    def _ready(self, event: Any) -> tuple[selectors.SelectorKey, int]:
        """As EpollSelector says it: an error wakes the reader and the writer."""
        key = self.get_map()[event.descriptor]
        ready = (_WRITABLE if event.events & ~lib.SW_READABLE else 0) | (
            _READABLE if event.events & ~lib.SW_WRITABLE else 0
        )
        return key, ready & key.events


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A loop for the node; use one at a time."""
    return asyncio.SelectorEventLoop(ForwardingSelector())
