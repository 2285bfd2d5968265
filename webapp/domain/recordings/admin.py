"""Recordings and snapshots in the admin: played, searched and deleted (with their bytes), never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.recordings import film, storage
from webapp.domain.recordings.image_admin import ImageAdmin
from webapp.domain.recordings.lifecycle import OPEN_STATES, SnapshotState
from webapp.domain.recordings.models import LiveOutput, Pause, RecordedFile, Recording, Snapshot
from webapp.domain.recordings.views import file_view, output_view, snapshot_view, view
from webapp.kernel.errors import InvalidState

__all__ = ["ImageAdmin", "RecordingAdmin", "SnapshotAdmin"]

PEOPLE = (
    *("owner__login_name", "owner__external_id", "owner__nickname"),
    *("subject__login_name", "subject__external_id", "subject__nickname"),
)


def clock_time(seconds: float) -> str:
    """A duration as people read it: 1:02:03 or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Kept(admin.ModelAdmin[Any]):
    """What recordings and snapshots have in common: made by pages and workers, not by hand."""

    folder = ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only pages make them."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Nothing here is entered by hand."""
        return ["shown", *(field.name for field in self.model._meta.fields if field.editable)]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with what its files take on the disk."""
        used = filesizeformat(storage.used_bytes(self.folder))
        what = self.model._meta.verbose_name_plural
        title = _("%(what)s – %(used)s on disk") % {"what": what, "used": used}
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete the row and its files."""
        self.delete_each([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Delete rows and their files."""
        self.delete_each(list(queryset))

    def delete_each(self, rows: list[Model]) -> None:
        """Rows first: a file without a row is tidier than a row without a file."""
        for row in rows:
            number = row.pk
            row.delete()
            self.drop_bytes(row, number)

    def drop_bytes(self, row: Any, number: int) -> None:
        """Remove the row's files."""
        raise NotImplementedError


class PauseInline(admin.TabularInline[Pause, Recording]):
    """The gaps of a recording."""

    model = Pause
    extra = 0
    can_delete = False
    fields = readonly_fields = ("began_at", "ended_at")

    def has_add_permission(self, request: HttpRequest, obj: Recording | None = None) -> bool:
        """Only people who record make gaps."""
        return False


class LiveOutputInline(admin.TabularInline[LiveOutput, Recording]):
    """Where the mixed stream of a recording goes live."""

    model = LiveOutput
    extra = 0
    can_delete = False
    fields = readonly_fields = ("number", "target", "state", "failure", "started_at", "ended_at", "watched")

    def has_add_permission(self, request: HttpRequest, obj: Recording | None = None) -> bool:
        """Only mixers have them."""
        return False

    @admin.display(description=_("watch"))
    def watched(self, output: LiveOutput) -> SafeString | str:
        """The page for spectators."""
        page = output_view(output).page
        return format_html('<a href="{}" target="_blank">{}</a>', page, _("watch")) if page else "–"


class RecordedFileInline(admin.TabularInline[RecordedFile, Recording]):
    """The film as other kinds of file, or the files of single streams."""

    model = RecordedFile
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "number",
        "account",
        "index",
        "link",
        "duration_s",
        "readable_size",
        "failure",
        "sha256",
    )

    def has_add_permission(self, request: HttpRequest, obj: Recording | None = None) -> bool:
        """Only mixers have them."""
        return False

    @admin.display(description=_("file"))
    def link(self, file: RecordedFile) -> SafeString | str:
        """The file, once it is there."""
        made = file_view(file)
        return format_html('<a href="{}" target="_blank">{}</a>', made.url, made.name) if made.url else made.name

    @admin.display(description=_("size"))
    def readable_size(self, file: RecordedFile) -> str:
        """The file's size."""
        return filesizeformat(file.file_size) if file.path else "–"


@admin.register(Recording)
class RecordingAdmin(KeptWhileUsed[Any], _Kept):
    """Who had whom recorded, for how long, and the film itself."""

    in_use = Use(Q(state__in=[state.value for state in OPEN_STATES]), _("It is being recorded or written."))
    folder = "recordings"
    list_display = (
        *("id", "room_number", "owner", "subject", "state", "started_at", "readable_duration", "readable_size", "link"),
    )
    list_filter = ("state", "form", "application", "created_at")
    search_fields = ("file_name", "key", "user_str", "=room_number", "sha256", *PEOPLE)
    date_hierarchy = "created_at"
    list_select_related = ("owner", "subject")
    fieldsets = (
        (None, {"fields": ("shown", "shown_sides", "state", "failure", "stop_reason", "progress")}),
        (_("whose"), {"fields": ("application", "room_number", "owner", "subject")}),
        (_("times"), {"fields": ("created_at", "started_at", "stopped_at", "ended_at", "duration_s")}),
        (_("file"), {"fields": ("file_name", "file_size", "path", "sha256", "width", "height")}),
        (_("content"), {"fields": ("has_audio", "has_video", "mixes_audio", "mixes_video", "keeps_film")}),
        (
            _("as asked for"),
            {"fields": ("form", "key", "flags", "param", "user_str", "config", "style", "cues", "rules")},
        ),
        (_("work"), {"fields": ("node", "raw_files", "attempts", "queued_at", "lease_until")}),
    )
    inlines = (RecordedFileInline, LiveOutputInline, PauseInline)
    actions = ("make_film",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """What is shown beside the fields, too."""
        return ["shown_sides", "raw_files", *super().get_readonly_fields(request, obj)]

    @admin.display(description=_("duration"), ordering="duration_s")
    def readable_duration(self, recording: Recording) -> str:
        """The film's length."""
        return clock_time(recording.duration_s) if recording.duration_s else "–"

    @admin.display(description=_("size"), ordering="file_size")
    def readable_size(self, recording: Recording) -> str:
        """The film's size."""
        return filesizeformat(recording.file_size) if recording.file_size else "–"

    @admin.display(description=_("film"))
    def link(self, recording: Recording) -> SafeString | str:
        """The film, to be played."""
        url = view(recording).url
        return format_html('<a href="{}" target="_blank">{}</a>', url, _("play")) if url else "–"

    @admin.display(description=_("film"))
    def shown(self, recording: Recording) -> SafeString | str:
        """The film, played here."""
        url = view(recording).url
        player = '<video controls preload="metadata" src="{}" style="max-width: 100%; width: 720px"></video>'
        return format_html(player, url) if url else "–"

    @admin.display(description=_("files of single people"))
    def shown_sides(self, recording: Recording) -> SafeString | str:
        """Files that can be played while the film is being made, or beside it."""
        urls = view(recording).sides
        link = '<a href="{}" target="_blank">{}</a>'
        return format_html_join(" ", link, ((url, url.rsplit("/", 1)[-1]) for url in urls)) or "–"

    @admin.display(description=_("raw files"))
    def raw_files(self, recording: Recording) -> str:
        """How much the manifest tells of, each file with its SHA-256."""
        count, size = storage.masters(recording.pk)
        return f"{count} ({filesizeformat(size)})"

    @admin.action(description=_("Make a film of what was written before it failed"))
    def make_film(self, request: HttpRequest, rows: QuerySet[Recording]) -> None:
        """For recordings whose disk was full, or whose worker failed too often; the others are left alone."""
        for recording in rows:
            try:
                film.retry(recording.pk)
            except InvalidState:
                message = _("%(row)s has not failed.") % {"row": recording}
                self.message_user(request, message, messages.WARNING)

    def drop_bytes(self, row: Any, number: int) -> None:
        """Film, manifest and raw tracks."""
        storage.drop_recording(number)


@admin.register(Snapshot)
class SnapshotAdmin(_Kept):
    """Who took a picture of whom, and the picture."""

    folder = "snapshots"
    list_display = ("id", "thumbnail", "state", "room_number", "owner", "subject", "taken_at", "readable_size")
    list_filter = ("state", "owner__application", "taken_at")
    search_fields = ("file_name", "=room_number", "sha256", *PEOPLE)
    date_hierarchy = "taken_at"
    list_select_related = ("owner", "subject")

    @admin.display(description=_("size"), ordering="file_size")
    def readable_size(self, snapshot: Snapshot) -> str:
        """The picture's size."""
        return filesizeformat(snapshot.file_size)

    @admin.display(description=_("picture"))
    def thumbnail(self, snapshot: Snapshot) -> SafeString | str:
        """The picture, small."""
        if snapshot.state != SnapshotState.KEPT:
            return "–"
        return format_html('<img src="{}" alt="" loading="lazy" height="48">', snapshot_view(snapshot).url)

    @admin.display(description=_("picture"))
    def shown(self, snapshot: Snapshot) -> SafeString | str:
        """The picture."""
        if snapshot.state != SnapshotState.KEPT:
            return "–"
        return format_html('<img src="{}" alt="" style="max-width: 100%">', snapshot_view(snapshot).url)

    def drop_bytes(self, row: Any, number: int) -> None:
        """The picture."""
        storage.drop_file(row.path)
