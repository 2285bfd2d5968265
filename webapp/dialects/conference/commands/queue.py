"""Conference SDK: has no queues; every fact about them is silent."""

from __future__ import annotations

from webapp.dialects.base import SILENT, Command, News
from webapp.domain.queues.events import (
    AgentChanged,
    AreaChanged,
    AreaEntered,
    AreaLeft,
    AreaRemoved,
    ClientDescribed,
    LineMoved,
    OfferWithdrawn,
    QueueChanged,
    QueueRemoved,
    ServiceEvaluated,
    ServiceFinished,
    ServiceStarted,
    TicketLeft,
    TicketOffered,
    TicketTaken,
)
from webapp.kernel.events import Event

COMMANDS: tuple[Command, ...] = ()

NEWS: dict[type[Event], News] = {
    AreaChanged: SILENT,
    AreaEntered: SILENT,
    AreaLeft: SILENT,
    AreaRemoved: SILENT,
    QueueRemoved: SILENT,
    ClientDescribed: SILENT,
    QueueChanged: SILENT,
    LineMoved: SILENT,
    TicketTaken: SILENT,
    TicketLeft: SILENT,
    TicketOffered: SILENT,
    OfferWithdrawn: SILENT,
    AgentChanged: SILENT,
    ServiceStarted: SILENT,
    ServiceFinished: SILENT,
    ServiceEvaluated: SILENT,
}
