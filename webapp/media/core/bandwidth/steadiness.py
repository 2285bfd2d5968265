"""When a viewer's pictures may rise again: not right after they fell, and later each time a rise did not last."""

from __future__ import annotations

FIRST_PATIENCE_S, MOST_PATIENCE_S = 2.0, 64.0
FLEETING_S = 8.0  # a rise that is followed by a fall within this time was a mistake
CALM_S = 120.0  # without a fall for so long, earlier mistakes are forgotten


class Steadiness:
    """The hysteresis of one link."""

    __slots__ = ("_fell_s", "_patience_s", "_rose_s")

    def __init__(self) -> None:
        self._patience_s = FIRST_PATIENCE_S
        self._fell_s = self._rose_s = -1000.0

    def may_rise(self, now_s: float) -> bool:
        """Whether a higher layer may be given now."""
        return now_s - self._fell_s >= self._patience_s

    def on_change(self, now_s: float, *, rose: bool, fell: bool) -> None:
        """Layers changed because of the estimate."""
        if fell:
            if now_s - self._rose_s < FLEETING_S:
                self._patience_s = min(MOST_PATIENCE_S, 2 * self._patience_s)
            elif now_s - self._fell_s > CALM_S:
                self._patience_s = FIRST_PATIENCE_S
            self._fell_s = now_s
        if rose:
            self._rose_s = now_s
