"""Transfers in the admin: looked at, searched and deleted (with their bytes), never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from webapp.domain.transfers import storage
from webapp.domain.transfers.models import Transfer
from webapp.domain.transfers.views import view


@admin.register(Transfer)
class TransferAdmin(admin.ModelAdmin[Transfer]):
    """Who sent what to whom, how far it got, and the file while it is kept."""

    list_display = (
        "id",
        "name",
        "kind",
        "readable_size",
        "progress",
        "state",
        "sender",
        "receiver",
        "created_at",
        "link",
    )
    list_filter = ("state", "kind", "sender__application", "created_at")
    search_fields = (
        *("name", "key", "sha256"),
        *("sender__login_name", "sender__external_id", "sender__nickname"),
        *("receiver__login_name", "receiver__external_id", "receiver__nickname"),
    )
    date_hierarchy = "created_at"
    list_select_related = ("sender", "receiver")
    exclude = ("told", "rev")

    @admin.display(description=_("size"), ordering="size")
    def readable_size(self, transfer: Transfer) -> str:
        """The size in kilobytes or what fits."""
        return filesizeformat(transfer.size)

    @admin.display(description=_("received"))
    def progress(self, transfer: Transfer) -> str:
        """How much of it has arrived."""
        return f"{100 * transfer.received // transfer.size} %" if transfer.size else "100 %"

    @admin.display(description=_("file"))
    def link(self, transfer: Transfer) -> SafeString | str:
        """The file, while it can be fetched."""
        url = view(transfer).url
        return format_html('<a href="{}">{}</a>', url, _("download")) if url else "–"

    def get_readonly_fields(self, request: HttpRequest, obj: Transfer | None = None) -> list[str]:
        """Nothing here is entered by hand."""
        return [field.name for field in Transfer._meta.fields if field.editable]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only pages send files."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with what the files take on the disk."""
        used = filesizeformat(storage.used_bytes("files") + storage.used_bytes("uploads"))
        title = _("Transfers – %(used)s on disk") % {"used": used}
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def delete_model(self, request: HttpRequest, obj: Transfer) -> None:
        """Delete the row and its bytes."""
        _delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Transfer]) -> None:
        """Delete rows and their bytes."""
        _delete(list(queryset))


def _delete(transfers: list[Transfer]) -> None:
    for transfer in transfers:
        transfer_id, path = transfer.pk, transfer.path
        transfer.delete()
        storage.drop_chunks(transfer_id)
        storage.drop_file(path)
