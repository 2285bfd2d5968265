"""AnyChat chapters 4.1, 4.2, 5.1, 5.2.3 and 5.6: logging in and out, friends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stage import Opener


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
