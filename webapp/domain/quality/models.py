"""Samples of quality: what one page says of what it sends, or of how somebody arrives at it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.kernel import clock

BEST = 10


class Reason(models.TextChoices):
    """What makes a quality no better; the rules stand in docs/quality.md."""

    FINE = "fine", _("fine")
    LOSS = "loss", _("packets lost")
    DELAY = "delay", _("delay")
    FREEZE = "freeze", _("picture stands still")
    CPU = "cpu", _("computer too slow")
    BANDWIDTH = "bandwidth", _("line too slow")
    SILENCE = "silence", _("nothing arrives")


class Sample(models.Model):
    """One judgement by one page; the mean of the last seconds before `at`."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="+", verbose_name=_("application"))
    # A number and no foreign key: calls and meetings outlive their rooms.
    room_number = models.BigIntegerField(_("room"))
    reporter = models.ForeignKey(
        Account, models.CASCADE, related_name="quality_reported", verbose_name=_("reported by")
    )
    subject = models.ForeignKey(
        Account,
        models.CASCADE,
        related_name="quality_samples",
        verbose_name=_("person"),
        help_text=_("The one who reports: what the page sends. Another: how that person arrives."),
    )
    at = models.DateTimeField(_("at"), default=clock.now)
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(BEST)])
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    loss_percent = models.PositiveSmallIntegerField(_("packets lost, percent"))
    rtt_ms = models.PositiveIntegerField(_("round trip, ms"))

    class Meta:
        verbose_name = _("quality sample")
        verbose_name_plural = _("quality samples")
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("room_number", "at"), name="quality_of_room"),
            models.Index(fields=("reporter", "at"), name="quality_by_reporter"),
            models.Index(fields=("at",), name="quality_age"),
        )

    def __str__(self) -> str:
        return f"{self.reporter_id} <- {self.subject_id}: {self.score} ({self.reason})"

    @property
    def state(self) -> int:
        """The score on the scale 0 best .. 4 worst."""
        return min(4, (BEST - self.score) // 2)
