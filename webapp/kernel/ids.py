"""Names for the whole numbers and texts that identify things, so that they cannot be mixed up."""

from __future__ import annotations

import secrets
from typing import NewType

ApplicationId = NewType("ApplicationId", int)
AccountId = NewType("AccountId", int)
SessionId = NewType("SessionId", str)
RoomId = NewType("RoomId", int)
CallId = NewType("CallId", int)
AreaId = NewType("AreaId", int)
QueueId = NewType("QueueId", int)
TicketId = NewType("TicketId", int)
ServiceId = NewType("ServiceId", int)
TransferId = NewType("TransferId", int)
RecordingId = NewType("RecordingId", int)

INT31_MAX = 2**31 - 1


def new_session_id() -> SessionId:
    """A session id nobody can guess (128 bits, hex)."""
    return SessionId(secrets.token_hex(16))


def new_secret() -> str:
    """A token for a URL that gives access by itself (192 bits, URL-safe)."""
    return secrets.token_urlsafe(24)
