"""CRVideo: SendFile, SendBuffer, CancelSend. The page mints the task id, uploads, and keeps the cookie of each task.

Both spellings of every result are raised, each with its own arguments.
"""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import COOKIE, SILENT, Actor, Callback, Command, Cookie, Int, News, Str, said_to_each
from webapp.dialects.crvideo.errors import ERRORS, CrErr
from webapp.domain.accounts import selectors as accounts
from webapp.domain.transfers import services
from webapp.domain.transfers.events import (
    TransferCancelled,
    TransferDone,
    TransferExpired,
    TransferFailed,
    TransferPrepared,
    TransferProgressed,
    TransferUploaded,
)
from webapp.domain.transfers.models import BUFFER_OF_BYTES, BUFFER_OF_TEXT, Kind, Transfer
from webapp.domain.transfers.views import TransferView
from webapp.kernel import errors
from webapp.kernel.errors import AccountMissing, AddresseeMissing
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId

MAX_BYTES = 100 * 1024**2  # vendor documents, for files and buffers alike


def send_file(who: Actor, a: Any) -> Transfer:
    """Announce a file of at most 100 MB."""
    return _send(who, a, Kind.FILE, a.fileName)


def send_buffer(who: Actor, a: Any) -> Transfer:
    """Announce a buffer of at most 100 MB; its bytes are uploaded like a file's."""
    return _send(who, a, Kind.BUFFER, BUFFER_OF_BYTES if a.binary else BUFFER_OF_TEXT)


def _send(who: Actor, a: Any, kind: Kind, name: str) -> Transfer:
    try:
        receiver = accounts.account_by_external_id(who.application_id, a.targetUserId)
    except AccountMissing as error:
        raise AddresseeMissing from error
    return services.prepare(
        sender_id=who.account_id,
        receiver_id=AccountId(receiver.pk),
        key=a.taskID,
        name=name,
        size=a.size,
        kind=kind,
        max_bytes=MAX_BYTES,
    )


def cancel(who: Actor, a: Any) -> Transfer:
    """Call one's own transfer off."""
    return services.cancel(account_id=who.account_id, sender_id=who.account_id, key=a.taskID)


def file_result(task: str, name: str, code: int) -> list[Callback]:
    """The result of a file: the printed spelling has the name too."""
    return [("CRVideo_SendFileRlst", task, name, code, COOKIE), ("CRVideo_SendFileRslt", task, code, COOKIE)]


def buffer_result(task: str, code: int) -> list[Callback]:
    """The result of a buffer."""
    return [("CRVideo_SendBufferRlst", task, code, COOKIE), ("CRVideo_SendBufferRslt", task, code, COOKIE)]


def cancel_result(task: str, code: int) -> list[Callback]:
    """The result of a cancellation."""
    return [("CRVideo_CancelSendRlst", task, code, COOKIE), ("CRVideo_CancelSendRslt", task, code, COOKIE)]


def result(t: TransferView, code: int) -> list[Callback]:
    """How a transfer ended, for its sender."""
    if t.kind == Kind.SNAPSHOT:
        return []
    return file_result(t.key, t.name, code) if t.kind == Kind.FILE else buffer_result(t.key, code)


def progress(t: TransferView) -> list[Callback]:
    """How much has been sent, for its sender."""
    return [] if t.kind == Kind.SNAPSHOT else [("CRVideo_SendProgress", t.key, t.received, t.size, COOKIE)]


def progressed(e: TransferProgressed, who: Actor) -> list[Callback]:
    """The sender follows it; the receiver hears nothing before it is whole."""
    return progress(e.transfer) if who.account_id == e.transfer.sender_id else []


def arrived(e: TransferDone, who: Actor) -> list[Callback]:
    """The sender gets the result, the receiver an address that the page fetches before it tells its application."""
    t = e.transfer
    if who.account_id == t.sender_id:
        return result(t, CrErr.NOERR)
    if t.kind == Kind.BUFFER:
        return [("CRVideo_NotifyBufferData", t.sender_external_id, t.url)]
    return [("CRVideo_NotifyFileData", t.sender_external_id, t.url, t.name)]


def cancelled(e: TransferCancelled, who: Actor) -> list[Callback]:
    """The sender gets a result in any case, the receiver a notice when it was not his own doing."""
    if who.account_id == e.transfer.sender_id:
        return result(e.transfer, ERRORS[errors.TransferCancelled])
    return [("CRVideo_NotifyCancelSend", e.transfer.key)] if e.by == "sender" else []


def failed(e: TransferFailed, who: Actor) -> list[Callback]:
    """The sender gets a result."""
    code = ERRORS[errors.FileError if e.by_disk else errors.SendFailed]
    return result(e.transfer, code) if who.account_id == e.transfer.sender_id else []


def expired(e: TransferExpired, who: Actor) -> list[Callback]:
    """The removal of an old file is no news; an abandoned upload has failed."""
    if e.was_done or who.account_id != e.transfer.sender_id:
        return []
    return result(e.transfer, ERRORS[errors.SendFailed])


# The page adds the task id that it returned already, the length in bytes, and of a buffer whether it is no text.
_ADDED = (Str("taskID", ""), Int("size", 0))

COMMANDS: tuple[Command, ...] = (
    Command(
        "CRVideo_SendFile",
        "seed",
        (Str("targetUserId"), Str("fileName"), Cookie(), *_ADDED),
        run=send_file,
        refusal=lambda a, code: file_result(a.taskID, a.fileName, code),
        returns="string",
        doc="Sends a file to one person; returns the task id.",
    ),
    Command(
        "CRVideo_SendBuffer",
        "seed",
        (Str("targetUserId"), Str("data"), Cookie(), *_ADDED, Int("binary", 0)),
        run=send_buffer,
        refusal=lambda a, code: buffer_result(a.taskID, code),
        returns="string",
        doc="Sends a buffer to one person; returns the task id. The page uploads the data and passes an empty text here.",
    ),
    Command(
        "CRVideo_CancelSend",
        "seed",
        (Str("taskID"), Cookie()),
        run=cancel,
        answer=lambda a, _: cancel_result(a.taskID, CrErr.NOERR),
        refusal=lambda a, code: cancel_result(a.taskID, code),
        returns="void",
        doc="Calls a transfer off.",
    ),
)

NEWS: dict[type[Event], News] = {
    TransferPrepared: SILENT,
    TransferProgressed: said_to_each(progressed),
    TransferUploaded: SILENT,
    TransferDone: said_to_each(arrived),
    TransferCancelled: said_to_each(cancelled),
    TransferFailed: said_to_each(failed),
    TransferExpired: said_to_each(expired),
}
