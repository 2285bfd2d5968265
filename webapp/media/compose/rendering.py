"""Makes one part of a film: pictures and sound, a second of each in turn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from webapp.media.compose.job import Job
from webapp.media.compose.output import PartFile
from webapp.media.compose.painter import FilmPainter
from webapp.media.compose.sounds import Voice, mix_tick, voices
from webapp.media.core.cutting import Part
from webapp.media.core.mixing import SAMPLE_RATE, TICK_SAMPLES

SECOND_MS = 1000


def render(job: Job, part: Part, path: Path, done: Callable[[int], None]) -> None:
    """Write the part beside `path` and move it there when it is whole.

    `done` hears how many milliseconds of it are made. Raises OSError.
    """
    draft = path.with_suffix(".draft")
    with ExitStack() as stack:
        file = stack.enter_context(closing(PartFile(draft, part, job.size, job.style)))
        painter = stack.enter_context(closing(FilmPainter(job, part, job.size))) if job.size else None
        sound = _Sound(job, part, file, stack)
        numbers = iter(part.frames(job.style.frames_per_s) if painter else ())
        number = next(numbers, None)
        for at_ms in range(part.from_ms, part.to_ms, SECOND_MS):
            done(at_ms - part.from_ms)
            until_ms = min(at_ms + SECOND_MS, part.to_ms)
            while painter and number is not None and number * 1000 < until_ms * job.style.frames_per_s:
                now_ms = number * 1000 // job.style.frames_per_s + part.shift_ms
                file.add_picture(painter.paint(now_ms), number)
                number = next(numbers, None)
            sound.go_on(until_ms)
        sound.end()
        file.finish()
    draft.replace(path)


class _Sound:
    """The mixed sound of a part, and a little more on both sides for the encoder."""

    def __init__(self, job: Job, part: Part, file: PartFile, stack: ExitStack) -> None:
        self._file = file
        self._span = part.samples_with_roll(file.frame_size)
        self._voices: list[Voice] = []
        for voice in voices(job, part, self._span.start):
            self._voices.append(stack.enter_context(closing(voice)))
        self._tick = self._span.start // TICK_SAMPLES

    def go_on(self, until_ms: int) -> None:
        """Encode up to a moment of the film."""
        self._go_on(until_ms * SAMPLE_RATE // 1000)

    def end(self) -> None:
        """Encode what is left."""
        self._go_on(self._span.stop)

    def _go_on(self, until: int) -> None:
        while self._tick * TICK_SAMPLES < until:
            begin = self._tick * TICK_SAMPLES
            first = max(self._span.start - begin, 0)
            pcm = mix_tick(self._voices, self._tick)[first : max(self._span.stop - begin, 0)]
            if len(pcm):
                self._file.add_sound(pcm, begin + first)
            self._tick += 1
