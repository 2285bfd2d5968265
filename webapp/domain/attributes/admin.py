"""Attributes in the admin: to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from webapp.domain.attributes.models import Attribute

SHORT_CHARACTERS = 60


@admin.register(Attribute)
class AttributeAdmin(admin.ModelAdmin[Attribute]):
    """What pages keep with rooms and members."""

    list_display = ("room", "member", "key", "short_value", "writer", "written_at")
    list_filter = ("room__application", "written_at")
    list_select_related = ("room", "member", "writer")
    search_fields = ("=room__number", "key", "value", "member__external_id", "member__nickname")
    date_hierarchy = "written_at"

    @admin.display(description=_("value"))
    def short_value(self, attribute: Attribute) -> str:
        """The beginning of the text."""
        return Truncator(attribute.value).chars(SHORT_CHARACTERS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Pages write them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Attribute | None = None) -> bool:
        """Nobody would be told."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Attribute | None = None) -> bool:
        """Nobody would be told."""
        return False
