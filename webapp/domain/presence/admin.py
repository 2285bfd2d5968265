"""Sessions in the admin, to look at and to end; and who is in whose list of friends."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.accounts.models import Account, Friend
from webapp.domain.presence import friends, services
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


@admin.register(Friend)
class FriendAdmin(admin.ModelAdmin[Friend]):
    """Lists of friends; a page whose list changes hears it at once."""

    list_display = ("owner", "friend", "group")
    list_filter = ("owner__application", "group")
    list_select_related = ("owner", "friend")
    search_fields = tuple(
        f"{who}__{name}" for who in ("owner", "friend") for name in ("login_name", "nickname", "external_id")
    )
    autocomplete_fields = ("owner", "friend")

    def save_model(self, request: HttpRequest, obj: Friend, form: ModelForm[Friend], change: bool) -> None:
        """The owner's page gets the new list; so does that of an owner who lost the row."""
        before = {obj.owner_id: friends.listed(obj.owner)}
        if change:
            old = Friend.objects.select_related("owner").get(pk=obj.pk).owner
            before[old.pk] = friends.listed(old)
        super().save_model(request, obj, form, change)
        self._tell(before)

    def delete_model(self, request: HttpRequest, obj: Friend) -> None:
        """The list is shorter."""
        self.delete_queryset(request, Friend.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Friend]) -> None:
        """The lists are shorter."""
        before = {row.owner_id: friends.listed(row.owner) for row in queryset.select_related("owner")}
        super().delete_queryset(request, queryset)
        self._tell(before)

    def _tell(self, before: dict[int, set[int]]) -> None:
        for owner in Account.objects.select_related("application").filter(pk__in=before):
            friends.tell_changed(owner, before[owner.pk])
