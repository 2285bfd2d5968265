"""What other subjects' facts mean for transfers; `wiring` names these functions."""

from __future__ import annotations

from django.db.models import Q

from webapp.domain.presence.events import PersonLeft
from webapp.domain.transfers import services
from webapp.domain.transfers.lifecycle import TransferState
from webapp.domain.transfers.models import Transfer
from webapp.kernel.errors import InvalidState
from webapp.kernel.ids import AccountId

_UNFINISHED = (TransferState.PREPARED, TransferState.MOVING)


def person_left(event: PersonLeft) -> None:
    """Somebody who logs out takes his unfinished transfers along; after a lost link the upload may go on.

    An upload that is complete still reaches its receiver's history.
    """
    if event.reason != "logged_out":
        return
    mine = Q(sender_id=event.account_id) | Q(receiver_id=event.account_id)
    for transfer in Transfer.objects.filter(mine, state__in=_UNFINISHED):
        try:
            services.cancel(account_id=event.account_id, sender_id=AccountId(transfer.sender_id), key=transfer.key)
        except InvalidState:
            continue  # it ended by itself meanwhile
