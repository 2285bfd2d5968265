"""When to offer: one offer outstanding per connection, and another one when things moved on meanwhile."""

from __future__ import annotations

FIRST_RESEND_S = 2.0
LAST_RESEND_S = 30.0


class Negotiation:
    """Offer versions of one connection; versions count up from 1, times are monotonic seconds."""

    __slots__ = ("_resend_after_s", "_sent_at_s", "_wanted", "answered", "outstanding", "version")

    def __init__(self) -> None:
        self.version = 0
        self.answered = 0
        self.outstanding: int | None = None
        self._wanted = False
        self._sent_at_s = 0.0
        self._resend_after_s = FIRST_RESEND_S

    def want(self) -> None:
        """Something changed that the page must be offered."""
        self._wanted = True

    def next_version(self, now_s: float) -> int | None:
        """The version to offer now; None when nothing changed or an answer is still awaited."""
        if not self._wanted or self.outstanding is not None:
            return None
        self._wanted = False
        self.version += 1
        self.outstanding = self.version
        self._sent_at_s, self._resend_after_s = now_s, FIRST_RESEND_S
        return self.version

    def answer(self, version: int) -> bool:
        """Take an answer; False when it is not for the outstanding offer (late or repeated)."""
        if version != self.outstanding:
            return False
        self.answered, self.outstanding = version, None
        return True

    def must_resend(self, now_s: float) -> bool:
        """Whether the outstanding offer should be sent once more: it or its answer may be lost.

        Waits twice as long each time: a page without a camera on its mind never answers.
        """
        if self.outstanding is None or now_s - self._sent_at_s < self._resend_after_s:
            return False
        self._sent_at_s = now_s
        self._resend_after_s = min(LAST_RESEND_S, 2 * self._resend_after_s)
        return True
