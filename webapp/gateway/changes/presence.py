"""How coming and going changes mirrors: me, people, friends, groups, and who shares the room."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.presence import selectors
from webapp.domain.presence.events import (
    FriendsChanged,
    GroupsChanged,
    PersonAbsent,
    PersonArrived,
    PersonChanged,
    PersonLeft,
    PersonReturned,
    RoommateChanged,
    SessionReplaced,
    WatchingChanged,
)
from webapp.domain.presence.views import group_views, me_view
from webapp.domain.rooms.events import SeatLeft, SeatTaken
from webapp.gateway.changes.base import (
    NO_CHANGE,
    TABLES,
    Change,
    Changes,
    State,
    clear,
    drop,
    for_all,
    for_each,
    put,
    row_of,
)
from webapp.kernel.events import Event

ME, ROOMMATES = "me", "roommates"


def person_arrived(event: PersonArrived) -> list[Change]:
    """One more person; the newcomer's own page reads everything else itself after login."""
    return [put("people", event.person.id, event.person)]


def person_left(event: PersonLeft) -> list[Change]:
    """One person less; who is in the list of friends stays there, offline."""
    return [put("people", event.account_id, event.listed) if event.listed else drop("people", event.account_id)]


def friends_changed(event: FriendsChanged) -> list[Change]:
    """The whole list anew."""
    people = [put("people", each.id, each) for each in event.people]
    return [clear("friends"), *(put("friends", each.id, each) for each in event.friends), clear("people"), *people]


def roommate_changed(event: RoommateChanged) -> list[Change]:
    """The row of somebody in the room."""
    return [put(ROOMMATES, event.person.id, event.person)]


def seat_taken(event: SeatTaken, listener: Actor) -> list[Change]:
    """Whoever sits down sees the others; they hear of him by `RoommateChanged`."""
    if event.account_id != listener.account_id:
        return []
    mates = selectors.roommates(selectors.session(listener.session_id))
    return [clear(ROOMMATES), *(put(ROOMMATES, each.id, each) for each in mates)] if mates else []


def seat_left(event: SeatLeft, listener: Actor) -> list[Change]:
    """One less in the room; whoever stands up sees nobody there any more."""
    return [clear(ROOMMATES) if event.account_id == listener.account_id else drop(ROOMMATES, event.account_id)]


def person_changed(event: PersonChanged, listener: Actor) -> list[Change]:
    """The person's row; the own page also knows itself by another one."""
    changes = [put("people", event.person.id, event.person)]
    if event.person.id == listener.account_id:
        own = {
            "name": event.person.name,
            "level": event.person.level,
            "dnd": event.person.dnd,
            "room_id": event.person.room_id,
        }
        changes.append(put(ME, ME, own))
    return changes


def watching_changed(event: WatchingChanged, listener: Actor) -> list[Change]:
    """Everybody, or oneself alone."""
    session = selectors.session(listener.session_id)
    seen = [put("people", each.id, each) for each in selectors.seen(session)]
    return [put(ME, ME, {"sees_all": me_view(session).sees_all}), clear("people"), *seen]


def groups_changed(event: GroupsChanged) -> list[Change]:
    """All groups anew."""
    return [clear("groups"), *(put("groups", group.id, group) for group in event.groups)]


def session_replaced(event: SessionReplaced, listener: Actor) -> list[Change]:
    """The older page is logged in no more: it forgets everything."""
    return [clear(table) for table in TABLES] if listener.session_id == event.session_id else []


CHANGES: dict[type[Event], Changes] = {
    PersonArrived: for_all(person_arrived),
    PersonLeft: for_all(person_left),
    PersonAbsent: NO_CHANGE,
    PersonReturned: NO_CHANGE,
    PersonChanged: for_each(person_changed, about=lambda e: e.person.id),
    FriendsChanged: for_all(friends_changed),
    WatchingChanged: for_each(watching_changed),
    RoommateChanged: for_all(roommate_changed),
    SeatTaken: for_each(seat_taken, about=lambda e: e.account_id),
    SeatLeft: for_each(seat_left, about=lambda e: e.account_id),
    GroupsChanged: for_all(groups_changed),
    SessionReplaced: for_each(session_replaced),
}


def snapshot(actor: Actor) -> State:
    """The own login, whom it sees, its friends and their groups."""
    account = selectors.account_of(session_id=actor.session_id)
    if account is None:
        return {}
    session = selectors.session(actor.session_id)
    return {
        ME: {ME: row_of(me_view(session))},
        "people": {str(each.id): row_of(each) for each in selectors.seen(session)},
        "friends": {str(each.id): row_of(each) for each in selectors.friend_views(account)},
        ROOMMATES: {str(each.id): row_of(each) for each in selectors.roommates(session)},
        "groups": {str(each.id): row_of(each) for each in group_views(account.application)},
    }
