"""Texts that people sent each other, and their private chats. Parcels are passed on, and kept only for a lost link."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.domain.messaging.lifecycle import PrivateChatState
from webapp.domain.presence.models import Session
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


CHAT_STATES = [
    (PrivateChatState.ASKED.value, _("asked")),
    (PrivateChatState.OPEN.value, _("open")),
    (PrivateChatState.REFUSED.value, _("refused")),
    (PrivateChatState.ENDED.value, _("ended")),
]


class PrivateChat(models.Model):
    """A private chat of two people in one room; its id is the number of the request."""

    room_number = models.BigIntegerField(_("room"))
    asker = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by"))
    asked = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked"))
    # The same two whoever asked: one chat of a pair at a time.
    lower_id = models.BigIntegerField(editable=False)
    higher_id = models.BigIntegerField(editable=False)
    state = models.CharField(_("state"), max_length=8, choices=CHAT_STATES, default=PrivateChatState.ASKED.value)
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("private chat")
        verbose_name_plural = _("private chats")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("lower_id", "higher_id"),
                condition=models.Q(state__in=("asked", "open")),
                name="one_private_chat_per_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class Missed(models.Model):
    """Something said to a page while its link was lost: an event by its name, with its fields as JSON."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", verbose_name=_("session"))
    name = models.CharField(_("name"), max_length=40)
    fields = models.TextField(_("fields"))

    class Meta:
        verbose_name = _("missed word")
        verbose_name_plural = _("missed words")

    def __str__(self) -> str:
        return f"{self.session_id:.8} {self.name}"
