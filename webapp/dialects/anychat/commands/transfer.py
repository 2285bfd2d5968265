"""AnyChat chapters 4.5.2, 5.5.7 and 5.5.8: files. The page mints the task id and uploads by itself."""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, Where, said_to_each
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
from webapp.kernel.errors import InvalidArgument
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId


def send_file(who: Actor, a: Any) -> Transfer:
    """Announce a file to one person; the page finds the upload address in its mirror, by the task id it minted."""
    if a.dwUserId <= 0 or a.task <= 0:
        raise InvalidArgument("A file goes to one named person and has a task id above 0.")
    return services.prepare(
        sender_id=who.account_id,
        receiver_id=AccountId(a.dwUserId),
        key=str(a.task),
        name=a.lpLocalPathName,
        size=a.size,
        wparam=a.wParam,
        lparam=a.lParam,
        flags=a.dwFlags,
    )


def send_buffer(who: Actor, a: Any) -> Transfer:
    """Announce a large buffer to one person: a file without a name."""
    if a.dwUserId <= 0 or a.task <= 0:
        raise InvalidArgument("A buffer goes to one named person and has a task id above 0.")
    if a.size <= 0:
        raise InvalidArgument("A buffer has at least one byte.")
    return services.prepare(
        sender_id=who.account_id,
        receiver_id=AccountId(a.dwUserId),
        key=str(a.task),
        name=BUFFER_OF_BYTES if a.binary else BUFFER_OF_TEXT,
        size=a.size,
        kind=Kind.BUFFER,
        wparam=a.wParam,
        lparam=a.lParam,
        flags=a.dwFlags,
    )


def cancel(who: Actor, a: Any) -> Transfer:
    """Sender and receiver name a task alike: by who started it, and its number."""
    starter = who.account_id if a.dwUserId == -1 else AccountId(a.dwUserId)
    return services.cancel(account_id=who.account_id, sender_id=starter, key=str(a.dwTaskId))


def task_number(transfer: TransferView) -> int:
    """Pages of this dialect know tasks by whole numbers; a key of another kind is replaced by the transfer's id."""
    return int(transfer.key) if transfer.key.isascii() and transfer.key.isdigit() else transfer.id


def arrived(e: TransferDone, who: Actor) -> list[Callback]:
    """Only the receiver is told; the sender reads the task's status."""
    t = e.transfer
    if who.account_id != t.receiver_id or t.kind == Kind.SNAPSHOT:
        return []
    if t.kind == Kind.BUFFER:
        return [("OnAnyChatTransBufferEx", t.sender_id, t.url, t.size, t.wparam, t.lparam, task_number(t))]
    return [("OnAnyChatTransFile", t.sender_id, t.name, t.url, t.size, t.wparam, t.lparam, task_number(t))]


COMMANDS: tuple[Command, ...] = (
    Command(
        "BRAC_TransFile",
        "5.5.7",
        (
            Int("dwUserId"),
            Str("lpLocalPathName"),
            Int("wParam", 0),
            Int("lParam", 0),
            Int("dwFlags", 0),
            # Added by the page: the task id it returned already, and the file's length in bytes.
            Int("task", 0),
            Int("size", 0),
        ),
        run=send_file,
        doc="Sends a file to one person as a tracked task; returns the task id.",
    ),
    Command(
        "BRAC_TransBufferEx",
        "5.5.6",
        (
            Int("dwUserId"),
            Str("lpBuf", ""),
            Int("wParam", 0),
            Int("lParam", 0),
            Int("dwFlags", 0),
            # Added by the page, which uploads the buffer by itself and sends no bytes here.
            Int("task", 0),
            Int("size", 0),
            Int("binary", 0),
        ),
        run=send_buffer,
        doc="Sends a large buffer to one person as a tracked task; returns the task id.",
    ),
    Command(
        "BRAC_CancelTransTask",
        "2.2",
        (Int("dwUserId"), Int("dwTaskId")),
        run=cancel,
        doc="Calls a transfer off, from either side.",
    ),
    Command(
        "BRAC_QueryTransTaskInfo",
        "5.5.8",
        (Int("dwUserId"), Int("dwTaskId"), Int("infoname")),
        Where.MIRROR,
        doc="Progress (1), bit rate (2) or status (3) of a task.",
    ),
)

NEWS: dict[type[Event], News] = {
    TransferPrepared: SILENT,
    TransferProgressed: SILENT,
    TransferUploaded: SILENT,
    TransferDone: said_to_each(arrived),
    TransferCancelled: SILENT,
    TransferFailed: SILENT,
    TransferExpired: SILENT,
}
