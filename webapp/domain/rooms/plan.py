"""From seats, wishes and recordings to the media plan of a room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from webapp.domain.rooms import selectors
from webapp.domain.rooms.models import Room, Seat, StreamKind, Want
from webapp.kernel.events import person
from webapp.kernel.ids import AccountId, RoomId
from webapp.media.core.plan import Kind, Plan, PlannedPeer, PlannedRecording, Route, Stream

REPLY_PREFIX = "sb:aud:"


def plan_for(room_id: RoomId, recordings: Iterable[PlannedRecording] = ()) -> Plan:
    """The whole plan of a room as it should be now; a room without seats has a plan without peers."""
    # The revision is read first: seats that change meanwhile come with a higher one, never with this.
    revision = Room.objects.filter(pk=room_id).values_list("plan_rev", flat=True).first() or 0
    seats = selectors.seats_in(room_id)
    peers = tuple(_peer(seat) for seat in seats)
    routes = tuple(_routes(seats, forwarded_only=True)) if seats else ()
    return Plan(int(room_id), revision, peers, routes, tuple(recordings) if seats else ())


def _peer(seat: Seat) -> PlannedPeer:
    reply_to = f"{REPLY_PREFIX}{person(AccountId(seat.account_id))}"
    return PlannedPeer(seat.session_id, seat.account_id, reply_to, published(seat))


def published(seat: Seat) -> tuple[tuple[Kind, int], ...]:
    """What is open on a seat."""
    streams: list[tuple[Kind, int]] = [("video", index) for index in seat.cameras]
    if seat.microphone:
        streams.append(("audio", 0))
    if seat.is_sharing:
        streams.append(("screen", 0))
    return tuple(streams)


def streams_of(room_id: RoomId) -> tuple[Stream, ...]:
    """Everything that is open in the room."""
    seats = selectors.seats_in(room_id)
    return tuple(Stream(seat.session_id, kind, index) for seat in seats for kind, index in published(seat))


def wished(seats: Sequence[Seat]) -> list[Route]:
    """Who asks for whose streams, also where they arrive directly."""
    return _routes(seats, forwarded_only=False)


def _routes(seats: Sequence[Seat], *, forwarded_only: bool) -> list[Route]:
    """Wishes whose source is here, and for those who hear all: everybody's sound and the shown screen.

    What a page takes straight from the other page is not forwarded, and no sound that a seat shall not hear.
    """
    here = {seat.account_id: seat for seat in seats}
    by_session = {seat.session_id: seat for seat in seats}
    wanted = {
        Route(want.seat.session_id, Stream(here[want.source_id].session_id, _kind(want.kind), want.index))
        for want in Want.objects.select_related("seat").filter(seat__in=seats)
        if want.source_id in here and not (forwarded_only and want.is_direct)
    }
    heard = {
        Route(viewer.session_id, Stream(source.session_id, kind, 0))
        for viewer in seats
        if viewer.hears_all
        for source in seats
        if source.pk != viewer.pk
        for kind in _sound_and_screen(source)
    }
    audible = (
        route
        for route in wanted | heard
        if route.source.kind != "audio" or by_session[route.viewer].hears(by_session[route.source.peer])
    )
    return sorted(audible, key=lambda r: (r.viewer, r.source.peer, r.source.kind, r.source.index))


def _sound_and_screen(source: Seat) -> tuple[Kind, ...]:
    return ("audio", "screen") if source.is_sharing else ("audio",)


def _kind(value: str) -> Kind:
    match StreamKind(value):
        case StreamKind.AUDIO:
            return "audio"
        case StreamKind.VIDEO:
            return "video"
        case _:
            return "screen"
