"""Samples of quality in the admin: to look at, not to change. Calls and rooms show them as timelines."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from webapp.domain.quality.models import Sample


@admin.register(Sample)
class SampleAdmin(admin.ModelAdmin[Sample]):
    """What pages told, newest first."""

    list_display = ("at", "room_number", "reporter", "subject", "score", "reason", "loss_percent", "rtt_ms")
    list_filter = ("reason", "score", "application", "at")
    list_select_related = ("reporter", "subject")
    search_fields = ("=room_number", "reporter__login_name", "reporter__nickname", "subject__login_name")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Samples are measured."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Sample | None = None) -> bool:
        """History stays as it was."""
        return False
