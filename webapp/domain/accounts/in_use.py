"""Rows that pages are using at this moment: the admin refuses to delete them, wherever it is asked, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)
Parent = TypeVar("Parent", bound=Model)


@dataclass(frozen=True, slots=True)
class Use:
    """When rows of a model are in use, and the sentence that tells an administrator what to wait for or to end."""

    when: Q
    because: str | Promise

    def refusals(self, model: type[Model], keys: Sequence[Any]) -> list[str]:
        """One sentence for each of these rows that is in use."""
        used = model._default_manager.filter(self.when, pk__in=keys).distinct()
        return [_("%(row)s cannot be deleted. %(because)s") % {"row": row, "because": self.because} for row in used]


class KeptWhileUsed(admin.ModelAdmin[Row]):
    """Deleting a row would tell nobody, so it has to wait until it is no longer in use."""

    in_use: Use

    def get_deleted_objects(self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest) -> Any:
        """What would go, what must not: the rows in use stand among the latter, and Django deletes nothing then."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        refusals = self.in_use.refusals(self.model, [row.pk for row in objs])
        return deleted, counts, missing, [*protected, *refusals]


class KeptInLine(admin.TabularInline[Row, Parent]):
    """The same rule for rows that are ticked for deletion in the form of what they belong to."""

    in_use: Use

    def get_formset(self, request: HttpRequest, obj: Parent | None = None, **kwargs: Any) -> Any:
        """A form set that does not validate while a ticked row is in use."""
        formset: Any = super().get_formset(request, obj, formset=_KeptFormSet, **kwargs)
        formset.in_use = self.in_use
        return formset


class _KeptFormSet(BaseInlineFormSet[Any, Any, Any]):
    in_use: Use

    def clean(self) -> None:
        super().clean()
        assert self.model is not None
        refusals = self.in_use.refusals(self.model, [form.instance.pk for form in self.deleted_forms])
        if refusals:
            raise ValidationError(refusals)
