"""Calls and invitations in the admin: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.calls.lifecycle import CallState
from webapp.domain.calls.models import Call, Invitation
from webapp.domain.quality import media_now
from webapp.domain.quality.drawing import draw
from webapp.domain.quality.sections import MediaSections
from webapp.kernel import clock


@admin.register(Call)
class CallAdmin(MediaSections[Call], KeptWhileUsed[Call]):
    """The history of calls, with those that live on top."""

    in_use = Use(~Q(state=CallState.ENDED.value), _("It rings or is talked on."))
    list_display = (
        "id",
        "caller",
        "callee",
        "state",
        "end_reason",
        "is_third_party",
        "room_number",
        "rang_at",
        "talked",
    )
    list_filter = ("state", "end_reason", "is_third_party", "application", "rang_at")
    list_select_related = ("caller", "callee")
    search_fields = (
        "key",
        "room_number",
        "caller__login_name",
        "caller__nickname",
        "callee__login_name",
        "callee__nickname",
    )
    date_hierarchy = "rang_at"
    readonly_fields = ("media_now", "quality")

    @admin.display(description=_("what flows to whom"))
    def media_now(self, call: Call) -> str:
        """Which layer of which stream flows to whom while they talk."""
        if call.ended_at is not None:
            return str(_("The call is over: nothing flows any more."))
        return media_now.draw(call.room_number)

    @admin.display(description=_("quality"))
    def quality(self, call: Call) -> str:
        """How well both sides sent and received while they talked."""
        return draw(call.room_number, call.started_at, call.ended_at or clock.now())

    @admin.display(description=_("talked for"))
    def talked(self, call: Call) -> str:
        """The length of the talk, minutes and seconds."""
        if call.started_at is None or call.ended_at is None:
            return "–"
        seconds = int((call.ended_at - call.started_at).total_seconds())
        return f"{seconds // 60}:{seconds % 60:02}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A call is made by calling."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        """History stays as it was."""
        return False


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    """Who asked whom to come, newest first."""

    list_display = ("sent_at", "inviter", "invitee", "room_number", "state", "end_reason", "ended_at")
    list_filter = ("state", "end_reason", "application", "sent_at")
    list_select_related = ("inviter", "invitee")
    search_fields = ("=room_number", "inviter__external_id", "inviter__nickname", "invitee__external_id", "ext")
    date_hierarchy = "sent_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Pages invite."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """History stays as it was."""
        return False
