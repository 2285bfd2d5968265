"""Media files, and what is played now, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.accounts.models import Application
from webapp.domain.accounts.uploading import check_size
from webapp.domain.playback import library, storage
from webapp.domain.playback.events import MediaFileUploaded
from webapp.domain.playback.models import MediaFile, Playback
from webapp.domain.playback.views import file_url
from webapp.kernel.events import publish

MIB = 1024 * 1024


class UploadForm(forms.ModelForm[MediaFile]):
    """A new file: its bytes are checked by a worker, their number here."""

    content = forms.FileField(
        label=_("File"),
        help_text=_("MP4 (H.264, AAC), WebM (VP8, VP9 or AV1 with Opus) or MP3. It is looked at after the upload."),
        widget=forms.ClearableFileInput(attrs={"accept": "video/mp4,video/webm,audio/mpeg"}),
    )

    class Meta:
        model = MediaFile
        fields = ("application", "name")

    def clean_content(self) -> UploadedFile[bytes]:
        """Refuse what is too large or holds nothing (Django says that)."""
        content: UploadedFile[bytes] = self.cleaned_data["content"]
        check_size(content, settings.MEDIA_FILE_LIMIT_MB * MIB)
        return content


@admin.register(MediaFile)
class MediaFileAdmin(KeptWhileUsed[MediaFile]):
    """The files of the house: uploaded, seen and heard, renamed, deleted."""

    in_use = Use(Q(Exists(Playback.objects.filter(file=OuterRef("pk")))), _("It is being played."))
    list_display = ("name", "application", "shown_state", "length", "readable_size", "picture_size", "created_at")
    list_filter = ("application", "state")
    list_select_related = ("application",)
    search_fields = ("name",)

    def get_form(self, request: HttpRequest, obj: MediaFile | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A file that is there keeps its bytes."""
        return super().get_form(
            request, obj, change=change, **({**kwargs, "form": UploadForm} if obj is None else kwargs)
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most houses have one application."""
        default = Application.objects.filter(is_default=True).first()
        return {"application": default.pk} if default is not None else {}

    def get_fields(self, request: HttpRequest, obj: MediaFile | None = None) -> tuple[str, ...]:
        """What to fill in, then what was found."""
        if obj is None:
            return ("application", "name", "content")
        return (
            "name",
            "shown",
            "shown_state",
            "length",
            "readable_size",
            "picture_size",
            "media_type",
            "application",
            "created_at",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: MediaFile | None = None) -> tuple[str, ...]:
        """Only the name can be changed."""
        return () if obj is None else tuple(name for name in self.get_fields(request, obj) if name != "name")

    def save_model(self, request: HttpRequest, obj: MediaFile, form: Any, change: bool) -> None:
        """Keep the bytes of a new one, and have them looked at."""
        if not change:
            library.keep(obj, form.cleaned_data["content"].chunks())
        super().save_model(request, obj, form, change)
        if not change:
            publish(MediaFileUploaded(obj.pk), to=[])

    def delete_model(self, request: HttpRequest, obj: MediaFile) -> None:
        """Delete the row, then its bytes."""
        path = obj.path
        super().delete_model(request, obj)
        storage.drop(path)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[MediaFile]) -> None:
        """The same for several."""
        for file in queryset:
            self.delete_model(request, file)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, file: MediaFile) -> str:
        """Ready, or why not."""
        return str(file.get_failure_display() or file.get_state_display())

    @admin.display(description=_("duration"), ordering="duration_ms")
    def length(self, file: MediaFile) -> str:
        """Minutes and seconds."""
        minutes, seconds = divmod(round(file.duration_ms / 1000), 60)
        return f"{minutes}:{seconds:02}" if file.duration_ms else "–"

    @admin.display(description=_("size"), ordering="size")
    def readable_size(self, file: MediaFile) -> str:
        """Bytes as people read them."""
        return filesizeformat(file.size)

    @admin.display(description=_("picture"))
    def picture_size(self, file: MediaFile) -> str:
        """Its pixels."""
        return f"{file.width} × {file.height}" if file.has_picture else "–"

    @admin.display(description=_("preview"))
    def shown(self, file: MediaFile) -> SafeString | str:
        """The file, played here."""
        url, element = file_url(file), "video" if file.has_picture else "audio"
        player = '<{0} controls preload="metadata" src="{1}" style="max-width: 100%; width: 480px"></{0}>'
        return format_html(player, element, url) if url else "–"


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

    def has_delete_permission(self, request: HttpRequest, obj: Playback | None = None) -> bool:
        """It ends with what is played."""
        return False
