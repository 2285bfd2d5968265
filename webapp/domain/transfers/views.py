"""The shape in which pages know a transfer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from webapp.domain.transfers.lifecycle import TransferState
from webapp.domain.transfers.models import Transfer
from webapp.kernel import clock


@dataclass(frozen=True, slots=True)
class TransferView:
    """A row of the mirror's table `transfers`: sizes in bytes, times in ms since 1970.

    `upload_url` reaches only the sender's page, `url` is empty until the file can be fetched.
    `received` is as last told. A page derives progress (of size) and bit rate (since `started_ms` until `updated_ms`).
    """

    id: int
    key: str
    sender_id: int
    sender_external_id: str
    receiver_id: int
    receiver_external_id: str
    name: str
    size: int
    received: int
    state: str
    kind: str
    wparam: int
    lparam: int
    flags: int
    url: str
    upload_url: str
    chunk_size: int
    sha256: str
    started_ms: int
    updated_ms: int
    rev: int


def view(transfer: Transfer) -> TransferView:
    """A transfer as pages know it."""
    done = transfer.state == TransferState.DONE
    return TransferView(
        id=transfer.pk,
        key=transfer.key,
        sender_id=transfer.sender_id,
        sender_external_id=transfer.sender.external_id,
        receiver_id=transfer.receiver_id,
        receiver_external_id=transfer.receiver.external_id,
        name=transfer.name,
        size=transfer.size,
        received=transfer.told,
        state=str(transfer.state),
        kind=str(transfer.kind),
        wparam=transfer.wparam,
        lparam=transfer.lparam,
        flags=transfer.flags,
        url=f"/files/down/{transfer.download_token}/{quote(transfer.name, safe='')}" if done else "",
        upload_url=f"/files/up/{transfer.upload_token}",
        chunk_size=transfer.chunk_size,
        sha256=transfer.sha256,
        started_ms=clock.ms(transfer.started_at),
        updated_ms=clock.ms(transfer.told_at or transfer.created_at),
        rev=transfer.rev,
    )
