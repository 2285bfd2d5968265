"""When even lowest layers are too much: a link that they keep full loses the sound as well.

The most important picture is thinned then, if it can be; where even that fills the link, it pauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.media.core.bandwidth.allocation import THIN, Picture
from webapp.media.core.bandwidth.estimator import LONG_QUEUE_MS, Estimator
from webapp.media.core.bandwidth.loss import HIGH_LOSS

FLOODED_S = 3.0  # so long a link may be full and lossy before pictures are thinned, and again before they pause
SLOWER_DRY = 0.25  # a narrow link that is full again and again is full
ROOM = 1.25  # so many times what flows must get through before another picture comes back


class Flood:
    """Whether a viewer's lowest layers have filled the link, from then on until it has room for all of them."""

    __slots__ = ("_full_s", "_looked_s", "allowed", "is_high")

    def __init__(self) -> None:
        self.is_high = False
        self.allowed: int | None = 0
        """What the most important picture may have even if it does not fit: its lowest layer, THIN, or nothing."""
        self._full_s = 0.0  # for how long the link has been full
        self._looked_s: float | None = None

    def look(self, sound_bps: float, pictures: Sequence[Picture[Any]], estimator: Estimator, now_s: float) -> None:
        """Look at the link; call several times a second."""
        if self.is_high and estimator.estimate_bps >= ROOM * _lowest_bps(sound_bps, pictures):
            self.is_high, self.allowed = False, 0
        self._note(now_s, is_full=_is_full(sound_bps, pictures, estimator, is_known_narrow=self.is_high))
        if self._full_s >= FLOODED_S:
            can_thin = any(picture.thin_bps is not None for picture in pictures)
            self.allowed = THIN if can_thin and not self.is_high else None
            self.is_high, self._full_s = True, 0.0

    def _note(self, now_s: float, *, is_full: bool) -> None:
        passed_s = now_s - self._looked_s if self._looked_s is not None else 0.0
        self._looked_s = now_s
        if is_full:
            self._full_s += passed_s
        else:
            self._full_s = max(0.0, self._full_s - SLOWER_DRY * passed_s) if self.is_high else 0.0


def _lowest_bps(sound_bps: float, pictures: Sequence[Picture[Any]]) -> float:
    return sound_bps + sum(picture.rates_bps[0] for picture in pictures)


def _is_full(
    sound_bps: float, pictures: Sequence[Picture[Any]], estimator: Estimator, *, is_known_narrow: bool
) -> bool:
    """Loss alone is no flood, radio links have it at any rate; a long queue alone may be a busy machine's.

    Where the link is known to be narrow one of them is enough.
    """
    flowing = [(picture, min(picture.current, 0)) for picture in pictures if picture.current is not None]
    flowing_bps = sound_bps + sum(picture.rate_bps(rung) for picture, rung in flowing)
    is_late, is_lossy = estimator.queue_ms > LONG_QUEUE_MS, estimator.loss.fraction > HIGH_LOSS
    is_bad = is_late or is_lossy if is_known_narrow else is_late and is_lossy
    return is_bad and estimator.estimate_bps < flowing_bps
