"""What loss says about a link's rate (draft-ietf-rmcat-gcc-02 6), on links that also lose without reason.

Radio links lose at any rate: only what is lost beyond the least of the last ten seconds is blamed on ours.
"""

from __future__ import annotations

import math
from collections import deque

INTERVAL_S = 0.5
LEAST_PACKETS = 10
LOW_LOSS, HIGH_LOSS = 0.02, 0.10
MOST_UNREASONED = 0.10  # more than this is always ours
MEMORY = 20  # intervals
GROWTH = 1.08  # per interval


class LossLimit:
    """A bound on the rate, infinite until much is lost."""

    __slots__ = ("_began_s", "_lost", "_received", "_recent", "fraction", "limit_bps")

    def __init__(self) -> None:
        self.limit_bps = math.inf
        self.fraction = 0.0
        self._recent: deque[float] = deque(maxlen=MEMORY)
        self._lost = self._received = 0
        self._began_s: float | None = None

    def on_feedback(self, received: int, lost: int, now_s: float, *, estimate_bps: float, delivered_bps: float) -> None:
        """Count one feedback message; moves the limit once in half a second."""
        self._received += received
        self._lost += lost
        if self._began_s is None:
            self._began_s = now_s
        if now_s - self._began_s < INTERVAL_S or self._received + self._lost < LEAST_PACKETS:
            return
        self.fraction = self._lost / (self._received + self._lost)
        self._began_s, self._received, self._lost = now_s, 0, 0
        self._recent.append(self.fraction)
        self._move(estimate_bps, delivered_bps)

    def _move(self, estimate_bps: float, delivered_bps: float) -> None:
        excess = self.fraction - min(MOST_UNREASONED, min(self._recent))
        if excess > HIGH_LOSS:
            reduced = min(self.limit_bps, estimate_bps) * (1 - 0.5 * excess)
            self.limit_bps = max(reduced, delivered_bps)  # what arrives is what the link carries
        elif excess < LOW_LOSS:
            self.limit_bps *= GROWTH
            if self.limit_bps > 2 * estimate_bps:
                self.limit_bps = math.inf

    def raise_to(self, rate_bps: float) -> None:
        """A probe arrived at this rate."""
        self.limit_bps = max(self.limit_bps, rate_bps)
