"""Rooms and seats in the admin."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptWhileUsed, Use
from webapp.domain.quality import media_now
from webapp.domain.quality.drawing import draw
from webapp.domain.quality.sections import MediaSections
from webapp.domain.rooms import services
from webapp.domain.rooms.models import Room, Seat
from webapp.kernel import clock
from webapp.kernel.errors import RoomMissing
from webapp.kernel.ids import ApplicationId, RoomId

# Of a room that stands for ever the admin shows how well it went lately.
QUALITY_SHOWN = timedelta(hours=8)


class SeatInline(admin.TabularInline[Seat, Room]):
    """Who sits in the room right now."""

    model = Seat
    extra = 0
    can_delete = False
    fields = readonly_fields = ("account", "camera_state", "microphone", "is_sharing", "hears_all", "entered_at")

    @admin.display(description=_("open cameras"))
    def camera_state(self, seat: Seat) -> str:
        """How many are open."""
        return str(len(seat.cameras)) if seat.cameras else "–"

    def has_add_permission(self, request: HttpRequest, obj: Room | None = None) -> bool:
        """A seat is taken, not typed."""
        return False


@admin.register(Room)
class RoomAdmin(MediaSections[Room], KeptWhileUsed[Room]):
    """All rooms, open and closed."""

    in_use = Use(Q(seats__isnull=False), _("People are in it."))
    list_display = (
        "number",
        "name",
        "application",
        "owner",
        "taken",
        "is_open",
        "is_locked",
        "is_ephemeral",
        "created_at",
    )
    list_filter = ("application", "is_locked", "is_ephemeral", "policy", ("closed_at", admin.EmptyFieldListFilter))
    list_select_related = ("application", "owner")
    search_fields = ("=number", "name", "owner__login_name", "owner__nickname")
    readonly_fields = ("headcount", "created_at", "closed_at", "media_now", "quality")
    raw_id_fields = ("owner",)
    date_hierarchy = "created_at"
    inlines = (SeatInline,)
    actions = ("lock", "unlock", "close")

    @admin.display(description=_("people inside"), ordering="headcount")
    def taken(self, room: Room) -> str:
        """Chairs taken, of how many."""
        return f"{room.headcount} / {room.capacity}"

    @admin.display(description=_("what flows to whom"))
    def media_now(self, room: Room) -> str:
        """Which layer of which stream flows to whom."""
        return media_now.draw(room.id)

    @admin.display(description=_("quality"))
    def quality(self, room: Room) -> str:
        """How well people sent and received in the last hours."""
        return draw(room.id, clock.now() - QUALITY_SHOWN, clock.now())

    @admin.display(description=_("open"), boolean=True)
    def is_open(self, room: Room) -> bool:
        """Whether it can be entered."""
        return room.closed_at is None

    @admin.action(description=_("Lock the selected rooms"))
    def lock(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """Nobody else gets in."""
        rooms.update(is_locked=True)

    @admin.action(description=_("Unlock the selected rooms"))
    def unlock(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """The door is open again."""
        rooms.update(is_locked=False)

    @admin.action(description=_("Close the selected rooms"))
    def close(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        """Everybody inside is put out."""
        for room in rooms:
            try:
                services.destroy(application_id=ApplicationId(room.application_id), room_id=RoomId(room.id))
            except RoomMissing:  # closed already
                continue

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        """A room keeps its number."""
        return ("number", *self.readonly_fields) if obj else self.readonly_fields


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin[Seat]):
    """Who sits where right now."""

    list_display = ("account", "room", "camera_open", "microphone_open", "is_sharing", "hears_all", "entered_at")
    list_filter = ("is_sharing", "hears_all", "room__application", "entered_at")
    list_select_related = ("account", "room")
    search_fields = ("=room__number", "room__name", "account__login_name", "account__nickname")

    @admin.display(description=_("camera"), boolean=True)
    def camera_open(self, seat: Seat) -> bool:
        """Whether any camera is open."""
        return bool(seat.cameras)

    @admin.display(description=_("microphone"), boolean=True)
    def microphone_open(self, seat: Seat) -> bool:
        """Whether the microphone is open."""
        return bool(seat.microphone)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A seat is taken, not typed."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Seat | None = None) -> bool:
        """The page decides about its devices."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Seat | None = None) -> bool:
        """Deleting a row would not tell anybody; sessions are ended instead."""
        return False
