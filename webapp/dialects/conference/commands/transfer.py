"""Conference: the manual has no files, so its members neither send nor hear of them."""

from __future__ import annotations

from webapp.dialects.base import SILENT, Command, News
from webapp.domain.transfers.events import (
    TransferCancelled,
    TransferDone,
    TransferExpired,
    TransferFailed,
    TransferPrepared,
    TransferProgressed,
    TransferUploaded,
)
from webapp.kernel.events import Event

COMMANDS: tuple[Command, ...] = ()

NEWS: dict[type[Event], News] = {
    TransferPrepared: SILENT,
    TransferProgressed: SILENT,
    TransferUploaded: SILENT,
    TransferDone: SILENT,
    TransferCancelled: SILENT,
    TransferFailed: SILENT,
    TransferExpired: SILENT,
}
