"""What is played, as part of a room's media plan: picture "screen" 1 and sound "audio" 1 of the person."""

from __future__ import annotations

from dataclasses import replace

from webapp.domain.playback import selectors, storage
from webapp.domain.playback.models import MediaFile, Playback, PlaybackState
from webapp.domain.rooms import plan as rooms_plan
from webapp.domain.rooms import selectors as rooms
from webapp.domain.rooms.models import Seat
from webapp.kernel import clock
from webapp.kernel.ids import AccountId, RoomId
from webapp.media.core.plan import Kind, Plan, PlannedFile, PlannedPeer, Route, Stream

PICTURE: tuple[Kind, int] = ("screen", 1)
SOUND: tuple[Kind, int] = ("audio", 1)


def with_playback(plan: Plan) -> Plan:
    """The plan with what is played in its room."""
    playback = selectors.in_room(RoomId(plan.room))
    seats = rooms.seats_in(RoomId(plan.room)) if playback is not None else []
    owner = next((seat for seat in seats if playback and seat.account_id == playback.account_id), None)
    if playback is None or owner is None:
        return plan
    routes = {*plan.routes, *_routes(playback, owner, seats)}
    ordered = sorted(routes, key=lambda r: (r.viewer, r.source.peer, r.source.kind, r.source.index))
    return replace(plan, peers=_peers(plan, playback, owner), routes=tuple(ordered))


def streams(room_id: RoomId) -> tuple[int, tuple[Stream, ...]]:
    """Who plays something in the room (an account; 0 for nobody), and the streams of it."""
    playback = selectors.in_room(room_id)
    seat = rooms.seat_of(AccountId(playback.account_id)) if playback is not None else None
    if playback is None or seat is None:
        return 0, ()
    peer = _peer_of(playback, seat)
    return seat.account_id, tuple(Stream(peer, kind, index) for kind, index in published(playback))


def published(playback: Playback) -> tuple[tuple[Kind, int], ...]:
    """What it consists of."""
    file = playback.file
    has_sound = file.has_sound if file is not None else True
    return (*((PICTURE,) if playback.has_picture else ()), *((SOUND,) if has_sound else ()))


def _peers(plan: Plan, playback: Playback, owner: Seat) -> tuple[PlannedPeer, ...]:
    """A page sends it beside what it sends anyway; a file has a peer of its own, which nobody's page is."""
    if playback.file is not None:
        return (*plan.peers, _player(playback, playback.file))
    return tuple(
        replace(peer, publishes=(*peer.publishes, *published(playback))) if peer.peer == owner.session_id else peer
        for peer in plan.peers
    )


def _player(playback: Playback, file: MediaFile) -> PlannedPeer:
    is_placed = playback.state == PlaybackState.PLAYING
    planned = PlannedFile(
        id=playback.pk,
        path=str(storage.root() / file.path),
        position_ms=playback.position_ms,
        since_ms=clock.ms(playback.placed_at) if is_placed else 0,
        seeks=playback.seeks,
        is_playing=playback.state != PlaybackState.PAUSED,
        volume=playback.volume,
    )
    return PlannedPeer(f"player-{playback.pk}", playback.account_id, "", published(playback), planned)


def _peer_of(playback: Playback, owner: Seat) -> str:
    return owner.session_id if playback.is_of_page else f"player-{playback.pk}"


def _routes(playback: Playback, owner: Seat, seats: list[Seat]) -> list[Route]:
    """Whoever gets a picture of the person sees what they play, whoever gets their sound hears it.

    So do people who have the server play something: their own page has nothing of it.
    """
    gets = {
        (route.viewer, route.source.kind) for route in rooms_plan.wished(seats) if route.source.peer == owner.session_id
    }
    sees = {viewer for viewer, kind in gets if kind != "audio"}
    hears = {viewer for viewer, kind in gets if kind == "audio"}
    if not playback.is_of_page:
        sees, hears = sees | {owner.session_id}, hears | {owner.session_id}
    peer = _peer_of(playback, owner)
    return [
        Route(viewer, Stream(peer, kind, index))
        for kind, index in published(playback)
        for viewer in (hears if kind == "audio" else sees)
    ]
