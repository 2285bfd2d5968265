"""Who is let in, and as whom."""

from __future__ import annotations

import hashlib

import pytest

from tests.domain.people import make_account, make_application

pytestmark = pytest.mark.django_db


def sign_in(name: str, password: str, **more: str):
    from webapp.domain.accounts import services

    return services.sign_in(application_key=None, login_name=name, password=password, **more)


def test_the_right_password_opens_the_account():
    """AnyChat 5.2.3: name and password log an account in."""
    account = make_account(make_application(is_default=True), "li", "open sesame")
    assert sign_in("li", "open sesame") == account


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", "wrong"), ("li", "")])
def test_a_wrong_password_an_unknown_name_and_a_missing_password_are_refused_alike(name: str, password: str):
    """AnyChat 5.2.3 and error 200: nobody learns whether it was the name or the password."""
    from webapp.kernel.errors import BadCredentials

    make_account(make_application(is_default=True), "li", "open sesame")
    with pytest.raises(BadCredentials):
        sign_in(name, password)


def test_an_empty_password_makes_a_new_visitor_each_time():
    """AnyChat 5.2.3: without a password one logs in as a visitor; two strangers of one name stay two people."""
    make_application(is_default=True)
    one, two = sign_in("guest", ""), sign_in("guest", "")
    assert one != two
    assert (one.is_visitor, one.name, one.group_id) == (True, "guest", 2)
    assert one.external_id == str(one.pk)


def test_visitors_are_refused_where_the_application_says_so():
    """AnyChat error 204."""
    from webapp.kernel.errors import VisitorsRefused

    make_application(is_default=True, visitors_allowed=False)
    with pytest.raises(VisitorsRefused):
        sign_in("guest", "")


def test_a_locked_account_is_refused_only_with_the_right_password():
    """AnyChat error 202; a stranger must not learn that the account is locked."""
    from webapp.kernel.errors import AccountLocked, BadCredentials

    account = make_account(make_application(is_default=True), "li", "open sesame")
    type(account).objects.update(is_locked=True)
    with pytest.raises(AccountLocked):
        sign_in("li", "open sesame")
    with pytest.raises(BadCredentials):
        sign_in("li", "wrong")


def test_a_server_password_is_asked_for_where_there_is_one():
    """AnyChat 5.2.1 and error 102."""
    from webapp.kernel.errors import ServerPasswordWrong

    make_account(make_application(is_default=True, server_password="gate"), "li", "open sesame")
    with pytest.raises(ServerPasswordWrong):
        sign_in("li", "open sesame", server_password="Gate")
    assert sign_in("li", "open sesame", server_password="gate")


def test_only_the_hash_of_a_password_is_kept():
    """A reader of the table learns no password."""
    account = make_account(make_application(), "li", "open sesame")
    assert "open sesame" not in account.password
    assert account.has_password("open sesame")


def test_user_ids_start_above_everything_that_looks_like_a_room_or_an_error():
    """Never 0 or -1, which are words of their own in the pages; from 1001 on."""
    assert make_account(make_application(), "li").pk > 1000


def by_secret(key: str, digest: str, user: str = "H5_1", **more: str):
    from webapp.domain.accounts import services

    return services.sign_in_by_secret(application_key=key, secret_digest=digest, external_id=user, **more)


def test_the_projects_secret_logs_its_user_in_and_makes_the_account_once():
    """CRVideo Login: appID and md5 of the secret; the first login of a user id makes the user."""
    make_application("shop")
    digest = hashlib.md5(b"secret").hexdigest()
    one = by_secret("shop", digest, nickname="Li")
    two = by_secret("shop", digest.upper(), nickname="Li Lei")
    assert one == two
    assert (two.external_id, two.name, two.is_visitor) == ("H5_1", "Li Lei", False)


def test_the_literal_word_opens_the_default_project_and_no_other():
    """CRVideo Login: pages that were given no secret send the word for "default" twice."""
    from webapp.kernel.errors import BadCredentials

    make_application("默认", is_default=True)
    make_application("shop")
    assert by_secret("默认", "默认").application.app_id == "默认"
    with pytest.raises(BadCredentials):
        by_secret("shop", "默认")


def test_a_wrong_secret_an_unknown_project_and_an_auth_code_nobody_checks_are_refused():
    """CRVideo errors 7, 20 and 15."""
    from webapp.kernel.errors import ApplicationMissing, BadCredentials, ExternalAuthUnexpected

    make_application("shop")
    digest = hashlib.md5(b"secret").hexdigest()
    with pytest.raises(BadCredentials):
        by_secret("shop", "secret")
    with pytest.raises(ApplicationMissing):
        by_secret("shoe", digest)
    with pytest.raises(ExternalAuthUnexpected):
        by_secret("shop", digest, auth_code="token")
    assert by_secret("shop", digest, auth_code=" ")


def test_two_applications_may_have_users_of_one_name():
    """Projects are isolated."""
    one, two = make_application("one"), make_application("two")
    assert make_account(one, "li") != make_account(two, "li")
