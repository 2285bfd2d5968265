"""What workers do with transfers: join the pieces, and sweep what is old or stuck."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from webapp.domain.transfers import selectors, services, storage
from webapp.domain.transfers.events import TransferDone, TransferExpired, TransferUploaded
from webapp.domain.transfers.lifecycle import OPEN_STATES, TransferState, TransferStep
from webapp.domain.transfers.models import Transfer
from webapp.domain.transfers.views import view
from webapp.kernel import clock
from webapp.kernel.errors import DataIncomplete, DomainError, FileError, InvalidState
from webapp.kernel.events import publish

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)  # renewed while the work goes on
MAX_ATTEMPTS = 5
UNTOUCHED = timedelta(seconds=10)  # an upload that no worker has claimed by then was forgotten by the queue
ABANDONED = timedelta(minutes=10)  # no piece for so long: the sender's page is gone
KEPT = timedelta(days=7)
STRAY_DRAFT_S = 3600.0


def claim(transfer_id: int) -> Transfer | None:
    """Take the assembly for one lease; None when it is another worker's, or not to be done (any more)."""
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = Transfer.objects.filter(free, pk=transfer_id, state=TransferState.ASSEMBLING)
    if not rows.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    return selectors.transfer(transfer_id)


def assemble(transfer_id: int, *, finished: Callable[[Transfer], None] | None = None) -> Transfer | None:
    """Join the pieces of a complete upload, check the size and take the SHA-256; None when not ours to do.

    May run twice without harm. `finished` runs in the transaction that makes the transfer done.
    """
    transfer = claim(transfer_id)
    if transfer is None:
        return None
    path = f"files/{transfer.created_at:%Y-%m}/{transfer.pk}"
    try:
        size, digest = storage.join(transfer.pk, selectors.piece_count(transfer), path, _beat(transfer.pk))
    except (DataIncomplete, FileError) as error:
        _give_up(transfer, str(error), by_disk=isinstance(error, FileError))
        return None
    if size != transfer.size:
        _give_up(transfer, f"The pieces make {size} bytes instead of {transfer.size}.")
        return None
    try:
        return _finish(transfer, path, digest, finished)
    except InvalidState:
        # Cancelled meanwhile, or done by a worker that took over.
        if selectors.transfer(transfer.pk).state != TransferState.DONE:
            storage.drop_file(path)
    except DomainError as refused:
        _give_up(transfer, str(refused))
    return None


def _beat(transfer_id: int) -> Callable[[], None]:
    """Renew the claim every few seconds of work, so that a lease may be short and a dead worker found soon."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last > LEASE.total_seconds() / 4:
            last = time.monotonic()
            Transfer.objects.filter(pk=transfer_id).update(lease_until=clock.now() + LEASE)

    return beat


@transaction.atomic
def _finish(transfer: Transfer, path: str, digest: str, finished: Callable[[Transfer], None] | None) -> Transfer:
    transfer = services.step(
        transfer,
        TransferStep.FINISH,
        path=path,
        sha256=digest,
        received=transfer.size,
        told=transfer.size,
        ended_at=clock.now(),
        lease_until=None,
    )
    if finished:
        finished(transfer)
    transaction.on_commit(lambda: _tidy(transfer))
    publish(TransferDone(view(transfer)), to=services.sides(transfer))
    return transfer


def _tidy(transfer: Transfer) -> None:
    storage.drop_chunks(transfer.pk)
    storage.drop_drafts(transfer.path)


def _give_up(transfer: Transfer, reason: str, *, by_disk: bool = False) -> None:
    log.error("transfer %s failed: %s", transfer.pk, reason)
    try:
        services.fail(transfer_id=transfer.pk, reason=reason, by_disk=by_disk)
    except InvalidState:
        log.info("transfer %s had ended already", transfer.pk)


def sweep() -> None:
    """Re-queue assemblies that nobody works on, end abandoned uploads, remove old files and stray pieces."""
    _requeue()
    now = clock.now()
    moving = (TransferState.PREPARED, TransferState.MOVING)
    _expire(Q(state__in=moving, moved_at__lt=now - ABANDONED))
    _expire(Q(state=TransferState.DONE, ended_at__lt=now - KEPT))
    _drop_strays()


def _requeue() -> None:
    now = clock.now()
    forgotten = Q(lease_until__isnull=True, moved_at__lt=now - UNTOUCHED) | Q(lease_until__lt=now)
    for transfer in Transfer.objects.filter(forgotten, state=TransferState.ASSEMBLING):
        if transfer.attempts >= MAX_ATTEMPTS:
            _give_up(transfer, f"It could not be assembled in {MAX_ATTEMPTS} attempts.")
        else:
            log.warning("transfer %s: nobody assembles it, queued again", transfer.pk)
            publish(TransferUploaded(transfer.pk), to=())


def _expire(which: Q) -> None:
    for transfer in Transfer.objects.filter(which):
        was_done = transfer.state == TransferState.DONE
        try:
            with transaction.atomic():
                # A finished transfer keeps the moment at which it was finished.
                ended_at = transfer.ended_at or clock.now()
                gone = services.step(transfer, TransferStep.EXPIRE, ended_at=ended_at)
                publish(TransferExpired(view(gone), was_done), to=services.sides(gone))
        except InvalidState:
            continue  # a piece arrived at the last moment
        storage.drop_chunks(gone.pk)
        storage.drop_file(gone.path)


def _drop_strays() -> None:
    """A process that died between a commit and its clean-up leaves pieces behind."""
    folders = storage.stranded_uploads()
    alive = set(Transfer.objects.filter(pk__in=folders, state__in=OPEN_STATES).values_list("pk", flat=True))
    for transfer_id in folders:
        if transfer_id not in alive:
            storage.drop_chunks(transfer_id)
    storage.drop_stray_drafts(STRAY_DRAFT_S)
