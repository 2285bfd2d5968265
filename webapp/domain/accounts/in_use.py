"""Rows that pages are using at this moment: the admin refuses to delete them, and names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


class KeptWhileUsed(admin.ModelAdmin[Row]):
    """Deleting a row would tell nobody, so it has to wait until `in_use` is no longer true of it."""

    in_use: Q

    def get_deleted_objects(self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest) -> Any:
        """What would go, what must not: the rows in use stand among the latter, and Django deletes nothing then."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        chosen = self.model._default_manager.filter(pk__in=[row.pk for row in objs])
        return deleted, counts, missing, [*protected, *map(str, chosen.filter(self.in_use).distinct())]
