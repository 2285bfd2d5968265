"""Live links of pages, and what the person behind one is doing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.domain.presence.devices import Device
from webapp.domain.presence.lifecycle import SessionState
from webapp.kernel import clock


class Status(models.IntegerChoices):
    """What a person is doing, in the numbers every page gets."""

    OFFLINE = 0, _("offline")
    IDLE = 1, _("idle")
    BUSY = 2, _("busy")
    MEETING = 3, _("in a meeting")


STATES = [
    (SessionState.GREETED.value, _("greeted")),
    (SessionState.LOGGED_IN.value, _("logged in")),
    (SessionState.GONE.value, _("gone")),
]


class Session(models.Model):
    """One live link of one page; its key is the gateway's session id."""

    id = models.CharField(_("id"), max_length=64, primary_key=True)
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("application")
    )
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("account")
    )
    dialect = models.CharField(_("dialect"), max_length=20)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default=SessionState.GREETED.value)
    address = models.CharField(_("address"), max_length=64, blank=True)
    local_address = models.CharField(_("address in its own network"), max_length=64, blank=True)
    device = models.CharField(_("machine"), max_length=13, choices=Device.choices, default=Device.BROWSER)
    server_password = models.CharField(_("server password shown"), max_length=128, blank=True)
    dnd = models.IntegerField(_("do not disturb"), default=0)
    chat_mode = models.IntegerField(_("chat mode"), default=0)
    is_busy = models.BooleanField(_("in a call"), default=False)
    has_camera = models.BooleanField(_("has a camera"), default=True)
    has_microphone = models.BooleanField(_("has a microphone"), default=True)
    # Whether the page hears of everybody who comes and goes, where everybody is a friend.
    watches = models.BooleanField(_("watches who is online"), default=False)
    room_id = models.BigIntegerField(_("room"), null=True, blank=True)
    # Which web process holds the link; None where none said so.
    process = models.BigIntegerField(_("web process"), null=True, blank=True, editable=False)
    # What proves that a page is the one that held this link, and what it showed to prove that of an earlier one.
    link_key = models.CharField(_("key of the link"), max_length=64, blank=True, editable=False, db_index=True)
    shown_key = models.CharField(_("key of the lost link"), max_length=64, blank=True, editable=False)
    # The last time the link broke without a word, and until when its page is waited for (None: it is here).
    absent_since = models.DateTimeField(_("link lost"), null=True, blank=True, editable=False)
    absent_until = models.DateTimeField(_("waited for until"), null=True, blank=True, editable=False)
    connected_at = models.DateTimeField(_("connected"), default=clock.now)
    heartbeat = models.DateTimeField(_("last sign of life"), default=clock.now)
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)
    gone_reason = models.CharField(_("why gone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-connected_at",)
        indexes = (
            models.Index(fields=("state", "heartbeat"), name="session_heartbeat"),
            models.Index(fields=("application", "state"), name="session_online"),
            models.Index(fields=("absent_until",), condition=models.Q(absent_until__isnull=False), name="session_away"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("account",), condition=models.Q(state="logged_in"), name="one_live_session_per_account"
            ),
        )

    def __str__(self) -> str:
        return f"{self.id[:8]} ({self.dialect})"

    @property
    def status(self) -> Status:
        """What the person is doing."""
        if self.state != SessionState.LOGGED_IN:
            return Status.OFFLINE
        if self.is_busy:
            return Status.BUSY
        return Status.MEETING if self.room_id else Status.IDLE
