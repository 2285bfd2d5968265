"""Facts about credentials."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.kernel.events import Event, register
from webapp.kernel.ids import AccountId


@register
@dataclass(frozen=True, slots=True)
class TokenExpiring(Event):
    """The token of a login ends soon; told to the person alone."""

    account_id: AccountId
    expires_ms: int
