"""The lives of a waiting ticket, of an agent and of a service."""

from __future__ import annotations

from enum import StrEnum

from webapp.kernel.lifecycle import Lifecycle


class TicketState(StrEnum):
    """Where a customer's place in a queue is."""

    WAITING = "waiting"
    OFFERED = "offered"
    SERVED = "served"
    LEFT = "left"
    CALLBACK = "callback"


class TicketStep(StrEnum):
    """What can happen to a ticket."""

    OFFER = "offer"
    TAKE_BACK = "take_back"
    SERVE = "serve"
    LEAVE = "leave"
    PROMISE = "promise"


LIVE_TICKETS = (TicketState.WAITING, TicketState.OFFERED)

TICKET: Lifecycle[TicketState, TicketStep] = Lifecycle(
    "ticket",
    {
        (TicketState.WAITING, TicketStep.OFFER): TicketState.OFFERED,
        (TicketState.OFFERED, TicketStep.TAKE_BACK): TicketState.WAITING,
        (TicketState.WAITING, TicketStep.SERVE): TicketState.SERVED,
        (TicketState.OFFERED, TicketStep.SERVE): TicketState.SERVED,
        (TicketState.WAITING, TicketStep.LEAVE): TicketState.LEFT,
        (TicketState.OFFERED, TicketStep.LEAVE): TicketState.LEFT,
        (TicketState.WAITING, TicketStep.PROMISE): TicketState.CALLBACK,
    },
)


class AgentState(StrEnum):
    """What an agent is doing."""

    CLOSED = "closed"
    WAITING = "waiting"
    OFFERED = "offered"
    WORKING = "working"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


class AgentStep(StrEnum):
    """What can happen to an agent."""

    OPEN = "open"
    OFFER = "offer"
    TAKE_BACK = "take_back"
    SERVE = "serve"
    FINISH = "finish"
    WRAP_UP = "wrap_up"
    READY = "ready"
    PAUSE = "pause"
    CLOSE = "close"


AGENT: Lifecycle[AgentState, AgentStep] = Lifecycle(
    "agent",
    {
        (AgentState.CLOSED, AgentStep.OPEN): AgentState.WAITING,
        (AgentState.WAITING, AgentStep.OFFER): AgentState.OFFERED,
        (AgentState.OFFERED, AgentStep.TAKE_BACK): AgentState.WAITING,
        (AgentState.WAITING, AgentStep.SERVE): AgentState.WORKING,
        (AgentState.OFFERED, AgentStep.SERVE): AgentState.WORKING,
        (AgentState.WORKING, AgentStep.FINISH): AgentState.WAITING,
        (AgentState.WORKING, AgentStep.WRAP_UP): AgentState.WRAP_UP,
        (AgentState.WRAP_UP, AgentStep.READY): AgentState.WAITING,
        (AgentState.PAUSED, AgentStep.READY): AgentState.WAITING,
        (AgentState.WAITING, AgentStep.PAUSE): AgentState.PAUSED,
        (AgentState.WRAP_UP, AgentStep.PAUSE): AgentState.PAUSED,
        (AgentState.WAITING, AgentStep.CLOSE): AgentState.CLOSED,
        (AgentState.WRAP_UP, AgentStep.CLOSE): AgentState.CLOSED,
        (AgentState.PAUSED, AgentStep.CLOSE): AgentState.CLOSED,
    },
)


class ServiceState(StrEnum):
    """Whether a customer is still being served."""

    RUNNING = "running"
    FINISHED = "finished"


class ServiceStep(StrEnum):
    """What can happen to a service."""

    FINISH = "finish"


SERVICE: Lifecycle[ServiceState, ServiceStep] = Lifecycle(
    "service", {(ServiceState.RUNNING, ServiceStep.FINISH): ServiceState.FINISHED}
)
