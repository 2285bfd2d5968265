"""How coming and going changes mirrors: me, people, groups."""

from __future__ import annotations

from webapp.dialects.base import Actor
from webapp.domain.presence import selectors
from webapp.domain.presence.events import GroupsChanged, PersonArrived, PersonChanged, PersonLeft, SessionReplaced
from webapp.domain.presence.views import group_views, me_view
from webapp.gateway.changes.base import TABLES, Change, Changes, State, clear, drop, for_all, for_each, put, row_of
from webapp.kernel.events import Event

ME = "me"


def person_arrived(event: PersonArrived) -> list[Change]:
    """One more person; the newcomer's own page reads everything else itself after login."""
    return [put("people", event.person.id, event.person)]


def person_left(event: PersonLeft) -> list[Change]:
    """One person less."""
    return [drop("people", event.account_id)]


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


def groups_changed(event: GroupsChanged) -> list[Change]:
    """All groups anew."""
    return [clear("groups"), *(put("groups", group.id, group) for group in event.groups)]


def session_replaced(event: SessionReplaced, listener: Actor) -> list[Change]:
    """The older page is logged in no more: it forgets everything."""
    return [clear(table) for table in TABLES] if listener.session_id == event.session_id else []


CHANGES: dict[type[Event], Changes] = {
    PersonArrived: for_all(person_arrived),
    PersonLeft: for_all(person_left),
    PersonChanged: for_each(person_changed, about=lambda e: e.person.id),
    GroupsChanged: for_all(groups_changed),
    SessionReplaced: for_each(session_replaced),
}


def snapshot(actor: Actor) -> State:
    """The own login, everybody online, the groups of friends."""
    account = selectors.account_of(session_id=actor.session_id)
    if account is None:
        return {}
    return {
        ME: {ME: row_of(me_view(selectors.session(actor.session_id)))},
        "people": {str(each.id): row_of(each) for each in selectors.people(actor.application_id)},
        "groups": {str(each.id): row_of(each) for each in group_views(actor.application_id)},
    }
