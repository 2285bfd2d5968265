"""Work on transfers: joining the pieces of complete uploads, and the sweep of old and stuck ones."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from webapp.domain.recordings import services as recordings
from webapp.domain.transfers import assembly
from webapp.domain.transfers.events import TransferUploaded
from webapp.domain.transfers.models import Kind, Transfer
from webapp.kernel.ids import AccountId

log = logging.getLogger(__name__)


def queue_assembly(event: TransferUploaded) -> None:
    """Have a worker join the pieces; if the queue is away, the sweep finds the transfer."""
    try:
        assemble.delay(event.transfer_id)
    except OperationalError as error:
        log.warning("transfer %s not queued: %s", event.transfer_id, error)


@shared_task(name="transfers.assemble", acks_late=True, reject_on_worker_lost=True)
def assemble(transfer_id: int) -> None:
    """Join one upload; may run twice without harm."""
    assembly.assemble(transfer_id, finished=_keep_snapshot)


def _keep_snapshot(transfer: Transfer) -> None:
    """A finished snapshot is a still picture of the recordings, not a file for somebody."""
    if transfer.kind != Kind.SNAPSHOT or transfer.subject_id is None:
        return
    recordings.keep_snapshot(
        owner_id=AccountId(transfer.sender_id),
        subject_id=AccountId(transfer.subject_id),
        room_number=transfer.room_number,
        uploaded=transfer.path,
        file_name=transfer.name,
        file_size=transfer.size,
        sha256=transfer.sha256,
        flags=transfer.flags,
        param=transfer.lparam,
    )


@shared_task(name="transfers.sweep")
def sweep() -> None:
    """Re-queue what a dead worker left, expire what is old; may run twice without harm."""
    assembly.sweep()
