"""Every pair of a session's state and a step."""

from __future__ import annotations

import itertools

import pytest

from tests.domain.people import make_account, make_application

ALLOWED = {
    ("greeted", "log_in"): "logged_in",
    ("greeted", "lose"): "gone",
    ("logged_in", "log_out"): "gone",
    ("logged_in", "lose"): "gone",
}
PAIRS = list(itertools.product(("greeted", "logged_in", "gone"), ("log_in", "log_out", "lose")))


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "step"), PAIRS)
def test_every_step_either_leads_where_the_table_says_or_changes_nothing(state: str, step: str):
    """A session is greeted, logged in, gone; only the steps of the table exist."""
    from webapp.domain.presence.lifecycle import SESSION, SessionStep
    from webapp.domain.presence.models import Session
    from webapp.kernel.lifecycle import IllegalStep

    account = make_account(make_application(), "li")
    session = Session.objects.create(id="s", dialect="anychat", state=state, account=account)
    if (state, step) in ALLOWED:
        SESSION.take(session, SessionStep(step))
    else:
        with pytest.raises(IllegalStep):
            SESSION.take(session, SessionStep(step))
    session.refresh_from_db()
    assert session.state == ALLOWED.get((state, step), state)
