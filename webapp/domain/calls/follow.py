"""What calls do about facts of the apps below: who has gone is no longer in a call."""

from __future__ import annotations

from webapp.domain.calls import invitations, selectors, services, steps
from webapp.domain.presence.events import PersonLeft, PersonReturned
from webapp.kernel import clock
from webapp.kernel.ids import AccountId


def person_left(event: PersonLeft) -> None:
    """End the calls and invitations of a person who is gone; one who is back on a newer link keeps them."""
    if event.reason == "replaced":
        return
    account_id = AccountId(event.account_id)
    for call in selectors.live_calls(account_id):
        steps.succeeds(services.hang_up if event.reason == "logged_out" else services.lose, call=call, by=account_id)
    invitations.give_up(account_id=account_id)


def person_returned(event: PersonReturned) -> None:
    """Whoever is back after a lost link hears what became of his calls."""
    services.tell_again(account_id=event.account_id, since=clock.at(event.since_ms))
