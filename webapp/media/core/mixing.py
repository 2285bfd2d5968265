"""Sound as numbers: mixing with saturation, and a queue that puts pieces at their places; 48 kHz 16-bit stereo."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48000
CHANNELS = 2
TICK_SAMPLES = 960
# File timestamps are whole milliseconds: steps smaller than this are rounding, not silence.
TOLERANCE_SAMPLES = 480

Pcm = NDArray[np.int16]
"""Shape (samples, CHANNELS)."""


def silence(samples: int) -> Pcm:
    """Return `samples` of nothing."""
    return np.zeros((samples, CHANNELS), np.int16)


def mix(blocks: Iterable[Pcm], samples: int) -> Pcm:
    """Add blocks of `samples` samples; what is too loud for 16 bits is clipped, never wrapped round."""
    total = np.zeros((samples, CHANNELS), np.int32)
    for block in blocks:
        total += block
    return np.clip(total, -32768, 32767).astype(np.int16)


class PcmQueue:
    """Sound laid out on a time line counted in samples; written and read forwards only."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[int, Pcm]] = deque()
        self._written_to: int | None = None

    @property
    def written_to(self) -> int | None:
        """Where the next piece is expected, None before the first."""
        return self._written_to

    def write(self, at: int, pcm: Pcm) -> None:
        """Put a piece at sample `at`; a small step is joined without a seam, an overlap keeps what was there first."""
        if self._written_to is not None:
            if abs(at - self._written_to) <= TOLERANCE_SAMPLES:
                at = self._written_to
            elif at < self._written_to:
                pcm, at = pcm[self._written_to - at :], self._written_to
        if len(pcm):
            self._pieces.append((at, pcm))
            self._written_to = at + len(pcm)

    def read(self, at: int, samples: int) -> Pcm | None:
        """Take the sound of [at, at + samples), silence where nothing was written, None if there is none at all."""
        end, result = at + samples, None
        while self._pieces and self._pieces[0][0] < end:
            start, pcm = self._pieces.popleft()
            if start + len(pcm) > end:
                self._pieces.appendleft((end, pcm[end - start :]))
                pcm = pcm[: end - start]
            if start < at:
                pcm, start = pcm[at - start :], at
            if len(pcm):
                result = silence(samples) if result is None else result
                result[start - at : start - at + len(pcm)] = pcm
        return result
