"""Texts in the admin: to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from webapp.domain.messaging.models import Message, PrivateChat

SHORT_CHARACTERS = 60
PERSON = ("login_name", "nickname", "external_id")


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """The room chats, newest first."""

    list_display = ("sent_at", "room", "sender", "receiver", "is_secret", "short_text")
    list_filter = ("application", "is_secret", "sent_at")
    list_select_related = ("room", "sender", "receiver")
    search_fields = ("text", "=room__number", "sender__login_name", "sender__nickname")
    date_hierarchy = "sent_at"

    @admin.display(description=_("text"))
    def short_text(self, message: Message) -> str:
        """The beginning of the text."""
        return Truncator(message.text).chars(SHORT_CHARACTERS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Texts are said in rooms."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """What was said was said."""
        return False


@admin.register(PrivateChat)
class PrivateChatAdmin(admin.ModelAdmin[PrivateChat]):
    """Who asked whom for a private chat, newest first; what they said is not kept here."""

    list_display = ("asked_at", "room_number", "asker", "asked", "state", "ended_at")
    list_filter = ("state", "asked_at")
    list_select_related = ("asker", "asked")
    search_fields = ("=room_number", *(f"{who}__{name}" for who in ("asker", "asked") for name in PERSON))
    date_hierarchy = "asked_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Private chats are asked for by pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PrivateChat | None = None) -> bool:
        """They end by their pages, or with the room."""
        return False
