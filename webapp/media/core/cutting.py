"""Cuts a film into parts that are made one by one: the time line of a recording without its pauses; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.media.core.mixing import SAMPLE_RATE, TICK_SAMPLES

PART_MS = 60_000
TICK_MS = 1000 * TICK_SAMPLES // SAMPLE_RATE
ROLL_FRAMES = 4  # encoded sound overlaps: each part encodes this much more on both sides, and throws it away


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of film [from_ms, to_ms) that shows what happened from `wall_ms` on."""

    number: int
    from_ms: int
    to_ms: int
    wall_ms: int
    is_last: bool

    @property
    def shift_ms(self) -> int:
        """What is added to a moment of the film to get the wall clock."""
        return self.wall_ms - self.from_ms

    def frames(self, frames_per_s: int) -> range:
        """The numbers of the film's pictures that are in it."""
        first, end = (-(-at_ms * frames_per_s // 1000) for at_ms in (self.from_ms, self.to_ms))
        return range(first, end)

    def shows(self, begin_ms: int, end_ms: int, frames_per_s: int) -> bool:
        """Whether one of its pictures is of a wall-clock moment in [begin_ms, end_ms)."""
        numbers = self.frames(frames_per_s)
        first = max(-(-(begin_ms - self.shift_ms) * frames_per_s // 1000), numbers.start)
        return first < numbers.stop and first * 1000 // frames_per_s + self.shift_ms < end_ms

    def samples(self, frame_size: int) -> range:
        """The samples of the film that are in it, in whole frames of the encoder."""
        first, end = (
            -(-at_ms * SAMPLE_RATE // 1000 // frame_size) * frame_size for at_ms in (self.from_ms, self.to_ms)
        )
        return range(first, self.to_ms * SAMPLE_RATE // 1000 if self.is_last else end)

    def samples_with_roll(self, frame_size: int) -> range:
        """The same with what is encoded on both sides for a seamless join."""
        own, roll = self.samples(frame_size), ROLL_FRAMES * frame_size
        return range(max(own.start - roll, 0), own.stop if self.is_last else own.stop + roll)


def cut(
    started_at_ms: int, stopped_at_ms: int, pauses: Sequence[tuple[int, int]] = (), part_ms: int = PART_MS
) -> list[Part]:
    """The parts of a film of everything between two wall-clock moments but the pauses; at least one tick long."""
    spans: list[tuple[int, int, int]] = []
    film_ms = 0
    for begin_ms, end_ms in _stretches(started_at_ms, stopped_at_ms, pauses):
        length_ms = round((end_ms - begin_ms) / TICK_MS) * TICK_MS
        for at_ms in range(0, length_ms, part_ms):
            spans.append((film_ms + at_ms, min(film_ms + at_ms + part_ms, film_ms + length_ms), begin_ms + at_ms))
        film_ms += length_ms
    spans = spans or [(0, TICK_MS, started_at_ms)]
    return [Part(number, *span, number == len(spans) - 1) for number, span in enumerate(spans)]


def _stretches(begin_ms: int, end_ms: int, pauses: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found = []
    for pause_ms, resume_ms in sorted(pauses):
        if begin_ms < min(pause_ms, end_ms):
            found.append((begin_ms, min(pause_ms, end_ms)))
        begin_ms = max(begin_ms, resume_ms)
    return [*found, *([(begin_ms, end_ms)] if begin_ms < end_ms else [])]
