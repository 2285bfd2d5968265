"""Where a film is, and when each of its moments is due; pure arithmetic on clocks that are handed in."""

from __future__ import annotations


class Playhead:
    """A position in a film (ms) that moves with a monotonic clock (s) while it plays."""

    def __init__(self, position_ms: float, now_s: float, *, is_playing: bool) -> None:
        self._position_ms, self._since_s, self.is_playing = position_ms, now_s, is_playing

    def position_ms(self, now_s: float) -> float:
        """Where it is."""
        return self._position_ms + ((now_s - self._since_s) * 1000 if self.is_playing else 0.0)

    def due_s(self, at_ms: float) -> float:
        """When a moment of the film is due; only while it plays."""
        return self._since_s + (at_ms - self._position_ms) / 1000

    def pause(self, now_s: float) -> None:
        """Stand still."""
        self._position_ms, self._since_s, self.is_playing = self.position_ms(now_s), now_s, False

    def play(self, now_s: float) -> None:
        """Go on."""
        self._position_ms, self._since_s, self.is_playing = self.position_ms(now_s), now_s, True

    def seek(self, position_ms: float, now_s: float) -> None:
        """Go on, or stand, somewhere else."""
        self._position_ms, self._since_s = position_ms, now_s


def begins_at_ms(position_ms: int, since_ms: int, unix_ms: int, *, is_playing: bool) -> int:
    """Where a player has to begin: it was at `position_ms` at `since_ms` (0: it stands there still)."""
    return position_ms + max(0, unix_ms - since_ms) if is_playing and since_ms else position_ms


def fitted(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """A picture's size within limits, in its own shape, with even sides (VP8 has no others); never enlarged."""
    scale = min(1.0, most_width / width, most_height / height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
