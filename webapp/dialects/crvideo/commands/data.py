"""CRVideo: small data to one user."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import COOKIE, SILENT, Actor, Callback, Command, Cookie, News, Str, said
from webapp.dialects.crvideo.commands.login import SEED
from webapp.domain.accounts import selectors as accounts
from webapp.domain.messaging import services as messaging
from webapp.domain.messaging.events import FilterDataSent, ParcelSent
from webapp.kernel.errors import AccountMissing, AddresseeMissing
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
)

NEWS: dict[type[Event], News] = {
    ParcelSent: said(
        lambda e: [("CRVideo_NotifyCmdData", e.sender_external_id, e.data)], but=lambda e: AccountId(e.sender_id)
    ),
    FilterDataSent: SILENT,
}
