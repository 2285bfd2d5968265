"""Media files, and what is played now, in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from webapp.domain.playback.models import MediaFile, Playback


@admin.register(MediaFile)
class MediaFileAdmin(admin.ModelAdmin[MediaFile]):
    """The files of the house."""

    list_display = ("name", "application", "state", "created_at")
    list_filter = ("application", "state")
    list_select_related = ("application",)
    search_fields = ("name",)


@admin.register(Playback)
class PlaybackAdmin(admin.ModelAdmin[Playback]):
    """What is played in rooms right now: looked at, not touched."""

    list_display = ("room", "name", "account", "state", "placed_at")
    list_filter = ("state",)
    list_select_related = ("room", "account")
    search_fields = ("name", "=room__number", "account__login_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Something is played, not typed."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Playback | None = None) -> bool:
        """Who plays it steers it."""
        return False
