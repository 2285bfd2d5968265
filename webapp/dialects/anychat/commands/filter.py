"""AnyChat chapters 4.5.5, 5.5.9 and 5.6.7: commands and data for the company's own server, and what it sends back."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import Actor, Callback, Command, Int, News, Str, said
from webapp.domain.accounts import business, selectors
from webapp.domain.accounts.business import FilterData, InfoControl, Party
from webapp.domain.accounts.models import Account
from webapp.domain.messaging.events import FilterDataSent
from webapp.domain.messaging.services import MAX_PARCEL_BYTES
from webapp.domain.presence.events import GroupsChanged
from webapp.kernel.errors import InvalidArgument, MessageTooLarge
from webapp.kernel.events import Event

LAST_RESERVED = 100


def control(who: Actor, a: Any) -> None:
    """To the company's server, which alone knows what it means."""
    if a.dwCtrlCode <= LAST_RESERVED:
        raise InvalidArgument(f"code {a.dwCtrlCode} is reserved for the system")
    account = _account(who)
    command = InfoControl(Party.of(account), a.dwUserId, a.dwCtrlCode, a.wParam, a.lParam, a.lpStrValue)
    business.pass_info_control(account.application, command)


def send(who: Actor, a: Any) -> None:
    """To the company's server, as it is."""
    if len(a.lpBuf.encode()) > MAX_PARCEL_BYTES:
        raise MessageTooLarge(f"more than {MAX_PARCEL_BYTES} bytes")
    account = _account(who)
    business.pass_filter_data(account.application, FilterData(Party.of(account), a.lpBuf))


def _account(who: Actor) -> Account:
    return selectors.account(who.application_id, who.account_id)


def heard(e: FilterDataSent) -> list[Callback]:
    """The data as they were sent; the size counts bytes of UTF-8."""
    return [("OnAnyChatSDKFilterData", e.data, len(e.data.encode()))]


COMMANDS: tuple[Command, ...] = (
    Command("BRAC_SendSDKFilterData", "5.5.9", (Str("lpBuf", ""),), run=send),
    Command(
        "BRAC_UserInfoControl",
        "5.6.7",
        (Int("dwUserId", 0), Int("dwCtrlCode", 0), Int("wParam", 0), Int("lParam", 0), Str("lpStrValue", "")),
        run=control,
    ),
)

NEWS: dict[type[Event], News] = {
    FilterDataSent: said(heard),
    GroupsChanged: said(lambda e: [("OnAnyChatUserInfoUpdate", 0, 0)]),
}
