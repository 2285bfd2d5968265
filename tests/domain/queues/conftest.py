"""The demo areas, a customer and agents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.hall import Hall, open_hall

if TYPE_CHECKING:
    from webapp.domain.accounts.models import Account
    from webapp.domain.queues.models import Agent, Ticket


@dataclass
class Branch:
    """Areas 10001 and 10002 with their queues; everybody is online, nobody waits or serves yet."""

    hall: Hall
    customer: Account
    second: Account
    agent: Account
    colleague: Account

    def take(self, who: Account, queue_id: int = 101, **more: Any) -> Ticket:
        """Somebody takes a ticket."""
        from webapp.domain.queues import services

        return services.take_ticket(account_id=who.pk, queue_id=queue_id, **more)

    def pulls(self, who: Account, area_id: int = 10001) -> None:
        """Somebody serves an area and asks for customers himself."""
        from webapp.domain.queues import services

        services.enter_area(account_id=who.pk, area_id=area_id, is_agent=True)

    def gets_offers(self, who: Account, queue_id: int = 101, priority: int = 0) -> None:
        """Somebody serves a queue and is offered its customers."""
        from webapp.domain.queues import desk

        desk.start_serving(account_id=who.pk, queue_id=queue_id, priority=priority)

    def agent_row(self, who: Account) -> Agent:
        """The agent as stored."""
        from webapp.domain.queues.models import Agent

        return Agent.objects.get(pk=who.pk)

    def ticket_row(self, who: Account) -> Ticket:
        """The last ticket of a customer as stored."""
        from webapp.domain.queues.models import Ticket

        return Ticket.objects.filter(customer=who.pk).latest("id")


@pytest.fixture
def branch(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Branch:
    """The branch in the morning."""
    from webapp.domain.queues import demo

    hall = open_hall(monkeypatch)
    demo.seed(hall.bank)
    branch = Branch(hall, *(hall.person(name) for name in ("li", "wang", "amy", "bob")))
    hall.told.clear()
    return branch
