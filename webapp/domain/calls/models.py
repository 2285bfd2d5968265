"""The rows of calls and invitations: one each, kept as history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from webapp.domain.calls.lifecycle import LIVE_STATES, CallState, EndReason, InvitationState
from webapp.kernel import clock

STATES = [
    (CallState.RINGING.value, _("ringing")),
    (CallState.ACTIVE.value, _("active")),
    (CallState.ENDED.value, _("ended")),
]
END_REASONS = [
    (EndReason.REJECTED.value, _("rejected")),
    (EndReason.CANCELLED.value, _("cancelled")),
    (EndReason.TIMED_OUT.value, _("timed out")),
    (EndReason.BUSY.value, _("busy")),
    (EndReason.OFFLINE.value, _("offline")),
    (EndReason.HUNG_UP.value, _("hung up")),
]
LIVE = [state.value for state in LIVE_STATES]


class Call(models.Model):
    """A call from one account to another; both meet in the room when it is accepted."""

    application = models.ForeignKey(
        "accounts.Application", models.CASCADE, related_name="calls", verbose_name=_("application")
    )
    key = models.CharField(_("key"), max_length=64, help_text=_("The id that the caller's page gave the call."))
    caller = models.ForeignKey("accounts.Account", models.CASCADE, related_name="calls_made", verbose_name=_("caller"))
    callee = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="calls_received", verbose_name=_("callee")
    )
    # A number and no foreign key: the room of a call goes when it is empty, the history stays.
    room_number = models.PositiveIntegerField(_("room"), null=True, blank=True)
    has_own_room = models.BooleanField(_("room made for it"), default=True)
    is_third_party = models.BooleanField(_("third party called in"), default=False)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default=CallState.RINGING.value)
    end_reason = models.CharField(_("end reason"), max_length=16, choices=END_REASONS, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ext = models.TextField(_("text of the request"), blank=True)
    flags = models.BigIntegerField(_("flags"), default=0)
    param = models.BigIntegerField(_("parameter"), default=0)
    rang_at = models.DateTimeField(_("rang at"), default=clock.now)
    ring_due_at = models.DateTimeField(_("unanswered at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-rang_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="call_key_once_per_caller"),
            # A user makes one call at a time and is called by one user at a time (AnyChat manual 5.2.4).
            models.UniqueConstraint(
                fields=["caller"], condition=Q(state__in=LIVE, is_third_party=False), name="one_live_call_made"
            ),
            models.UniqueConstraint(fields=["callee"], condition=Q(state__in=LIVE), name="one_live_call_received"),
        ]
        indexes = [models.Index(fields=["state", "ring_due_at"], name="call_due")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.caller_id} → {self.callee_id}"

    @property
    def is_live(self) -> bool:
        """Whether it rings or is talked on."""
        return self.state in LIVE

    def other(self, account_id: int) -> int:
        """The account at the other end."""
        return self.callee_id if account_id == self.caller_id else self.caller_id


INVITATION_STATES = [
    (InvitationState.PENDING.value, _("unanswered")),
    (InvitationState.ACCEPTED.value, _("accepted")),
    (InvitationState.ENDED.value, _("ended")),
]


class Invitation(models.Model):
    """Somebody is asked to come; whoever accepts goes there by himself, and nobody is busy with it."""

    application = models.ForeignKey(
        "accounts.Application", models.CASCADE, related_name="+", verbose_name=_("application")
    )
    key = models.CharField(_("key"), max_length=64, help_text=_("The id that the inviter's page gave it."))
    inviter = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+", verbose_name=_("inviter"))
    invitee = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+", verbose_name=_("invitee"))
    room_number = models.PositiveIntegerField(_("room"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=16, choices=INVITATION_STATES, default=InvitationState.PENDING.value
    )
    end_reason = models.CharField(_("end reason"), max_length=16, choices=END_REASONS, blank=True)
    ext = models.TextField(_("text of the request"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=clock.now)
    due_at = models.DateTimeField(_("unanswered at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["inviter", "key"], name="invitation_key_once_per_inviter"),
            models.UniqueConstraint(
                fields=["inviter", "invitee"],
                condition=Q(state=InvitationState.PENDING.value),
                name="one_pending_invitation",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="invitation_due")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.inviter_id} → {self.invitee_id}"
