"""Reads of attributes, for whoever sits in the room."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from webapp.domain.attributes.models import Attribute
from webapp.domain.attributes.views import AttributeView, attribute_view
from webapp.domain.rooms import selectors as rooms
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.ids import SessionId

MOST_MEMBERS = 50  # CRVideo web docs, GetUserAttrs

Views = dict[str, AttributeView]


def of_room(session_id: SessionId, keys: Collection[str] = ()) -> Views:
    """The attributes of the own room, all or those of the keys. Raises NotSeated."""
    rows = _rows(session_id, keys).filter(member__isnull=True)
    return {each.key: attribute_view(each) for each in rows}


def of_members(session_id: SessionId, external_ids: Collection[str], keys: Collection[str] = ()) -> dict[str, Views]:
    """Attributes of people in the own room by text id, empty for who has none. Raises InvalidArgument, NotSeated."""
    if len(external_ids) > MOST_MEMBERS:
        raise InvalidArgument(f"at most {MOST_MEMBERS} members at a time")
    found: dict[str, Views] = {each: {} for each in external_ids}
    for row in _rows(session_id, keys).select_related("member").filter(member__external_id__in=found):
        assert row.member is not None
        found[row.member.external_id][row.key] = attribute_view(row)
    return found


def _rows(session_id: SessionId, keys: Collection[str]) -> QuerySet[Attribute]:
    rows = Attribute.objects.select_related("writer").filter(room_id=rooms.seat(session_id).room_id)
    return rows.filter(key__in=keys) if keys else rows
