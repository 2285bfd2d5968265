"""CRVideo: small data to one user. Attributes of meetings and members are not offered yet."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import COOKIE, SILENT, Actor, Callback, Command, Cookie, Json, News, Param, Str, said
from webapp.dialects.crvideo.commands.login import SEED, WEB
from webapp.domain.accounts import selectors as accounts
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import FilterDataSent, ParcelSent
from webapp.kernel.errors import AccountMissing, AddresseeMissing, NotSupported
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

MAX_BYTES = 64 * 1024


def send(who: Actor, a: Any) -> None:
    """To one user of the project, in a meeting or not."""
    try:
        receiver = accounts.account_by_external_id(who.application_id, a.targetUserId)
    except AccountMissing as missing:
        raise AddresseeMissing from missing
    messaging.send_parcel(session_id=who.session_id, receiver=receiver, data=a.data, max_bytes=MAX_BYTES)


def result(a: Any, code: int) -> list[Callback]:
    """In both spellings of the vendor: old pages listen to one, new pages to the other."""
    outcome = (a.taskID, code, COOKIE)
    return [("CRVideo_SendCmdRlst", *outcome), ("CRVideo_SendCmdRslt", *outcome)]


def not_offered(who: Actor, a: Any) -> None:
    """Refuse openly what the server does not do."""
    raise NotSupported


def _attributes(name: str, failed: str, *params: Param) -> Command:
    return Command(
        name,
        WEB + name.removeprefix("CRVideo_"),
        (*params, Cookie()),
        run=not_offered,
        refusal=lambda a, code: [(failed, code, COOKIE)],
        returns="void",
    )


OPTIONS = Json("options", "")

COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_SendCmd",
        SEED + "SendCmd",
        # The page mints the task id, because the function returns it at once, and sends it last.
        (Str("targetUserId"), Str("data"), Cookie(), Str("taskID", "")),
        run=send,
        answer=lambda a, sent: result(a, 0),
        refusal=result,
        returns="string",
    ),
    _attributes("CRVideo_GetMeetingAllAttrs", "CRVideo_GetMeetingAllAttrsFail"),
    _attributes("CRVideo_AddOrUpdateMeetingAttrs", "CRVideo_AddOrUpdateMeetingAttrsRslt", Json("attrs", ""), OPTIONS),
    _attributes("CRVideo_DelMeetingAttrs", "CRVideo_DelMeetingAttrsRslt", Json("keys", ""), OPTIONS),
    _attributes("CRVideo_ClearMeetingAttrs", "CRVideo_ClearMeetingAttrsRslt", OPTIONS),
    _attributes("CRVideo_GetUserAttrs", "CRVideo_GetUserAttrsFail", Json("uids", ""), Json("keys", "")),
    _attributes(
        "CRVideo_AddOrUpdateUserAttrs", "CRVideo_AddOrUpdateUserAttrsRslt", Str("UID", ""), Json("attrs", ""), OPTIONS
    ),
    _attributes("CRVideo_DelUserAttrs", "CRVideo_DelUserAttrsRslt", Str("UID", ""), Json("keys", ""), OPTIONS),
    _attributes("CRVideo_ClearUserAttrs", "CRVideo_ClearUserAttrsRslt", Json("uids", ""), OPTIONS),
)

NEWS: dict[type[Event], News] = {
    ParcelSent: said(
        lambda e: [("CRVideo_NotifyCmdData", e.sender_external_id, e.data)], but=lambda e: AccountId(e.sender_id)
    ),
    FilterDataSent: SILENT,
}
