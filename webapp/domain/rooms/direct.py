"""Who may send straight to whom, past the media node: from seats, wishes, policies and recordings to allowed pairs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from webapp.domain.rooms import plan, selectors
from webapp.domain.rooms.events import DirectAllowed, DirectEnded, DirectSignalled, DirectTaken, MediaPlanChanged
from webapp.domain.rooms.models import DirectAsk, DirectPair, DirectPolicy, Room, Seat, Want
from webapp.domain.rooms.views import DirectView
from webapp.kernel.errors import InvalidArgument, InvalidState, MessageTooLarge, PeerLeftRoom
from webapp.kernel.events import person, publish
from webapp.kernel.ids import AccountId, RoomId, SessionId
from webapp.media.core.plan import Route

MAX_SIGNAL_BYTES = 64 * 1024

Two = tuple[int, int]  # account ids, who entered first calls


# --- what pages say ---------------------------------------------------------------------------


@transaction.atomic
def set_policy(*, session_id: SessionId, policy: str) -> None:
    """When this seat's page connects to others. Refuses with: NotSeated, InvalidArgument."""
    if policy not in DirectPolicy.values or not policy:
        raise InvalidArgument(f"no such policy: {policy!r:.20}")
    seat = selectors.held_seat(session_id)
    if seat.direct_policy != policy:
        Seat.objects.filter(pk=seat.pk).update(direct_policy=policy)
        publish(MediaPlanChanged(RoomId(seat.room_id)), to=[])


@transaction.atomic
def ask(*, session_id: SessionId, other_id: AccountId, wish: str) -> None:
    """Ask for a direct path to a person of the room, or for none; the later word counts.

    Refuses with: NotSeated, PeerLeftRoom, InvalidArgument.
    """
    if wish not in DirectAsk.Wish.values:
        raise InvalidArgument(f"no such wish: {wish!r:.20}")
    seat = selectors.held_seat(session_id)
    if selectors.seat_beside(seat, other_id) == seat:
        raise PeerLeftRoom
    DirectAsk.objects.update_or_create(seat=seat, other_id=other_id, defaults={"wish": wish})
    publish(MediaPlanChanged(RoomId(seat.room_id)), to=[])


@transaction.atomic
def take(*, session_id: SessionId, source_id: AccountId, kind: str, index: int, is_on: bool) -> None:
    """A wanted stream plays directly, so the node stops forwarding it; or it shall forward again.

    Refuses with: NotSeated, InvalidState (the two may not, or the stream was not asked for).
    """
    seat = selectors.held_seat(session_id)
    if is_on and _pair_of(seat.account_id, source_id) is None:
        raise InvalidState("no direct path is allowed")
    rows = Want.objects.filter(seat=seat, source_id=source_id, kind=kind, index=index)
    if is_on and not rows.exists():
        raise InvalidState("the stream was not asked for")
    if rows.exclude(is_direct=is_on).update(is_direct=is_on):
        Room.objects.filter(pk=seat.room_id).update(plan_rev=F("plan_rev") + 1)
        tell_taken(seat, source_id)
        publish(MediaPlanChanged(RoomId(seat.room_id)), to=[])


@transaction.atomic
def signal(*, session_id: SessionId, other_id: AccountId, message: str) -> None:
    """Hand a word about the connection to the other page. Refuses with: NotSeated, InvalidState, MessageTooLarge."""
    if len(message.encode()) > MAX_SIGNAL_BYTES:
        raise MessageTooLarge
    seat = selectors.seat(session_id)
    if _pair_of(seat.account_id, other_id) is None:
        raise InvalidState("no direct path is allowed")
    publish(DirectSignalled(AccountId(seat.account_id), other_id, message), to=[person(other_id)])


def tell_taken(seat: Seat, source_id: int) -> None:
    """Tell the seat's page which streams of that person it takes directly now."""
    pair = _pair_of(seat.account_id, source_id)
    if pair is None:
        return
    DirectPair.objects.filter(pk=pair.pk).update(rev=F("rev") + 1)
    pair.refresh_from_db()
    account_id = AccountId(seat.account_id)
    publish(DirectTaken(RoomId(seat.room_id), account_id, _row(pair, account_id)), to=[person(account_id)])


# --- who may ----------------------------------------------------------------------------------


def may_concern(room_id: RoomId) -> bool:
    """Whether anybody in the room goes direct or could; most rooms are done with this."""
    if DirectPair.objects.filter(room_id=room_id).exists():
        return True
    willing = [DirectPolicy.NEEDED, *([DirectPolicy.SERVER] if settings.DIRECT_MEDIA else [])]
    asked = Q(direct_asks__wish=DirectAsk.Wish.CONNECT)
    return Seat.objects.filter(Q(direct_policy__in=willing) | asked, room_id=room_id).exists()


@transaction.atomic
def settle(*, room_id: RoomId, taped: Collection[str] = ()) -> None:
    """Make the pairs of the room what they should be. `taped`: sessions of which something is recorded."""
    selectors.hold(room_id)
    seats = selectors.seats_in(room_id)
    allowed = _allowed(seats, taped)
    for pair in DirectPair.objects.filter(room_id=room_id):
        if (pair.caller_id, pair.callee_id) in allowed:
            allowed.discard((pair.caller_id, pair.callee_id))
        else:
            _end(pair)
    for caller_id, callee_id in sorted(allowed):
        _begin(room_id, caller_id, callee_id)


def _allowed(seats: Sequence[Seat], taped: Collection[str]) -> set[Two]:
    routes = plan.wished(seats)
    asks = _asks(seats)
    return {
        (a.account_id, b.account_id)
        for a, b in combinations(seats, 2)
        if not {a.session_id, b.session_id} & set(taped)
        and not _watched_by_others(a.session_id, b.session_id, routes)
        and _both_willing(a, b, asks, routes)
    }


def _asks(seats: Sequence[Seat]) -> dict[Two, str]:
    rows = DirectAsk.objects.filter(seat__in=seats).values_list("seat__account_id", "other_id", "wish")
    return {(asker, other): wish for asker, other, wish in rows}


def _watched_by_others(a: str, b: str, routes: Sequence[Route]) -> bool:
    return any(route.source.peer in (a, b) and route.viewer not in (a, b) for route in routes)


def _both_willing(a: Seat, b: Seat, asks: dict[Two, str], routes: Sequence[Route]) -> bool:
    policies = {_effective(a), _effective(b)}
    wishes = {asks.get((a.account_id, b.account_id)), asks.get((b.account_id, a.account_id))}
    if policies & {DirectPolicy.UNABLE, DirectPolicy.NEVER} or DirectAsk.Wish.BREAK in wishes:
        return False
    if DirectAsk.Wish.CONNECT in wishes:
        return True
    here = {a.session_id, b.session_id}
    return policies == {DirectPolicy.NEEDED} and any({r.viewer, r.source.peer} == here for r in routes)


def _effective(seat: Seat) -> DirectPolicy:
    if seat.direct_policy != DirectPolicy.SERVER:
        return DirectPolicy(seat.direct_policy)
    return DirectPolicy.NEEDED if settings.DIRECT_MEDIA else DirectPolicy.ASKED


def _begin(room_id: RoomId, caller_id: int, callee_id: int) -> None:
    forgotten = _pair_of(caller_id, callee_id)  # of another room, when the process died before its follow-up
    if forgotten is not None:
        _end(forgotten)
    pair = DirectPair.objects.create(room_id=room_id, caller_id=caller_id, callee_id=callee_id)
    for account_id in (AccountId(caller_id), AccountId(callee_id)):
        publish(DirectAllowed(room_id, account_id, _row(pair, account_id)), to=[person(account_id)])


def _end(pair: DirectPair) -> None:
    room_id, both = RoomId(pair.room_id), (AccountId(pair.caller_id), AccountId(pair.callee_id))
    pair.delete()
    Want.objects.filter(seat__account_id__in=both, source_id__in=both, is_direct=True).update(is_direct=False)
    Room.objects.filter(pk=room_id).update(plan_rev=F("plan_rev") + 1)
    for own, other in (both, both[::-1]):
        publish(DirectEnded(room_id, own, other), to=[person(own)])


# --- as pages see it --------------------------------------------------------------------------


def rows_of(seat: Seat) -> list[DirectView]:
    """Whom the page of this seat may connect to."""
    mine = Q(caller_id=seat.account_id) | Q(callee_id=seat.account_id)
    return [_row(pair, seat.account_id) for pair in DirectPair.objects.filter(mine, room_id=seat.room_id)]


def _row(pair: DirectPair, account_id: int) -> DirectView:
    is_caller = pair.caller_id == account_id
    other_id = pair.callee_id if is_caller else pair.caller_id
    taken = Want.objects.filter(seat__account_id=account_id, source_id=other_id, is_direct=True)
    names = tuple(f"{want.kind}/{want.index}" for want in taken.order_by("kind", "index"))
    return DirectView(other_id, pair.pk, is_caller, names, settings.ICE_SERVERS, pair.rev)


def _pair_of(one: int, other: int) -> DirectPair | None:
    return DirectPair.objects.filter(Q(caller_id=one, callee_id=other) | Q(caller_id=other, callee_id=one)).first()
