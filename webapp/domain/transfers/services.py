"""What people may do with transfers: prepare, send pieces, cancel. What workers do is in assembly.py."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from webapp.domain.accounts.models import Account
from webapp.domain.presence.lifecycle import SessionState
from webapp.domain.presence.models import Session
from webapp.domain.rooms import selectors as rooms
from webapp.domain.transfers import selectors, storage
from webapp.domain.transfers.events import (
    TransferCancelled,
    TransferFailed,
    TransferPrepared,
    TransferProgressed,
    TransferUploaded,
)
from webapp.domain.transfers.lifecycle import OPEN_STATES, TRANSFER, TransferState, TransferStep
from webapp.domain.transfers.models import Kind, Transfer
from webapp.domain.transfers.storage import Readable
from webapp.domain.transfers.views import view
from webapp.kernel import clock
from webapp.kernel.errors import (
    AddresseeMissing,
    AlreadyExists,
    InvalidArgument,
    InvalidState,
    PayloadTooLarge,
    ResourceExhausted,
)
from webapp.kernel.errors import (
    TransferCancelled as WasCancelled,
)
from webapp.kernel.events import Audience, people, publish
from webapp.kernel.ids import AccountId, SessionId
from webapp.kernel.lifecycle import StepLost

CHUNK_BYTES = 1024 * 1024
MAX_FILE_BYTES = 2 * 1024**3
MAX_BUFFER_BYTES = 100 * 1024**2
MAX_SNAPSHOT_BYTES = 8 * 1024**2
MAX_NAME = 200
MAX_OPEN_PER_SENDER = 64
TOLD_EVERY = timedelta(milliseconds=200)  # progress: at most five times a second per transfer

_LIMITS = {Kind.FILE: MAX_FILE_BYTES, Kind.BUFFER: MAX_BUFFER_BYTES, Kind.SNAPSHOT: MAX_SNAPSHOT_BYTES}


def sides(transfer: Transfer) -> list[Audience]:
    """Sender and receiver."""
    return people([AccountId(transfer.sender_id), AccountId(transfer.receiver_id)])


def step(transfer: Transfer, to: TransferStep, **also: Any) -> Transfer:
    """Take a step and read the transfer anew. Raises IllegalStep, StepLost."""
    TRANSFER.take(transfer, to, rev=F("rev") + 1, **also)
    return selectors.transfer(transfer.pk)


def plain_name(name: str) -> str:
    """A file name without folders, control characters or outer dots. Raises InvalidArgument if nothing is left."""
    base = re.split(r"[/\\]", name)[-1]
    clean = "".join(char for char in base if char.isprintable()).strip().strip(".")
    if not clean:
        raise InvalidArgument("The file has no name.")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 16:
        return stem[: MAX_NAME - len(ending) - 1] + dot + ending
    return clean[:MAX_NAME]


@transaction.atomic
def prepare(
    *,
    sender_id: AccountId,
    receiver_id: AccountId,
    key: str,
    name: str,
    size: int,
    kind: Kind = Kind.FILE,
    wparam: int = 0,
    lparam: int = 0,
    flags: int = 0,
    max_bytes: int | None = None,
) -> Transfer:
    """Announce a file or buffer of `size` bytes to one other person, who must be online in the same application.

    The page mints `key`, unique among the sender's tasks. Raises InvalidArgument, AddresseeMissing,
    PayloadTooLarge, ResourceExhausted, AlreadyExists. Source: AnyChat manual 5.5.7; limits: vendor documents.
    """
    if receiver_id == sender_id:
        raise InvalidArgument("Nobody sends a file to himself.")
    sender = Account.objects.get(pk=sender_id)
    online = Session.objects.filter(account_id=receiver_id, state=SessionState.LOGGED_IN, absent_until=None)
    if not online.filter(account__application_id=sender.application_id).exists():
        raise AddresseeMissing
    limit = min(_LIMITS[kind], max_bytes or _LIMITS[kind])
    return _begin(
        limit,
        sender_id=sender_id,
        receiver_id=receiver_id,
        key=key,
        name=name,
        size=size,
        kind=kind,
        wparam=wparam,
        lparam=lparam,
        flags=flags,
    )


@transaction.atomic
def prepare_snapshot(
    *, session_id: SessionId, subject_id: AccountId, key: str, size: int, flags: int = 0, param: int = 0
) -> Transfer:
    """Announce a still picture (JPEG) that the page took of somebody's video in its own room.

    Raises NotSeated, PeerLeftRoom and what `prepare` raises. Source: AnyChat manual 5.5.11.
    """
    seat = rooms.seat(session_id)
    rooms.seat_beside(seat, subject_id)
    name = f"snapshot-{clock.now():%Y%m%d-%H%M%S}-{subject_id}.jpg"
    owner = AccountId(seat.account_id)
    return _begin(
        MAX_SNAPSHOT_BYTES,
        sender_id=owner,
        receiver_id=owner,
        key=key,
        name=name,
        size=size,
        kind=Kind.SNAPSHOT,
        lparam=param,
        flags=flags,
        subject_id=subject_id,
        room_number=seat.room_id,
    )


def _begin(limit: int, **fields: Any) -> Transfer:
    size, key = fields["size"], fields["key"]
    if not key or len(key) > 64 or size < 0:
        raise InvalidArgument("A transfer needs a key of 1 to 64 characters and a size.")
    if size > limit:
        raise PayloadTooLarge(f"{size} bytes are more than the {limit} allowed.")
    if Transfer.objects.filter(sender_id=fields["sender_id"], state__in=OPEN_STATES).count() >= MAX_OPEN_PER_SENDER:
        raise ResourceExhausted(f"More than {MAX_OPEN_PER_SENDER} transfers at once.")
    now = clock.now()
    fields["name"] = plain_name(fields["name"])
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(chunk_size=CHUNK_BYTES, created_at=now, moved_at=now, **fields)
    except IntegrityError as error:
        raise AlreadyExists(f"The key {key} is taken.") from error
    publish(TransferPrepared(view(transfer)), to=sides(transfer))
    # An empty file has no pieces to wait for.
    return transfer if size else _complete(transfer)


def accept_chunk(*, upload_token: str, index: int, body: Readable, length: int | None = None) -> Transfer:
    """Keep one piece of a transfer; sending it twice does no harm. `length` is what the sender announced, in bytes.

    Raises TransferMissing, InvalidArgument (index), InvalidData (length), TransferCancelled, InvalidState, FileError.
    """
    transfer = selectors.by_upload_token(upload_token)
    _check_open(transfer)
    last = max(selectors.piece_count(transfer) - 1, 0)  # an empty file may be sent as one empty piece
    if not 0 <= index <= last:
        raise InvalidArgument(f"There is no piece {index}; the last one is {last}.")
    due = selectors.piece_length(transfer, index)
    if length is not None and length != due:
        raise InvalidArgument(f"Piece {index} has {length} bytes and must have {due}.")
    if transfer.state in (TransferState.ASSEMBLING, TransferState.DONE):
        return transfer  # a repeated piece that arrived after the last one
    storage.keep_chunk(transfer.pk, index, body, due)
    return _note_arrival(transfer)


def resume(*, upload_token: str) -> tuple[Transfer, list[int]]:
    """The transfer behind an upload address and the pieces that need not be sent again.

    Raises TransferMissing, TransferCancelled, InvalidState.
    """
    transfer = selectors.by_upload_token(upload_token)
    _check_open(transfer)
    here = selectors.pieces_here(transfer)
    if here and len(here) == selectors.piece_count(transfer):
        # The server may have died between the last piece and its note; nobody would send that piece again.
        transfer = _note_arrival(transfer) if transfer.state != TransferState.DONE else transfer
    return transfer, here


def _check_open(transfer: Transfer) -> None:
    match TransferState(transfer.state):
        case TransferState.CANCELLED_BY_SENDER | TransferState.CANCELLED_BY_RECEIVER:
            raise WasCancelled
        case TransferState.FAILED | TransferState.EXPIRED as ended:
            raise InvalidState(f"The transfer has {ended}.")
        case _:
            pass


@transaction.atomic
def _note_arrival(transfer: Transfer) -> Transfer:
    here = selectors.pieces_here(transfer)
    received = sum(selectors.piece_length(transfer, index) for index in here)
    # The disk tells how much is here, so two web processes cannot miscount; a slower one never lowers the number.
    Transfer.objects.filter(pk=transfer.pk, received__lt=received).update(received=received, moved_at=clock.now())
    try:
        if len(here) == selectors.piece_count(transfer):
            return _complete(transfer)
        if transfer.state == TransferState.PREPARED:
            transfer = step(transfer, TransferStep.START, started_at=clock.now())
    except InvalidState:
        # Another piece's request took the step, or a side cancelled: what is in the database counts.
        transfer = selectors.transfer(transfer.pk)
        _check_open(transfer)
    _tell_progress(transfer)
    return transfer


def _complete(transfer: Transfer) -> Transfer:
    now = clock.now()
    transfer = step(
        transfer, TransferStep.COMPLETE, started_at=transfer.started_at or now, told=transfer.size, told_at=now
    )
    publish(TransferProgressed(view(transfer)), to=sides(transfer))
    publish(TransferUploaded(transfer.pk), to=())
    return transfer


def _tell_progress(transfer: Transfer) -> None:
    now = clock.now()
    due = Q(told_at__isnull=True) | Q(told_at__lte=now - TOLD_EVERY)
    rows = Transfer.objects.filter(due, pk=transfer.pk, state=TransferState.MOVING)
    if rows.update(told=F("received"), told_at=now, rev=F("rev") + 1):
        told = selectors.transfer(transfer.pk)
        publish(TransferProgressed(view(told)), to=sides(told))


@transaction.atomic
def cancel(*, account_id: AccountId, sender_id: AccountId, key: str) -> Transfer:
    """Call a transfer off, from either side. Raises TransferMissing, IllegalStep (it has ended), StepLost.

    Source: AnyChat manual 5.5.8 (task status 4 and 5).
    """
    transfer = selectors.of(account_id, sender_id=sender_id, key=key)
    by: Literal["sender", "receiver"] = "sender" if account_id == transfer.sender_id else "receiver"
    verb = TransferStep.CANCEL_BY_SENDER if by == "sender" else TransferStep.CANCEL_BY_RECEIVER
    transfer = _cancel_as_it_is(transfer, verb)
    transaction.on_commit(lambda: storage.drop_chunks(transfer.pk))
    publish(TransferCancelled(view(transfer), by), to=sides(transfer))
    return transfer


def _cancel_as_it_is(transfer: Transfer, verb: TransferStep) -> Transfer:
    """A piece that arrives between our look and our step must not save the transfer from being cancelled."""
    for _ in range(len(OPEN_STATES)):
        try:
            return step(transfer, verb, ended_at=clock.now())
        except StepLost:
            transfer = selectors.transfer(transfer.pk)
    raise StepLost(f"transfer {transfer.pk} keeps changing")


@transaction.atomic
def fail(*, transfer_id: int, reason: str, by_disk: bool = False) -> Transfer:
    """Give a transfer up; `reason` is a sentence for people. Raises TransferMissing, IllegalStep, StepLost."""
    transfer = step(
        selectors.transfer(transfer_id), TransferStep.FAIL, failure=reason[:255], ended_at=clock.now(), lease_until=None
    )
    transaction.on_commit(lambda: storage.drop_chunks(transfer.pk))
    publish(TransferFailed(view(transfer), reason, by_disk), to=sides(transfer))
    return transfer
