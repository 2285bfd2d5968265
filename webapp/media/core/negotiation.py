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
        self._sent_at_s = now_s
        return self.version

    def answer(self, version: int) -> bool:
        """Take an answer; False when it is not for the outstanding offer (late or repeated)."""
        if version != self.outstanding:
            return False
        self.answered, self.outstanding = version, None
        self._resend_after_s = FIRST_RESEND_S
        return True

    def give_up_waiting(self) -> None:
        """The offer or its answer may be lost: offer again, as a new version.

        A page that answered already passes over a version it knows.
        """
        self.outstanding = None
        self._wanted = self.version > 0

    def is_overdue(self, now_s: float) -> bool:
        """Whether the answer should have come by now; says so ever more rarely.

        Waits twice as long each time: a page without a camera on its mind never answers.
        """
        if self.outstanding is None or now_s - self._sent_at_s < self._resend_after_s:
            return False
        self._resend_after_s = min(LAST_RESEND_S, 2 * self._resend_after_s)
        return True
