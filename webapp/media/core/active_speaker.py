"""Who speaks in a room now, from the loudness that pages write into their packets (RFC 6464)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

SILENCE = 127  # -dBov
LOOK_S = 0.05  # between two looks at the voices, when somebody may begin to speak
ATTACK, RELEASE = 0.5, 0.1  # of the way in that time: words are heard at once, pauses between them are not
SPEECH = 55.0  # -dBov: what is louder is speech, not a room
MARGIN = 6.0  # dB by which another voice must be louder than the speaker's
TAKES_OVER_S = 0.6
FIRST_WORD_S = 0.2  # when nobody else speaks

Key = TypeVar("Key", bound=Hashable)


class ActiveSpeaker(Generic[Key]):
    """Follows the voices of one room; the last speaker stays it while all are silent.

    `since_s` is when the speaker's turn began: when he became louder than whoever spoke before.
    """

    def __init__(self) -> None:
        self.speaker: Key | None = None
        self.since_s = 0.0
        self._levels: dict[Key, float] = {}
        self._heard_s = 0.0
        self._rival: Key | None = None
        self._rival_since_s = 0.0

    def listen(self, levels: Mapping[Key, int], now_s: float) -> bool:
        """Take the loudest level of each voice since the last call (-dBov); call a few times a second.

        True when somebody else is the speaker now.
        """
        steps, self._heard_s = (now_s - self._heard_s) / LOOK_S, now_s
        self._levels = {key: self._smoothed(key, level, steps) for key, level in levels.items()}
        if self.speaker not in self._levels:
            self.speaker = None
        loudest = min(self._levels, key=self._levels.__getitem__, default=None)
        if loudest is None or loudest == self.speaker or not self._surpasses(loudest):
            self._rival = None
            return False
        if loudest != self._rival:
            self._rival, self._rival_since_s = loudest, now_s
        if now_s - self._rival_since_s < (TAKES_OVER_S if self._is_speaking(self.speaker) else FIRST_WORD_S):
            return False
        self.speaker, self.since_s, self._rival = loudest, self._rival_since_s, None
        return True

    @property
    def is_undecided(self) -> bool:
        """Whether somebody may be about to become the speaker: look again soon."""
        return self._rival is not None

    def _smoothed(self, key: Key, level: int, steps: float) -> float:
        before = self._levels.get(key, float(SILENCE))
        share: float = 1 - (1 - (ATTACK if level < before else RELEASE)) ** steps
        return before + (level - before) * share

    def _surpasses(self, key: Key) -> bool:
        if self._levels[key] > SPEECH:
            return False
        return not self._is_speaking(self.speaker) or self._levels[key] <= self._level(self.speaker) - MARGIN

    def _is_speaking(self, key: Key | None) -> bool:
        return self._level(key) <= SPEECH

    def _level(self, key: Key | None) -> float:
        return self._levels.get(key, float(SILENCE)) if key is not None else float(SILENCE)
