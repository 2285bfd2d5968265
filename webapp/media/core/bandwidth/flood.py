"""When even lowest layers are too much: a link that they keep full loses the sound as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.media.core.bandwidth.allocation import Picture
from webapp.media.core.bandwidth.estimator import LONG_QUEUE_MS, Estimator
from webapp.media.core.bandwidth.loss import HIGH_LOSS

FLOODED_S = 3.0  # so long a link may be full and lossy before pictures pause for good
ROOM = 1.25  # so many times what flows must get through before another picture comes back


class Flood:
    """Whether a viewer's lowest layers have filled the link, from then on until it has room for all of them."""

    __slots__ = ("_dry_s", "_is_high")

    def __init__(self) -> None:
        self._is_high = False
        self._dry_s: float | None = None  # when the link was last known not to be full

    def is_high(self, sound_bps: float, pictures: Sequence[Picture[Any]], estimator: Estimator, now_s: float) -> bool:
        """Look at the link; call several times a second."""
        if self._is_high:
            all_bps = sound_bps + sum(picture.rates_bps[0] for picture in pictures)
            self._is_high = estimator.estimate_bps < ROOM * all_bps
            self._dry_s = now_s
        elif self._dry_s is None or not _is_full(sound_bps, pictures, estimator):
            self._dry_s = now_s
        else:
            self._is_high = now_s - self._dry_s >= FLOODED_S
        return self._is_high


def _is_full(sound_bps: float, pictures: Sequence[Picture[Any]], estimator: Estimator) -> bool:
    """Loss alone is no flood, radio links have it at any rate; a long queue alone may be a busy machine's."""
    flowing_bps = sound_bps + sum(picture.rates_bps[0] for picture in pictures if picture.current is not None)
    is_late, is_lossy = estimator.queue_ms > LONG_QUEUE_MS, estimator.loss.fraction > HIGH_LOSS
    return is_late and is_lossy and estimator.estimate_bps < flowing_bps
