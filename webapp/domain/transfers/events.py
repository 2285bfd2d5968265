"""What can happen to a transfer, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from webapp.domain.transfers.views import TransferView
from webapp.kernel.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class TransferPrepared(Event):
    """The sender has announced a transfer; its pieces may come."""

    transfer: TransferView


@register
@dataclass(frozen=True, slots=True)
class TransferProgressed(Event):
    """More of it has arrived (told a few times a second at most)."""

    transfer: TransferView


@register
@dataclass(frozen=True, slots=True)
class TransferUploaded(Event):
    """Every piece is on the server; somebody must join them."""

    transfer_id: int


@register
@dataclass(frozen=True, slots=True)
class TransferDone(Event):
    """The file is whole, its checksum known, its download address valid."""

    transfer: TransferView


@register
@dataclass(frozen=True, slots=True)
class TransferCancelled(Event):
    """One side has called it off."""

    transfer: TransferView
    by: Literal["sender", "receiver"]


@register
@dataclass(frozen=True, slots=True)
class TransferFailed(Event):
    """It cannot be completed; `reason` is a sentence. With `by_disk` the server's disk refused."""

    transfer: TransferView
    reason: str
    by_disk: bool = False


@register
@dataclass(frozen=True, slots=True)
class TransferExpired(Event):
    """An abandoned upload was dropped, or a finished file was removed after its time."""

    transfer: TransferView
    was_done: bool
