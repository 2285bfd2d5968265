"""The trend of delays on the way to a viewer, followed in C; see `core.bandwidth.delay`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from struct import pack
from typing import Any

from webapp.media.core.bandwidth.delay import Usage
from webapp.media.core.bandwidth.heard import Group
from webapp.media.forwarder.native.library import ffi, lib

_USAGES = {lib.SW_NORMAL: Usage.NORMAL, lib.SW_OVER: Usage.OVER, lib.SW_UNDER: Usage.UNDER}


class DelayTrend:
    """Compares the slope of the accumulated delay of the last groups to a threshold."""

    __slots__ = ("_c",)

    def __init__(self) -> None:
        self._c: Any = ffi.new("sw_trend *")
        lib.sw_trend_begin(self._c)

    @property
    def usage(self) -> Usage:
        """What the trend says about the queue."""
        return _USAGES[self._c.usage]

    @property
    def queue_ms(self) -> float:
        """How much longer than at the best of times even the fastest of the last packets took."""
        return float(lib.sw_trend_queue_ms(self._c))

    def on_groups(self, groups: Sequence[Group]) -> None:
        """Take groups in the order of sending; the two clocks may start anywhere."""
        if groups:
            packed = pack(f"{2 * len(groups)}d", *chain.from_iterable(groups))
            lib.sw_trend_take(self._c, ffi.from_buffer("sw_group[]", packed), len(groups))
