"""The last sections of a room or a call in the admin: what flows now, and how good it was."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=Model)
SECTIONS = {"media_now": _("Media now"), "quality": _("Quality over time")}


class MediaSections(admin.ModelAdmin[Row]):
    """Sets the fields `media_now` and `quality` below the others; a row that is being added has neither."""

    def get_fieldsets(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """The other fields as they are, then a section for each of the two."""
        fields = [name for name in self.get_fields(request, obj) if name not in SECTIONS]
        sections = [(title, {"fields": (name,)}) for name, title in SECTIONS.items()] if obj is not None else []
        return [(None, {"fields": fields}), *sections]
