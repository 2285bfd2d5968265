"""Coming online, being thrown out, getting lost, and what the others are told."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)


def greeted(session_id: str = "second") -> Any:
    from webapp.domain.presence import services
    from webapp.kernel.ids import SessionId

    services.greet(session_id=SessionId(session_id), dialect="crvideo", address="10.0.0.2")
    return SessionId(session_id)


def test_all_who_watch_in_the_application_hear_of_a_newcomer(told: Told):
    """Friends hear who came, with everything their pages show: name, address, signature, picture, status."""
    application = make_application()
    account = make_account(application, "li", nickname="Li", signature="hello")
    come_online(account)
    [arrived] = told.of("PersonArrived")
    assert told.audience_of(arrived) == (f"watchers:{application.pk}", f"person:{account.pk}")
    person = arrived.person
    assert (person.id, person.name, person.status, person.group_id) == (account.pk, "Li", 1, 1)
    assert person.info == {"1": "Li", "2": "10.0.0.1", "3": "hello", "4": str(account.pk % 10 + 1)}


def test_a_second_login_is_refused_when_the_newcomer_asks_for_that(told: Told):
    """AnyChat error 201: the account is logged in already; the first login stays."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel.errors import AlreadyLoggedIn

    account = make_account(make_application(), "li")
    first = come_online(account)
    with pytest.raises(AlreadyLoggedIn):
        services.log_in(session_id=greeted(), account=account, on_duplicate="reject")
    assert selectors.live(first).account == account


def test_a_second_login_throws_the_first_out_when_the_newcomer_asks_for_that(told: Told):
    """CRVideo line-off 10: the older session is told, the others see it go and come again."""
    from webapp.domain.presence import selectors, services

    account = make_account(make_application(), "li")
    first = come_online(account)
    told.forget()
    services.log_in(session_id=greeted(), account=account, on_duplicate="replace")
    assert told.names() == ["SessionReplaced", "PersonLeft", "PersonArrived"]
    assert told.of("SessionReplaced")[0].session_id == first
    assert (selectors.session(first).state, selectors.session(first).gone_reason) == ("gone", "replaced")
    live = selectors.live_session_of(account.pk)
    assert live is not None
    assert live.pk == "second"


def test_two_logins_at_once_let_one_in():
    """However they interleave, a person has one live session."""
    from django.db import connection

    from webapp.domain.presence import services
    from webapp.domain.presence.models import Session
    from webapp.kernel.errors import AlreadyLoggedIn

    account = make_account(make_application(), "li")
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def log_in(session_id: Any) -> None:
        try:
            gate.wait(60)
            services.log_in(session_id=session_id, account=account)
            outcomes.append("in")
        except AlreadyLoggedIn:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=log_in, args=(greeted(name),)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["in", "refused"]
    assert Session.objects.filter(account=account, state="logged_in").count() == 1


def test_a_login_whose_gateway_has_died_does_not_keep_its_owner_out(told: Told):
    """Fifteen seconds without a heartbeat: the newcomer finds the place free before any sweep has run."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel import clock

    account = make_account(make_application(), "li")
    with clock.held():
        first = come_online(account)
        clock.advance(16)
        services.log_in(session_id=greeted(), account=account)
    assert selectors.session(first).gone_reason == "lost"


def test_logging_out_ends_the_session_tells_the_others_and_makes_way(told: Told):
    """AnyChat 5.1.2: after a logout the same page may log in again; its link is greeted anew."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel.errors import NotLoggedIn

    account = make_account(make_application(), "li")
    session_id = come_online(account)
    services.log_out(session_id=session_id)
    assert told.of("PersonLeft")[0].reason == "logged_out"
    assert not selectors.is_online(account.pk)
    with pytest.raises(NotLoggedIn):
        services.log_out(session_id=session_id)
    assert services.log_in(session_id=greeted(), account=account).state == "logged_in"


def test_losing_a_link_twice_tells_it_once(told: Told):
    """The socket's end and the sweep may both notice."""
    from webapp.domain.presence import services

    session_id = come_online(make_account(make_application(), "li"))
    assert services.lose(session_id=session_id, reason="lost")
    assert not services.lose(session_id=session_id, reason="lost")
    assert len(told.of("PersonLeft")) == 1


def test_losing_a_link_nobody_logged_in_on_tells_nobody(told: Told):
    """A page that only looked at the login form."""
    from webapp.domain.presence import services

    assert services.lose(session_id=greeted(), reason="lost")
    assert told.all == []


def test_the_sweep_takes_the_silent_and_leaves_the_others(told: Told):
    """A heartbeat older than 15 s is a loss; a login form may stay open for hours."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel import clock

    application = make_application()
    silent, alive = make_account(application, "silent"), make_account(application, "alive")
    with clock.held():
        come_online(silent)
        kept = come_online(alive)
        form = greeted()
        clock.advance(10)
        assert services.beat(session_ids=[kept]) == 1
        clock.advance(6)
        assert services.sweep() == 1
    assert (selectors.is_online(silent.pk), selectors.is_online(alive.pk)) == (False, True)
    assert selectors.session(form).state == "greeted"


def test_status_says_what_a_person_is_doing(told: Told):
    """0 offline, 1 idle, 2 busy, 3 in a meeting; a call counts more than a room. Do-not-disturb stands beside it."""
    from webapp.domain.presence import services

    account = make_account(make_application(), "li")
    come_online(account)
    services.set_room(account_id=account.pk, room_id=7)
    services.set_busy(account_id=account.pk, is_busy=True)
    services.set_busy(account_id=account.pk, is_busy=False)
    services.set_room(account_id=account.pk, room_id=None)
    services.set_dnd(account_id=account.pk, dnd=1)
    people = [event.person for event in told.of("PersonChanged")]
    assert [person.status for person in people] == [3, 2, 3, 1, 1]
    assert [person.room_id for person in people] == [7, 7, 7, None, None]
    assert [person.dnd for person in people] == [0, 0, 0, 0, 1]


def test_a_status_for_somebody_who_has_gone_meanwhile_is_no_mistake(told: Told):
    """A call may end after its party has left."""
    from webapp.domain.presence import services

    account = make_account(make_application(), "li")
    services.set_busy(account_id=account.pk, is_busy=False)
    services.set_room(account_id=account.pk, room_id=None)
    assert told.all == []


def test_friends_are_all_others_online_in_the_application():
    """The house rule of the demo; another application's people stay unseen, and so do those offline."""
    from webapp.domain.presence import selectors

    application = make_application()
    li, wang, offline = (make_account(application, name) for name in ("li", "wang", "offline"))
    stranger = make_account(make_application("other"), "stranger")
    for account in (li, wang, stranger):
        come_online(account)
    assert [friend.id for friend in selectors.friends(li)] == [wang.pk]
    assert offline.pk not in [person.id for person in selectors.people(li)]


def test_nobody_is_a_friend_where_the_house_rule_is_off():
    """Then a page's list is empty until somebody fills it."""
    from webapp.domain.presence import selectors

    application = make_application(everyone_is_friend=False)
    li = make_account(application, "li")
    for account in (li, make_account(application, "wang")):
        come_online(account)
    assert selectors.friends(li) == []
