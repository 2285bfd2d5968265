"""AnyChat chapters 4.1, 4.2, 5.1, 5.2.3 and 5.6: logging in and out, friends."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.stage import Opener
from webapp.kernel import clock


async def change(model: str, **facts: Any) -> None:
    """Change every row of a table of accounts, as an administrator would."""
    from asgiref.sync import sync_to_async

    from webapp.domain.accounts import models

    await sync_to_async(getattr(models, model).objects.update)(**facts)


async def test_a_login_tells_the_own_id_then_each_friend_then_that_the_list_may_be_drawn(
    page: Opener, anychat: Opener
) -> None:
    """4.1.3, 4.2.2, 4.2.3: the result comes before every friend event, and each friend's status before the sign (0, 0)
    to draw the list; the other way round a page shows friends twice.
    """
    friends = [await anychat("customer1"), await anychat("guest")]
    newcomer = await page("anychat", "agent1")
    assert await newcomer.say("BRAC_Login", "agent1", "agent1-pass", 0) == 0
    statuses = [("OnAnyChatFriendStatus", friend.id, 1) for friend in friends]
    assert newcomer.log == [
        ("OnAnyChatLoginSystem", newcomer.id, 0),
        *sorted(statuses, key=lambda callback: callback[1]),
        ("OnAnyChatUserInfoUpdate", 0, 0),
    ]


async def test_everybody_online_hears_of_a_newcomer_and_then_redraws(anychat: Opener) -> None:
    """4.2.2, 4.2.3: friends who are online hear the status and after it the sign to redraw."""
    customer = await anychat("customer1")
    newcomer = await anychat("agent1")
    await customer.hears("OnAnyChatUserInfoUpdate", 0, 0)
    assert customer.log[-2:] == [("OnAnyChatFriendStatus", newcomer.id, 1), ("OnAnyChatUserInfoUpdate", 0, 0)]
    await newcomer.hears_nothing("OnAnyChatFriendStatus", newcomer.id)


@pytest.mark.parametrize("password", ["wrong", ""])
async def test_a_wrong_password_is_error_200(page: Opener, password: str) -> None:
    """Chapter 6, 200: the name of an account needs its password; no password at all is wrong, too."""
    one = await page("anychat")
    await one.say("BRAC_Login", "customer1", password, 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200


async def test_a_locked_account_is_error_202(page: Opener) -> None:
    """Chapter 6, 202."""
    await change("Account", is_locked=True)
    one = await page("anychat")
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 202


async def test_a_visitor_where_none_is_allowed_is_error_204(page: Opener) -> None:
    """Chapter 6, 204."""
    await change("Application", visitors_allowed=False)
    one = await page("anychat")
    await one.say("BRAC_Login", "guest", "", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 204


async def test_a_second_login_of_an_account_is_error_201_and_harms_nobody(anychat: Opener, page: Opener) -> None:
    """Chapter 6, 201: whoever is logged in stays; the second one gets in after the first has gone."""
    first, second = await anychat("customer1"), await page("anychat")
    await second.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await second.hears("OnAnyChatLoginSystem"))[1] == 201
    await first.hears_nothing("OnAnyChatLinkClose")
    await first.say("BRAC_Logout")
    await second.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await second.hears("OnAnyChatLoginSystem"))[1] == 0


async def test_logging_in_twice_on_one_link_is_error_201(anychat: Opener) -> None:
    """Chapter 6, 201: also when it is the same page that asks again, under any name."""
    one = await anychat("customer1")
    await one.say("BRAC_Login", "customer2", "customer2-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 201


async def test_a_visitor_logs_in_without_a_password_and_is_in_group_2(anychat: Opener) -> None:
    """5.2.3: an empty password asks for a visit; 5.6: the demo's house rule puts visitors into a group of their own."""
    guest, account = await anychat("guest"), await anychat("customer1")
    assert (account.row("people", guest.id)["group_id"], account.row("people", account.id)["group_id"]) == (2, 1)
    assert set(account.mirror["groups"]) == {"1", "2"}


async def test_user_info_holds_name_address_signature_and_picture(anychat: Opener) -> None:
    """5.6.6: the business data that the pages read: items 1 to 4, for oneself and for friends."""
    one, other = await anychat("agent1"), await anychat("customer1")
    info = other.row("people", one.id)["info"]
    assert (info["1"], info["2"], info["4"]) == ("agent1", "127.0.0.1", str(one.id % 10 + 1))
    assert info["3"]
    assert one.row("people", one.id)["info"] == info


async def test_after_a_logout_friends_hear_it_and_the_page_may_log_in_again(anychat: Opener) -> None:
    """5.1.2, 4.2.3: others hear status 0; a logout by choice is no lost link for the page itself."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    agent_id = agent.id
    assert await agent.say("BRAC_Logout") == 0
    await customer.hears("OnAnyChatFriendStatus", agent_id, 0)
    await agent.hears_nothing("OnAnyChatLinkClose")
    assert agent.mirror == {}
    await agent.say("BRAC_Login", "agent1", "agent1-pass", 0)
    assert (await agent.hears("OnAnyChatLoginSystem"))[1] == 0


async def test_friends_hear_when_somebody_is_lost(anychat: Opener) -> None:
    """4.2.3: a broken link looks to friends like a logout."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    gone = agent.id
    await agent.close()
    await customer.hears("OnAnyChatFriendStatus", gone, 0)


async def test_without_a_login_nothing_but_logging_in_is_possible(page: Opener) -> None:
    """Chapter 6, 2: functions before the login answer with their number, in the event where there is one."""
    one = await page("anychat")
    await one.say("BRAC_EnterRoom", 1, "", 0)
    assert await one.hears("OnAnyChatEnterRoom") == (1, 2)
    assert await one.say("BRAC_SendTextMessage", 0, 0, "hi") == 2
    assert await one.say("BRAC_Logout") == 2


async def test_an_identity_that_nobody_signed_is_a_visit(page: Opener) -> None:
    """5.2.3, LoginEx: the signature may be empty where visitors are allowed; a false one is error 200."""
    one = await page("anychat")
    await one.say("BRAC_LoginEx", "Li", -1, "agent1", "", 0, "", "")
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
    assert (one.row("me", "me")["name"], one.row("people", one.id)["is_visitor"]) == ("Li", True)
    other = await page("anychat")
    await other.say("BRAC_LoginEx", "Li", -1, "agent1", "", 0, "forged", "")
    assert (await other.hears("OnAnyChatLoginSystem"))[1] == 200


async def test_a_server_password_is_error_102_when_it_is_not_shown(page: Opener) -> None:
    """5.2.1: the connection secret is shown before the login; case counts."""
    await change("Application", server_password="Gate")
    one = await page("anychat")
    assert await one.say("sb.present", "gate") == 102
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 102
    assert await one.say("sb.present", "Gate") == 0
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0


async def test_a_login_in_another_dialect_closes_the_link_with_201(anychat: Opener, page: Opener) -> None:
    """4.1.7: a CRVideo login of the same user throws the older page out; to an AnyChat page the link is closed."""
    one, newer = await anychat("customer1"), await page("crvideo")
    await newer.say("CRVideo_Login", "默认", "默认", "", "customer1", "")
    await newer.hears("CRVideo_LoginSuccess", "customer1")
    assert await one.hears("OnAnyChatLinkClose") == (0, 201)
    await one.listen(0.3)
    assert one.bye == "replaced"


async def with_key() -> str:
    """Give the demo application a login key as `manage.py make_login_key` does; returns the private half."""
    from io import StringIO

    from asgiref.sync import sync_to_async
    from django.core.management import call_command

    out = StringIO()
    await sync_to_async(call_command)("make_login_key", "\u9ed8\u8ba4", replace=True, stdout=out)
    return out.getvalue()


def signed(key: str, tmp_path: Path, user_id: int = -1, external_id: str = "", timestamp: int = 0) -> tuple[Any, ...]:
    """The arguments of LoginEx for what `manage.py sign_login` prints."""
    from io import StringIO

    from django.core.management import call_command

    (tmp_path / "key.pem").write_text(key)
    out = StringIO()
    call_command(
        "sign_login",
        "\u9ed8\u8ba4",
        key=tmp_path / "key.pem",
        user_id=user_id,
        external_id=external_id,
        timestamp=timestamp,
        stdout=out,
    )
    made = json.loads(out.getvalue())
    return ("Wang", user_id, external_id, made["application"], made["timestamp"], made["signature"], "")


async def test_a_signed_login_needs_no_password_and_is_the_user_that_was_signed(page: Opener, tmp_path: Path) -> None:
    """5.2.3, LoginEx: the company's signature replaces the password; with user id -1 the text id says who it is, and
    the same text id is the same user the next time.
    """
    key = await with_key()
    one = await page("anychat")
    await one.say("BRAC_LoginEx", *signed(key, tmp_path, external_id="wang-7"))
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
    me = one.row("me", "me")
    assert (me["external_id"], me["name"], one.row("people", one.id)["is_visitor"]) == ("wang-7", "Wang", False)
    first_id = one.id
    await one.say("BRAC_Logout")
    await one.say("BRAC_LoginEx", *signed(key, tmp_path, external_id="wang-7", timestamp=int(time.time()) - 10))
    assert await one.hears("OnAnyChatLoginSystem", first_id) == (first_id, 0)


async def test_a_signed_number_is_the_account_of_that_id(anychat: Opener, page: Opener, tmp_path: Path) -> None:
    """5.2.3, LoginEx: a user id that is not -1 counts alone; one that nobody has is error 205."""
    key = await with_key()
    customer = await anychat("customer1")
    number = customer.id
    await customer.say("BRAC_Logout")
    one = await page("anychat")
    await one.say("BRAC_LoginEx", *signed(key, tmp_path, user_id=999_999))
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 205
    await one.say("BRAC_LoginEx", *signed(key, tmp_path, user_id=number))
    assert await one.hears("OnAnyChatLoginSystem") == (number, 0)


async def test_a_signature_serves_one_login(page: Opener, tmp_path: Path) -> None:
    """5.2.3, LoginEx and chapter 6, 200: whoever reads a signature on its way cannot log in with it again."""
    key = await with_key()
    arguments = signed(key, tmp_path, external_id="wang-7")
    one = await page("anychat")
    await one.say("BRAC_LoginEx", *arguments)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
    await one.say("BRAC_Logout")
    await one.say("BRAC_LoginEx", *arguments)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200


@pytest.mark.parametrize("away_s", [-301, 301])
async def test_a_signature_is_good_for_five_minutes(page: Opener, tmp_path: Path, away_s: int) -> None:
    """5.2.3, LoginEx: the time stamp that was signed may be five minutes away from the server's clock, either way."""
    key = await with_key()
    one = await page("anychat")
    late = signed(key, tmp_path, external_id="wang-7", timestamp=int(time.time()) + away_s + (away_s > 0))
    await one.say("BRAC_LoginEx", *late)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200
    fresh = signed(key, tmp_path, external_id="wang-7", timestamp=int(time.time()) - 280)
    await one.say("BRAC_LoginEx", *fresh)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0


@pytest.mark.parametrize(("place", "value"), [(1, 1001), (2, "somebody else"), (4, 1), (5, "AAAA"), (5, "no base64!")])
async def test_what_was_signed_cannot_be_changed(page: Opener, tmp_path: Path, place: int, value: Any) -> None:
    """5.2.3, LoginEx and chapter 6, 200: user id, text id, time stamp and signature hang together."""
    key = await with_key()
    arguments = list(signed(key, tmp_path, external_id="wang-7"))
    arguments[place] = arguments[place] + 1 if place == 4 else value
    one = await page("anychat")
    await one.say("BRAC_LoginEx", *arguments)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200


async def test_a_signature_by_another_key_or_for_another_application_is_refused(page: Opener, tmp_path: Path) -> None:
    """5.2.3, LoginEx: only the application's own key counts, and only for the application."""
    old, key = await with_key(), await with_key()
    one = await page("anychat")
    await one.say("BRAC_LoginEx", *signed(old, tmp_path, external_id="wang-7"))
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200
    elsewhere = list(signed(key, tmp_path, external_id="wang-7"))
    elsewhere[3] = ""  # the default application, but that is not what was signed
    await one.say("BRAC_LoginEx", *elsewhere)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200


async def test_an_unsigned_identity_is_error_204_where_visitors_are_refused(page: Opener) -> None:
    """5.2.3, LoginEx: without a signature it is a visit, which the application may refuse."""
    await change("Application", visitors_allowed=False)
    one = await page("anychat")
    await one.say("BRAC_LoginEx", "Li", -1, "agent1", "", 0, "", "")
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 204


async def test_guessing_locks_the_account_with_202_even_for_the_right_password(page: Opener, settings: Any) -> None:
    """Chapter 6, 202: after too many wrong passwords the account is closed; time opens it again."""
    settings.LOGIN_FAILURES_PER_ACCOUNT = 3
    one = await page("anychat")
    for code in (200, 200, 200, 202):
        await one.say("BRAC_Login", "customer1", "wrong", 0)
        assert (await one.hears("OnAnyChatLoginSystem"))[1] == code
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 202
    with clock.held():
        clock.advance(settings.LOGIN_LOCK_S + 1)
        await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
        assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
        await one.say("BRAC_Logout")


async def test_guessing_names_locks_the_address_with_203(page: Opener, settings: Any) -> None:
    """Chapter 6, 203: an address that tries many names is closed for every name."""
    settings.LOGIN_FAILURES_PER_ADDRESS = 3
    one = await page("anychat")
    for number in range(3):
        await one.say("BRAC_Login", f"nobody{number}", "wrong", 0)
        assert (await one.hears("OnAnyChatLoginSystem"))[1] == 200
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 203
