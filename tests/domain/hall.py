"""People of one bank who are online, and everything that is said; shared by the tests of calls and queues."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webapp.domain.accounts.models import Account, Application
    from webapp.kernel.events import Audience, Event


@dataclass
class Hall:
    """A bank: `told` is every event with its audiences, in order; follow-ups run as in production."""

    bank: Application
    told: list[tuple[Event, tuple[Audience, ...]]] = field(default_factory=list)

    def person(self, name: str, application: Application | None = None) -> Account:
        """Somebody new who is online."""
        from webapp.domain.accounts.models import Account
        from webapp.domain.presence import services as presence

        home = application or self.bank
        account = Account.objects.create(application=home, login_name=name, external_id=name, nickname=name.title())
        presence.greet(session_id=f"s-{name}", dialect="anychat")
        presence.log_in(session_id=f"s-{name}", account=account)
        return account

    def lose(self, account: Account) -> None:
        """The person's link breaks."""
        from webapp.domain.presence import services as presence

        presence.lose(session_id=f"s-{account.login_name}", reason="lost")

    def names(self) -> list[str]:
        """The events by name."""
        return [type(event).__name__ for event, _ in self.told]

    def last(self, kind: type[Any]) -> Any:
        """The last event of a class."""
        return [event for event, _ in self.told if isinstance(event, kind)][-1]

    def all(self, kind: type[Any]) -> list[Any]:
        """Every event of a class, in order."""
        return [event for event, _ in self.told if isinstance(event, kind)]


def open_hall(monkeypatch: Any) -> Hall:
    """An empty bank whose events nobody else hears."""
    from webapp import wiring
    from webapp.domain.accounts.models import Application
    from webapp.kernel import events

    hall = Hall(Application.objects.create(app_id="bank", name="Bank"))
    quiet = {kind: acts for kind, acts in wiring.FOLLOW_UPS.items() if kind.__name__ != "MediaPlanChanged"}
    monkeypatch.setattr(wiring, "FOLLOW_UPS", quiet)
    record = lambda event, to, told: hall.told.append((event, to))  # noqa: E731
    monkeypatch.setattr(events, "_subscribers", [record, wiring.follow_up])
    return hall


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run these at the same moment, each with its own database connection; returns results or the refusals raised."""
    from django.db import DatabaseError, connection

    from webapp.kernel.errors import DomainError

    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            barrier.wait(60)
            outcomes[index] = acts[index]()
        except (DomainError, DatabaseError) as failed:
            outcomes[index] = failed
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
