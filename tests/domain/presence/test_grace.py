"""A login whose link broke without a word: how long it waits, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told
    from webapp.domain.accounts.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


def greeted(name: str, *, shows: str = "", dialect: str = "anychat") -> Any:
    """A page on a link of that name, whose secret is the name."""
    from webapp.domain.presence import grace, services
    from webapp.kernel.ids import SessionId

    session_id = SessionId(name)
    services.greet(session_id=session_id, dialect=dialect, link_key=grace.key_of(name))
    grace.show_secret(session_id=session_id, secret=shows)
    return session_id


def logged_in(account: Account, name: str, **how: str) -> Any:
    """The session with which the account is logged in on that link."""
    from webapp.domain.presence import services

    return services.log_in(session_id=greeted(name, **how), account=account)


def lose(name: str, *, session: str = "") -> None:
    """The link of that name breaks."""
    from webapp.domain.presence import grace, services
    from webapp.kernel.ids import SessionId

    services.end_link(
        session_id=SessionId(session or name),
        link_key=grace.key_of(name),
        reason="link closed (1006)",
        is_goodbye=False,
    )


@pytest.fixture
def account() -> Account:
    return make_account(make_application(), "li")


def test_the_old_session_moves_to_the_new_link(told: Told, account: Account):
    """It keeps its id; nobody hears of it, and the page's own news come when it listens again."""
    from webapp.domain.presence import services

    logged_in(account, "first")
    lose("first")
    told.forget()
    session = logged_in(account, "second", shows="first")
    assert session.pk == "first"
    assert told.names() == []
    services.come_back(session_id=session.pk)
    [returned] = told.of("PersonReturned")
    assert (returned.session_id, returned.account_id) == ("first", account.pk)


def test_the_late_end_of_the_old_link_touches_nothing(told: Told, account: Account):
    """Its web process may notice a minute later that nobody is there."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel.events import person

    logged_in(account, "first")
    services.come_back(session_id=logged_in(account, "second", shows="first").pk)
    lose("first")
    assert not selectors.absent([person(account.pk)]).exists()
    lose("second", session="first")
    assert selectors.absent([person(account.pk)]).exists()
    assert selectors.is_online(account.pk)


def test_a_page_is_away_until_it_hears_again(told: Told, account: Account):
    """Its login is back before its link listens: what is said between the two must not count as heard."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel.events import person

    logged_in(account, "first")
    lose("first")
    session = logged_in(account, "second", shows="first")
    assert selectors.absent([person(account.pk)]).exists()
    services.come_back(session_id=session.pk)
    assert not selectors.absent([person(account.pk)]).exists()


def test_the_page_of_a_killed_process_goes_on_and_hears_what_it_missed(told: Told, account: Account):
    """Nobody said that the link was lost: the last heartbeat is the last moment that the page surely heard."""
    from webapp.domain.presence import selectors, services
    from webapp.kernel import clock

    with clock.held():
        logged_in(account, "first")
        last_heard_ms = clock.ms(selectors.session("first").heartbeat)
        clock.advance(9)
        services.come_back(session_id=logged_in(account, "second", shows="first").pk)
    assert told.of("PersonReturned")[0].since_ms == last_heard_ms


def test_a_visitor_is_the_same_visitor_again(told: Told):
    """Each visit makes an account, but not the second login of a page that never left."""
    from webapp.domain.accounts import services as accounts
    from webapp.domain.accounts.models import Account

    application = make_application(visitors_allowed=True)
    before = logged_in(accounts.visit(application, "guest"), "first")
    lose("first")
    again = logged_in(accounts.visit(application, "guest"), "second", shows="first")
    assert (again.pk, again.account_id) == ("first", before.account_id)
    assert Account.objects.filter(is_visitor=True).count() == 1
    lose("second", session="first")
    assert logged_in(accounts.visit(application, "somebody else"), "third", shows="second").pk == "third"


@pytest.mark.parametrize("how", [{"shows": "other"}, {"shows": ""}, {"shows": "first", "dialect": "crvideo"}])
def test_a_page_that_did_not_hold_the_link_begins_anew(told: Told, account: Account, how: dict[str, str]):
    """Another secret, none, or a page of another dialect: the absent login makes way at once."""
    logged_in(account, "first")
    lose("first")
    told.forget()
    assert logged_in(account, "second", **how).pk == "second"
    assert told.names() == ["PersonLeft", "PersonArrived"]
    assert told.of("PersonLeft")[0].reason == "lost"


def test_a_long_grace_is_not_cut_short_by_missing_heartbeats(settings: Any, told: Told, account: Account):
    """A living gateway has said itself that the link is lost: only the due time counts then."""
    from webapp.domain.presence import services
    from webapp.kernel import clock

    settings.LINK_GRACE_S = 60
    with clock.held():
        logged_in(account, "first")
        lose("first")
        clock.advance(59)
        assert services.sweep() == 0
        clock.advance(1)
        assert services.sweep() == 1
    assert told.of("PersonLeft")[0].reason == "lost"


def test_the_secret_itself_is_not_kept(account: Account):
    """Who reads the database cannot take anybody's place."""
    from webapp.domain.presence.models import Session

    logged_in(account, "first")
    logged_in(account, "second", shows="first")
    assert not Session.objects.filter(link_key__in=("first", "second")).exists()
    assert not Session.objects.filter(shown_key="first").exists()
