"""CRVideo: third-party authentication by userAuthCode (management API, Login; error table 14 to 19)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import DEFAULT_APPLICATION as APP
from tests.stage import Opener

if TYPE_CHECKING:
    from tests.company import Company

COOKIE = {"$": "cookie"}


@pytest.fixture
def company(demo: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company that checks the codes of all logins."""
    from tests.company import SECRET, Company
    from webapp.business.webhook import Webhook
    from webapp.domain.accounts import business
    from webapp.domain.accounts.models import Application

    one = Company()
    Application.objects.update(webhook_url=one.url, webhook_secret=SECRET, asks_auth_codes=True)
    monkeypatch.setattr(business, "_attached", [Webhook(lambda application_id, body: None)])
    yield one
    one.close()


async def login(one: Page, code: Any = "right", uid: str = "cai") -> None:
    await one.say("CRVideo_Login", APP, APP, "Cai", uid, code)


async def test_the_company_is_asked_and_may_say_who_it_is(page: Opener, company: Company) -> None:
    """docs/BUSINESS.md, verify_auth_code: code, user id, name and address; name, level and role may come back."""
    company.answers["verify_auth_code"] = {"allow": True, "nickname": "Cai Hong", "role": "agent"}
    one = await page("crvideo")
    await login(one, " right ")
    assert await one.hears("CRVideo_LoginSuccess") == ("cai", COOKIE)
    asked = {"external_id": "cai", "nickname": "Cai", "auth_code": "right", "address": "127.0.0.1"}
    assert company.asked("verify_auth_code") == [asked]
    assert company.wrongly_signed == 0
    assert (one.row("me", "me")["name"], one.row("me", "me")["role"]) == ("Cai Hong", "agent")


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ({"allow": False}, 17),
        ({"allow": False, "reason": "malformed"}, 19),
        (None, 16),
        ({}, 16),
        (500, 16),
        ({"allow": "perhaps"}, 16),
    ],
)
async def test_without_the_companys_yes_nobody_gets_in(
    page: Opener, company: Company, answer: Any, number: int
) -> None:
    """LoginFail: 17 refused, 19 the code makes no sense, 16 the company did not answer or had no opinion."""
    company.answers["verify_auth_code"] = answer
    one = await page("crvideo")
    await login(one)
    assert await one.hears("CRVideo_LoginFail") == (number, COOKIE)


async def test_a_missing_code_is_14_and_an_unwanted_one_15(page: Opener, company: Company) -> None:
    """Login: the manual prints a blank between the quotes for "none", so blanks are none. Nobody is asked."""
    from webapp.domain.accounts.models import Application

    one = await page("crvideo")
    for none in ("", " ", None):
        await login(one, none)
        assert await one.hears("CRVideo_LoginFail") == (14, COOKIE)
    await sync_to_async(Application.objects.update)(asks_auth_codes=False)
    await login(one, "right")
    assert await one.hears("CRVideo_LoginFail") == (15, COOKIE)
    assert company.asked("verify_auth_code") == []


async def test_the_secret_comes_first_and_tokens_need_a_code_too(page: Opener, company: Company) -> None:
    """7 before any code is looked at; LoginByToken carries a code as Login does."""
    from webapp.domain.accounts import identity, tokens
    from webapp.domain.accounts.models import Application
    from webapp.kernel import clock

    company.answers["verify_auth_code"] = {"allow": True}
    one = await page("crvideo")
    await one.say("CRVideo_Login", APP, "0" * 32, "Cai", "cai", "right")
    assert await one.hears("CRVideo_LoginFail") == (7, COOKIE)
    private, public = identity.make_key()
    await sync_to_async(Application.objects.update)(login_key=public)
    token = tokens.sign(private, APP, "cai", int(clock.now().timestamp()) + 60)
    await one.say("CRVideo_LoginByToken", token, "Cai", "cai", "")
    assert await one.hears("CRVideo_LoginFail") == (14, COOKIE)
    await one.say("CRVideo_LoginByToken", token, "Cai", "cai", "right")
    await one.hears("CRVideo_LoginSuccess", "cai")
    assert len(company.asked("verify_auth_code")) == 1


@pytest.mark.parametrize(("answer", "number"), [({"allow": False}, 17), (None, 16)])
async def test_a_good_token_does_not_replace_the_companys_yes(
    page: Opener, company: Company, answer: Any, number: int
) -> None:
    """LoginByToken: 17 the company refuses, 16 it did not answer, however good the token is."""
    from webapp.domain.accounts import identity, tokens
    from webapp.domain.accounts.models import Application
    from webapp.kernel import clock

    company.answers["verify_auth_code"] = answer
    private, public = identity.make_key()
    await sync_to_async(Application.objects.update)(login_key=public)
    one = await page("crvideo")
    token = tokens.sign(private, APP, "cai", int(clock.now().timestamp()) + 60)
    await one.say("CRVideo_LoginByToken", token, "Cai", "cai", "code")
    assert await one.hears("CRVideo_LoginFail") == (number, COOKIE)


async def test_guessing_codes_is_refused_in_the_end(page: Opener, company: Company, settings: Any) -> None:
    """Refused codes count against the address: then 21, and the company is not asked any more."""
    settings.LOGIN_FAILURES_PER_ADDRESS = 2
    company.answers["verify_auth_code"] = {"allow": False}
    one = await page("crvideo")
    for number in (17, 17, 21):
        await login(one)
        assert await one.hears("CRVideo_LoginFail") == (number, COOKIE)
    assert len(company.asked("verify_auth_code")) == 2
