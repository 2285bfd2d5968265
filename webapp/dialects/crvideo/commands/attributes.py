"""CRVideo: attributes of meetings and of members, and the notices of their changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from webapp.dialects.base import COOKIE, Actor, Callback, Command, Cookie, Json, News, Param, Str, said
from webapp.dialects.crvideo.commands.login import WEB
from webapp.domain.accounts import selectors as accounts
from webapp.domain.attributes import selectors, services
from webapp.domain.attributes.events import AttributesChanged
from webapp.domain.attributes.views import AttributeView
from webapp.kernel.errors import InvalidArgument, InvalidData
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId


def parsed(given: Any) -> Any:
    """What a page wrote as JSON text, or passed as it is. Raises InvalidData."""
    if not isinstance(given, str):
        return given
    try:
        return msgspec.json.decode(given) if given.strip() else None
    except msgspec.DecodeError:
        raise InvalidData("not JSON") from None


def texts(given: Any) -> dict[str, str]:
    """Keys with their values; what is no text is written as JSON. Raises InvalidData."""
    match parsed(given):
        case dict() as attrs:
            return {
                str(key): value if isinstance(value, str) else msgspec.json.encode(value).decode()
                for key, value in attrs.items()
            }
        case _:
            raise InvalidData("attributes are an object")


def names(given: Any) -> list[str]:
    """One name or several; none at all is an empty list. Raises InvalidArgument."""
    found = given if isinstance(given, list) else [given] if given else []
    if not all(isinstance(name, str) for name in found):
        raise InvalidArgument("names are texts")
    return found


def is_told(options: Any) -> bool:
    """Whether the change is announced; without the wish nobody hears of it. Raises InvalidData."""
    match parsed(options):
        case {"notifyAll": notify}:
            return str(notify) in {"1", "True"}
        case _:
            return False


def member(who: Actor, external_id: str) -> AccountId:
    """The account behind a text id; who that is must sit in the meeting. Raises AccountMissing."""
    return AccountId(accounts.account_by_external_id(who.application_id, external_id).pk)


def shown(attributes: dict[str, AttributeView]) -> dict[str, dict[str, object]]:
    """Attributes as pages read them; time stamps in seconds."""
    return {
        key: {"value": each.value, "lastModifyUserID": each.writer_external_id, "lastModifyTs": each.written_ms // 1000}
        for key, each in attributes.items()
    }


def write(who: Actor, a: Any, *, replaces: bool = False) -> None:
    """Attributes of the meeting, or with a user id of that member."""
    services.write(
        session_id=who.session_id,
        member_id=member(who, a.UID) if hasattr(a, "UID") else services.THE_ROOM,
        texts=texts(a.attrs),
        replaces=replaces,
        is_told=is_told(a.options),
    )


def replace(who: Actor, a: Any) -> None:
    """As `write`; what is not named goes."""
    write(who, a, replaces=True)


def remove(who: Actor, a: Any) -> None:
    """Keys of the meeting, or with a user id of that member."""
    whose = member(who, a.UID) if hasattr(a, "UID") else services.THE_ROOM
    services.remove(session_id=who.session_id, member_id=whose, keys=names(a.keys), is_told=is_told(a.options))


def clear(who: Actor, a: Any) -> None:
    """All attributes of the meeting."""
    services.clear(session_id=who.session_id, is_told=is_told(a.options))


def clear_users(who: Actor, a: Any) -> None:
    """All attributes of these members."""
    whose = [member(who, uid) for uid in names(a.uids)]
    services.clear(session_id=who.session_id, member_ids=whose, is_told=is_told(a.options))


def clear_all_users(who: Actor, a: Any) -> None:
    """All attributes of all members."""
    services.clear_members(session_id=who.session_id, is_told=is_told(a.options))


def of_meeting(who: Actor, a: Any) -> dict[str, dict[str, object]]:
    """The meeting's attributes, all or those of the keys."""
    return shown(selectors.of_room(who.session_id, names(getattr(a, "keys", ""))))


def of_users(who: Actor, a: Any) -> dict[str, dict[str, dict[str, object]]]:
    """Members' attributes by user id."""
    found = selectors.of_members(who.session_id, names(a.uids), names(a.keys))
    return {uid: shown(attributes) for uid, attributes in found.items()}


def changed(e: AttributesChanged) -> list[Callback]:
    """What came, changed and went; nothing of it is ever missing."""
    what = (shown(e.added), shown(e.updated), list(e.removed))
    if e.member_id:
        return [("CRVideo_NotifyUserAttrsChanged", e.member_external_id, *what)]
    return [("CRVideo_NotifyMeetingAttrsChanged", *what)]


Run = Callable[[Actor, Any], Any]


def _change(function: str, run: Run, *params: Param) -> Command:
    """A function answered by one result: error number, cookie."""
    result = f"CRVideo_{function}Rslt"
    return Command(
        f"CRVideo_{function}",
        WEB + function,
        (*params, Json("options", ""), Cookie()),
        run=run,
        answer=lambda a, done: [(result, 0, COOKIE)],
        refusal=lambda a, code: [(result, code, COOKIE)],
        returns="void",
    )


def _query(function: str, run: Run, *params: Param) -> Command:
    """A function answered by success with what was read, or by failure."""
    name = f"CRVideo_{function}"
    return Command(
        name,
        WEB + function,
        (*params, Cookie()),
        run=run,
        answer=lambda a, found: [(f"{name}Success", found, COOKIE)],
        refusal=lambda a, code: [(f"{name}Fail", code, COOKIE)],
        returns="void",
    )


UID, ATTRS, KEYS, UIDS = Str("UID"), Json("attrs", ""), Json("keys", ""), Json("uids", "")

COMMANDS: tuple[Command, ...] = (
    _query("GetMeetingAllAttrs", of_meeting),
    _query("GetMeetingAttrs", of_meeting, KEYS),
    _query("GetUserAttrs", of_users, UIDS, KEYS),
    _change("AddOrUpdateMeetingAttrs", write, ATTRS),
    _change("SetMeetingAttrs", replace, ATTRS),
    _change("DelMeetingAttrs", remove, KEYS),
    _change("ClearMeetingAttrs", clear),
    _change("AddOrUpdateUserAttrs", write, UID, ATTRS),
    _change("SetUserAttrs", replace, UID, ATTRS),
    _change("DelUserAttrs", remove, UID, KEYS),
    _change("ClearUserAttrs", clear_users, UIDS),
    _change("ClearAllUserAttrs", clear_all_users),
)

NEWS: dict[type[Event], News] = {AttributesChanged: said(changed)}
