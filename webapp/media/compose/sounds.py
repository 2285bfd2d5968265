"""The sound side of composing: each track's sound at its place, all of them mixed, 20 ms at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from webapp.media.compose.job import Job
from webapp.media.compose.segments import Pieces, Playlist, decode_sound
from webapp.media.core.cutting import TICK_MS, Part
from webapp.media.core.mixing import SAMPLE_RATE, TICK_SAMPLES, Pcm, PcmQueue, mix

_SAMPLES_PER_MS = SAMPLE_RATE // 1000

Side = Literal["both", "left", "right"]


class Voice:
    """One audio track, laid out on the film: wall clock minus `shift_ms`; heard in the middle, or on one side only."""

    def __init__(self, sounds: Pieces[Pcm], shift_ms: int, side: Side = "both") -> None:
        self._sounds = sounds
        self._side: Side = side
        self._shift_ms = shift_ms
        self._queue = PcmQueue()

    def tick(self, number: int) -> Pcm | None:
        """Return the sound of the film's tick with this number, None when the track is silent."""
        ends_ms = self._shift_ms + (number + 1) * TICK_MS
        for piece in self._sounds.take_until(ends_ms):
            self._queue.write((piece.at_ms - self._shift_ms) * _SAMPLES_PER_MS, piece.content)
        pcm = self._queue.read(number * TICK_SAMPLES, TICK_SAMPLES)
        return pcm if pcm is None or self._side == "both" else to_side(pcm, self._side)

    def close(self) -> None:
        """Close the track."""
        self._sounds.close()


def voices(job: Job, part: Part, from_sample: int) -> list[Voice]:
    """Everybody who is heard in a part, ready at a sample of the film."""
    from_ms = from_sample // _SAMPLES_PER_MS + part.shift_ms
    found = []
    for (account, kind, _), takes in job.tracks.items():
        if kind != "audio":
            continue
        side: Side = "both" if job.on_the_left is None else "left" if account == job.on_the_left else "right"
        found.append(Voice(Playlist(job.directory, takes, decode_sound, from_ms), part.shift_ms, side))
    return found


def to_side(pcm: Pcm, side: Side) -> Pcm:
    """The same sound on one side; the other is silent."""
    panned = np.zeros_like(pcm)
    panned[:, 0 if side == "left" else 1] = pcm.mean(axis=1).astype(pcm.dtype)
    return panned


def mix_tick(voices: Sequence[Voice], number: int) -> Pcm:
    """Return the mixed sound of one tick."""
    return mix([pcm for voice in voices if (pcm := voice.tick(number)) is not None], TICK_SAMPLES)
