"""How busy this process is: the share of one core it used lately."""

from __future__ import annotations

import time
from collections.abc import Callable

MEMORY = 0.7  # of the last value; at a look each 500 ms a change shows within about a second


class CpuLoad:
    """The smoothed share of one core, 0 to 1 for a process that works in one thread."""

    def __init__(
        self, cpu_s: Callable[[], float] = time.process_time, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._cpu_s, self._clock_s = cpu_s, clock_s
        self._used_s, self._at_s = cpu_s(), clock_s()
        self._share = 0.0

    def look(self) -> float:
        """The load now; every call is one step of the smoothing."""
        used_s, at_s = self._cpu_s(), self._clock_s()
        if at_s > self._at_s:
            share = (used_s - self._used_s) / (at_s - self._at_s)
            self._share = MEMORY * self._share + (1 - MEMORY) * share
            self._used_s, self._at_s = used_s, at_s
        return round(self._share, 3)
