"""How transfers change mirrors: my files on the way, in both directions. The upload address is the sender's alone."""

from __future__ import annotations

from dataclasses import replace

from webapp.dialects.base import Actor
from webapp.domain.transfers import selectors
from webapp.domain.transfers.events import (
    TransferCancelled,
    TransferDone,
    TransferExpired,
    TransferFailed,
    TransferPrepared,
    TransferProgressed,
    TransferUploaded,
)
from webapp.domain.transfers.views import TransferView
from webapp.gateway.changes.base import NO_CHANGE, Change, Changes, State, drop, for_all, for_each, put, row_of
from webapp.kernel.events import Event

TRANSFERS = "transfers"
_Shown = TransferPrepared | TransferProgressed | TransferDone | TransferCancelled | TransferFailed


def as_seen(transfer: TransferView, listener: Actor) -> TransferView:
    """The row without what is not meant for this listener."""
    return transfer if transfer.sender_id == listener.account_id else replace(transfer, upload_url="")


def shown(event: _Shown, listener: Actor) -> list[Change]:
    """The transfer's new row."""
    return [put(TRANSFERS, event.transfer.id, as_seen(event.transfer, listener))]


def expired(event: TransferExpired) -> list[Change]:
    """It is gone."""
    return [drop(TRANSFERS, event.transfer.id)]


CHANGES: dict[type[Event], Changes] = {
    TransferPrepared: for_each(shown),
    TransferProgressed: for_each(shown),
    TransferDone: for_each(shown),
    TransferCancelled: for_each(shown),
    TransferFailed: for_each(shown),
    TransferExpired: for_all(expired),
    TransferUploaded: NO_CHANGE,
}


def snapshot(actor: Actor) -> State:
    """The actor's transfers that were alive while the session was."""
    if not actor.account_id:
        return {}
    views = selectors.seen_by(actor.account_id, actor.session_id)
    return {TRANSFERS: {str(view.id): row_of(as_seen(view, actor)) for view in views}}
