"""CRVideo: LoginByToken, UpdateToken, NotifyTokenWillExpire, LineOff 18 (web docs; error table 18 to 22)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import DEFAULT_APPLICATION as APP
from tests.stage import Opener
from webapp.kernel import clock

COOKIE = {"$": "cookie"}


@pytest.fixture
def key(demo: None) -> str:
    """The private half of the project's login key; the public half is stored."""
    from webapp.domain.accounts import identity
    from webapp.domain.accounts.models import Application

    private, public = identity.make_key()
    Application.objects.update(login_key=public)
    return private


def signed(key: str, uid: str = "cai", *, lasts_s: float = 3600, app: str = APP) -> str:
    """A token as the company's server makes it."""
    from webapp.domain.accounts import tokens

    return tokens.sign(key, app, uid, int(clock.now().timestamp() + lasts_s))


def packed(value: Any) -> str:
    """One part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def sweep() -> None:
    """What the server does every second."""
    from webapp.tasks.accounts import sweep_tokens

    await sync_to_async(sweep_tokens)()


async def login(one: Page, token: str, uid: str = "cai", code: str = "") -> None:
    await one.say("CRVideo_LoginByToken", token, "Cai", uid, code)


async def test_a_signed_token_logs_its_user_in(page: Opener, key: str) -> None:
    """LoginByToken: the token names project, user and end; a page that leaves the user id out is who the token says."""
    for uid in ("cai", ""):
        one = await page("crvideo")
        await login(one, signed(key), uid)
        assert await one.hears("CRVideo_LoginSuccess") == ("cai", COOKIE)
        assert one.row("me", "me")["name"] == "Cai"


async def test_a_token_signed_on_another_machine_opens(page: Opener, key: str, tmp_path: Path) -> None:
    """docs/BUSINESS.md: `manage.py sign_token` needs the private key and nothing else."""
    from io import StringIO

    from django.core.management import call_command

    (file := tmp_path / "key.pem").write_text(key)
    call_command("sign_token", APP, key=file, external_id="cai", stdout=(out := StringIO()))
    one = await page("crvideo")
    await login(one, out.getvalue().strip())
    await one.hears("CRVideo_LoginSuccess", "cai")


async def test_a_token_that_is_wrong_has_its_number(page: Opener, key: str) -> None:
    """LoginFail: 19 no token or one that says too little, 20 unknown project, 21 wrong signature or another user's,
    18 past its end.
    """
    from webapp.domain.accounts import identity

    strangers, _ = identity.make_key()
    head, body, tail = signed(key).split(".")
    unsigned = packed({"alg": "none"})
    longer = packed({"aud": APP, "sub": "cai", "exp": 9_999_999_999})
    wrong = [
        ("", 19),
        ("e30.e30.x", 19),
        (f"{head}.{body}.%%", 19),
        (f"{unsigned}.{body}.", 19),
        (f"{head}.{packed({'aud': APP, 'exp': 9_999_999_999})}.{tail}", 19),
        (signed(key, lasts_s=2**40), 19),
        (signed(key, app="nobody"), 20),
        (f"{head}.{longer}.{tail}", 21),
        (signed(strangers), 21),
        (signed(key, "wang"), 21),
        (signed(key, lasts_s=-1), 18),
    ]
    one = await page("crvideo")
    for token, number in wrong:
        await login(one, token)
        assert await one.hears("CRVideo_LoginFail") == (number, COOKIE), token
    await one.hears_nothing("CRVideo_LoginSuccess")


async def test_the_kind_of_login_is_the_projects(page: Opener, key: str, demo: None) -> None:
    """LoginFail 22: a project without a key takes no tokens; one that takes only tokens is not opened by its secret."""
    from webapp.domain.accounts.models import Application

    one = await page("crvideo")
    await sync_to_async(Application.objects.update)(tokens_only=True)
    await one.say("CRVideo_Login", APP, APP, "Cai", "cai", "")
    assert await one.hears("CRVideo_LoginFail") == (22, COOKIE)
    await sync_to_async(Application.objects.update)(login_key="")
    await login(one, signed(key))
    assert await one.hears("CRVideo_LoginFail") == (22, COOKIE)


async def test_guessing_tokens_is_refused_with_21_in_the_end(page: Opener, key: str, settings: Any) -> None:
    """As guessing a secret: after some wrong tokens the address is locked out, even with the right one."""
    settings.LOGIN_FAILURES_PER_ADDRESS = 2
    one = await page("crvideo")
    for _ in range(2):
        await login(one, signed(key, "wang"))
        await one.hears("CRVideo_LoginFail", 21)
    await login(one, signed(key))
    assert await one.hears("CRVideo_LoginFail") == (21, COOKIE)


async def test_a_warning_comes_30_seconds_before_the_end_and_then_the_line_is_off(page: Opener, key: str) -> None:
    """NotifyTokenWillExpire once, 30 s before; at the end LineOff(18), the link closed, the others hear of it."""
    one, other = await page("crvideo"), await page("crvideo")
    with clock.held():
        await login(one, signed(key, lasts_s=100))
        await login(other, signed(key, "wang"), "wang")
        await one.hears("CRVideo_LoginSuccess")
        await other.say("CRVideo_StartUserStatusNotify")
        clock.advance(69)
        await sweep()
        await one.hears_nothing("CRVideo_NotifyTokenWillExpire")
        clock.advance(2)
        await sweep()
        assert await one.hears("CRVideo_NotifyTokenWillExpire") == ()
        await sweep()
        await one.hears_nothing("CRVideo_NotifyTokenWillExpire")
        other.forget()
        clock.advance(30)
        await sweep()
        assert await one.hears("CRVideo_LineOff") == (18,)
        await other.hears("CRVideo_NotifyUserStatus", {"userID": "cai", "userStatus": 0, "DNDType": 0})
        await one.listen(0.2)
        assert one.bye == "replaced"


async def test_a_newer_token_keeps_the_login_alive_and_warns_again(page: Opener, key: str) -> None:
    """UpdateToken: the new end counts; a token of somebody else (21), an expired one (18) or nonsense (19) does not."""
    one = await page("crvideo")
    with clock.held():
        await login(one, signed(key, lasts_s=40))
        clock.advance(15)
        await sweep()
        await one.hears("CRVideo_NotifyTokenWillExpire")
        for token, number in ((signed(key, "wang"), 21), (signed(key, lasts_s=-1), 18), ("nonsense", 19)):
            await one.say("CRVideo_UpdateToken", token)
            assert await one.hears("CRVideo_UpdateTokenRslt") == (number,)
        await one.say("CRVideo_UpdateToken", signed(key, lasts_s=100))
        assert await one.hears("CRVideo_UpdateTokenRslt") == (0,)
        clock.advance(60)
        await sweep()
        await one.hears_nothing("CRVideo_LineOff")
        clock.advance(15)
        await sweep()
        await one.hears("CRVideo_NotifyTokenWillExpire")


async def test_who_logged_in_by_the_secret_has_no_token_to_renew(crvideo: Opener, page: Opener, key: str) -> None:
    """UpdateTokenRslt 22; and a login by secret is not ended by the token of an earlier one."""
    with clock.held():
        earlier = await page("crvideo")
        await login(earlier, signed(key, lasts_s=40))
        one = await crvideo("cai")
        await one.say("CRVideo_UpdateToken", signed(key))
        assert await one.hears("CRVideo_UpdateTokenRslt") == (22,)
        clock.advance(60)
        await sweep()
        await one.hears_nothing("CRVideo_LineOff")
