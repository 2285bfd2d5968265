"""Sound as numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.mixing import TOLERANCE_SAMPLES, Pcm, PcmQueue, mix, silence


def level(value: int, samples: int = 960) -> Pcm:
    """Samples that all have one value."""
    return np.full((samples, 2), value, np.int16)


def heard(pcm: Pcm | None) -> list[tuple[int, int]]:
    """(value, how many) of the left channel's runs."""
    if pcm is None:
        return []
    left = pcm[:, 0]
    starts = [0, *(np.flatnonzero(np.diff(left)) + 1).tolist(), len(left)]
    return [(int(left[a]), b - a) for a, b in pairwise(starts)]


def test_voices_are_added_and_what_is_too_loud_is_clipped() -> None:
    """Interfaces, recording: mixed with saturation; a sum beyond 16 bits must not come back with the other sign."""
    assert heard(mix([level(1000), level(-300)], 960)) == [(700, 960)]
    assert heard(mix([level(30000), level(30000)], 960)) == [(32767, 960)]
    assert heard(mix([level(-30000), level(-30000), level(-30000)], 960)) == [(-32768, 960)]
    assert heard(mix([], 960)) == [(0, 960)]


def test_pieces_that_touch_within_rounding_are_joined_without_a_seam() -> None:
    """Matroska counts whole milliseconds: 20.3 ms is written as 20; a hole of 0.3 ms would be a click."""
    queue = PcmQueue()
    for at in (0, 960 + TOLERANCE_SAMPLES, 1920 - TOLERANCE_SAMPLES):
        queue.write(at, level(5))
    assert queue.written_to == 2880
    assert [heard(queue.read(at, 960)) for at in (0, 960, 1920, 2880)] == [[(5, 960)], [(5, 960)], [(5, 960)], []]


def test_a_real_gap_is_silence_and_an_overlap_keeps_what_was_first() -> None:
    """A participant who stopped sending is silent for exactly as long; nobody is heard twice at once."""
    queue = PcmQueue()
    queue.write(0, level(5))
    queue.write(3000, level(7))
    queue.write(3000, level(9, 1960))
    assert heard(queue.read(0, 5000)) == [(5, 960), (0, 2040), (7, 960), (9, 1000), (0, 40)]


def test_sound_from_before_the_beginning_is_cut_off() -> None:
    """A node may have begun to write before the recording officially began."""
    queue = PcmQueue()
    queue.write(-1500, level(5))
    queue.write(-540, level(6))
    assert heard(queue.read(0, 960)) == [(6, 420), (0, 540)]
    assert heard(queue.read(960, 960)) == []


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 5000)), max_size=20), st.integers(100, 2000))
def test_reading_gives_back_every_sample_once(pieces: list[tuple[int, int]], step: int) -> None:
    """However the reader steps, the line it hears is the line that was written."""
    queue, at, line = PcmQueue(), 0, silence(0)
    for number, (length, gap) in enumerate(pieces):
        gap = gap if gap > TOLERANCE_SAMPLES else 0
        at += gap
        queue.write(at, level(number + 1, length))
        line = np.concatenate([line, silence(gap), level(number + 1, length)])
        at += length
    out = silence(0)
    for start in range(0, at, step):
        piece = queue.read(start, step)
        out = np.concatenate([out, silence(step) if piece is None else piece])
    assert np.array_equal(out[:at], line)
