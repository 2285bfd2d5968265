"""Texts that people sent each other. Opaque parcels are passed on and never stored."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.domain.rooms.models import Room
from webapp.kernel import clock


class Message(models.Model):
    """A text of the room chat; without a receiver it was for everybody inside."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="+", verbose_name=_("application")
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages", verbose_name=_("room"))
    sender = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("sender"))
    receiver = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("receiver")
    )
    is_secret = models.BooleanField(_("private"), default=False)
    text = models.TextField(_("text"))
    sent_at = models.DateTimeField(_("sent"), default=clock.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-sent_at", "-id")
        indexes = (models.Index(fields=("room", "sent_at"), name="message_of_room"),)

    def __str__(self) -> str:
        return self.text[:40]
