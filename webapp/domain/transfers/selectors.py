"""Reads of transfers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from webapp.domain.presence.models import Session
from webapp.domain.transfers import storage
from webapp.domain.transfers.lifecycle import TransferState
from webapp.domain.transfers.models import Transfer
from webapp.domain.transfers.views import TransferView, view
from webapp.kernel.errors import TransferMissing
from webapp.kernel.ids import AccountId, SessionId


def _all() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("sender", "receiver")


def transfer(transfer_id: int) -> Transfer:
    """One transfer with its two people. Raises TransferMissing."""
    return _one(_all().filter(pk=transfer_id))


def by_upload_token(token: str) -> Transfer:
    """The transfer that this upload address belongs to. Raises TransferMissing."""
    return _one(_all().filter(upload_token=token))


def by_download_token(token: str) -> Transfer:
    """The finished transfer that this download address belongs to. Raises TransferMissing."""
    return _one(_all().filter(download_token=token, state=TransferState.DONE))


def of(account_id: AccountId, *, sender_id: AccountId, key: str) -> Transfer:
    """A task by its two-part name, for one of its two sides only. Raises TransferMissing.

    Where a page can name tasks by whole numbers only, a task with another kind of key goes by its own id.
    """
    sides = Q(sender_id=account_id) | Q(receiver_id=account_id)
    rows = _all().filter(sides, sender_id=sender_id)
    by_key = rows.filter(key=key)
    if key.isascii() and key.isdigit() and not by_key.exists():
        return _one(rows.filter(pk=int(key)))
    return _one(by_key)


def _one(rows: QuerySet[Transfer]) -> Transfer:
    found = rows.first()
    if found is None:
        raise TransferMissing
    return found


def piece_count(row: Transfer) -> int:
    """How many pieces the file is cut into; none for an empty file."""
    return -(-row.size // row.chunk_size)


def piece_length(row: Transfer, index: int) -> int:
    """The length in bytes of one piece; only the last may be shorter than `chunk_size`."""
    return min(row.chunk_size, row.size - index * row.chunk_size)


def pieces_here(row: Transfer) -> list[int]:
    """The indexes of the pieces that need not be sent again."""
    if row.state in (TransferState.PREPARED, TransferState.MOVING):
        return storage.have(row.pk)
    return list(range(piece_count(row)))


def seen_by(account_id: AccountId, session_id: SessionId) -> list[TransferView]:
    """What this session's mirror holds: the account's transfers that were alive while the session was, oldest first."""
    mine = Q(sender_id=account_id) | Q(receiver_id=account_id)
    rows = _all().filter(mine).exclude(state=TransferState.EXPIRED)
    since = Session.objects.filter(pk=session_id).values_list("connected_at", flat=True).first()
    alive = Q(ended_at__isnull=True) if since is None else Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    return [view(row) for row in rows.filter(alive).order_by("pk")]
