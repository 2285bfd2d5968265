"""Verbs of attributes: write, remove, clear; everybody in a room may, about the room and about each member."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from webapp.domain.accounts.models import Account
from webapp.domain.attributes.events import AttributesChanged
from webapp.domain.attributes.models import KEY_BYTES, Attribute
from webapp.domain.attributes.views import attribute_view
from webapp.domain.rooms import selectors as rooms
from webapp.domain.rooms.models import Seat
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import publish
from webapp.kernel.events import room as room_audience
from webapp.kernel.ids import AccountId, RoomId, SessionId

VALUE_BYTES = 8192  # CRVideo web docs, as the 64 bytes of a key
MOST_KEYS = 500  # of a room, and of each member; a number of ours
THE_ROOM = AccountId(0)


@transaction.atomic
def write(
    *,
    session_id: SessionId,
    member_id: AccountId = THE_ROOM,
    texts: Mapping[str, str],
    replaces: bool = False,
    is_told: bool = False,
) -> None:
    """Add or change attributes of the own room or of a member; with `replaces`, the others go.

    Refuses with: NotSeated, PeerLeftRoom, InvalidArgument. Rule: CRVideo web docs, room attributes.
    """
    seat = rooms.held_seat(session_id)
    member, rows = _target(seat, member_id)
    _check(texts)
    before = set(rows.values_list("key", flat=True))
    removed = before - texts.keys() if replaces else set[str]()
    if len((before | texts.keys()) - removed) > MOST_KEYS:
        raise InvalidArgument(f"more than {MOST_KEYS} attributes")
    rows.filter(key__in=[*texts, *removed]).delete()
    now = clock.now()
    written = Attribute.objects.bulk_create(
        Attribute(room_id=seat.room_id, member=member, key=key, value=text, writer=seat.account, written_at=now)
        for key, text in texts.items()
    )
    if is_told:
        _tell(seat, member, written, before, removed)


def _check(texts: Mapping[str, str]) -> None:
    for key, text in texts.items():
        if not 0 < len(key.encode()) <= KEY_BYTES or len(text.encode()) > VALUE_BYTES:
            raise InvalidArgument(f"a key has 1 to {KEY_BYTES} bytes, a value at most {VALUE_BYTES}")


@transaction.atomic
def remove(
    *, session_id: SessionId, member_id: AccountId = THE_ROOM, keys: Collection[str], is_told: bool = False
) -> None:
    """Take attributes away; those that are not there are no mistake. Refuses with: NotSeated, PeerLeftRoom."""
    seat = rooms.held_seat(session_id)
    member, rows = _target(seat, member_id)
    _remove(seat, member, rows.filter(key__in=keys), is_told)


@transaction.atomic
def clear(*, session_id: SessionId, member_ids: Iterable[AccountId] = (THE_ROOM,), is_told: bool = False) -> None:
    """Take all attributes of the room, or of each of these members. Refuses with: NotSeated, PeerLeftRoom."""
    seat = rooms.held_seat(session_id)
    for member_id in member_ids:
        member, rows = _target(seat, member_id)
        _remove(seat, member, rows, is_told)


@transaction.atomic
def clear_members(*, session_id: SessionId, is_told: bool = False) -> None:
    """Take all attributes of everybody who is or was in the room, but not the room's. Refuses with: NotSeated."""
    seat = rooms.held_seat(session_id)
    rows = Attribute.objects.filter(room_id=seat.room_id, member__isnull=False)
    for member in Account.objects.filter(pk__in=rows.values("member")).order_by("pk"):
        _remove(seat, member, rows.filter(member=member), is_told)


def _remove(seat: Seat, member: Account | None, rows: QuerySet[Attribute], is_told: bool) -> None:
    removed = set(rows.values_list("key", flat=True))
    rows.delete()
    if is_told and removed:
        _tell(seat, member, [], set(), removed)


def _target(seat: Seat, member_id: AccountId) -> tuple[Account | None, QuerySet[Attribute]]:
    """Whose attributes are meant, and those that are there."""
    if member_id == THE_ROOM:
        return None, Attribute.objects.filter(room_id=seat.room_id, member__isnull=True)
    member = rooms.seat_beside(seat, member_id).account
    return member, Attribute.objects.filter(room_id=seat.room_id, member=member)


def _tell(
    seat: Seat, member: Account | None, written: Iterable[Attribute], before: set[str], removed: set[str]
) -> None:
    """To everybody in the room, the writer included: pages change what they show only on this word."""
    views = {each.key: attribute_view(each) for each in written}
    changed = AttributesChanged(
        room_id=RoomId(seat.room_id),
        member_id=AccountId(member.pk) if member else THE_ROOM,
        member_external_id=member.external_id if member else "",
        added={key: view for key, view in views.items() if key not in before},
        updated={key: view for key, view in views.items() if key in before},
        removed=tuple(sorted(removed)),
    )
    publish(changed, to=[room_audience(RoomId(seat.room_id))])
