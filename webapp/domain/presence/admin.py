"""Sessions in the admin: to look at, and to end."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.presence import services
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session
from webapp.kernel.ids import SessionId


@admin.register(Session)
class SessionAdmin(KeptWhileUsed[Session]):
    """Who is connected, and who was in the last day."""

    in_use = Use(~Q(state=SessionState.GONE.value), _("The page is still connected."))
    list_display = (
        "short_id",
        "account",
        "dialect",
        "state",
        "address",
        "device",
        "room_id",
        "connected_at",
        "gone_reason",
    )
    list_filter = ("state", "dialect", "device", "application", "is_busy", "connected_at")
    list_select_related = ("account",)
    search_fields = ("id", "address", "=account__id", "account__login_name", "account__nickname")
    date_hierarchy = "connected_at"
    actions = ("end",)

    @admin.display(description=_("id"), ordering="id")
    def short_id(self, session: Session) -> str:
        """Enough of the id to tell sessions apart."""
        return session.id[:8]

    @admin.action(description=_("End the selected sessions"))
    def end(self, request: HttpRequest, sessions: QuerySet[Session]) -> None:
        """As if the link had broken."""
        for session in sessions:
            services.lose(session_id=SessionId(session.id), reason="ended by an administrator")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A session begins with a page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        """Nothing of it can be edited."""
        return False
