"""CRVideo: Login, Logout, SetDNDStatus, GetUserStatus and the news of everybody's status."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import DEFAULT_APPLICATION as DEFAULT
from tests.stage import Opener

COOKIE = {"$": "cookie"}


async def login(one: Page, *args: Any) -> None:
    await one.say("CRVideo_Login", *args)


async def make_project(key: str) -> None:
    from webapp.domain.accounts.models import Application

    await sync_to_async(Application.objects.create)(app_id=key, name=key, secret="secret")


async def test_the_default_project_opens_with_the_word_for_default_twice(page: Opener) -> None:
    """Login: pages that were given neither appID nor secret send the sentinel for both; the answer is the user id."""
    one = await page("crvideo")
    await login(one, DEFAULT, DEFAULT, "Cai", "H5_1", "")
    assert await one.hears("CRVideo_LoginSuccess") == ("H5_1", COOKIE)
    assert (one.row("me", "me")["name"], one.external_id) == ("Cai", "H5_1")


async def test_another_project_opens_with_the_digest_of_its_secret(page: Opener) -> None:
    """Login: appSecret is md5 in hex; projects do not see each other."""
    await make_project("shop")
    one, other = await page("crvideo"), await page("crvideo")
    await login(one, "shop", hashlib.md5(b"secret").hexdigest(), "Cai", "H5_1", "")
    await one.hears("CRVideo_LoginSuccess", "H5_1")
    await login(other, DEFAULT, DEFAULT, "Cai", "H5_1", "")
    await other.hears("CRVideo_LoginSuccess", "H5_1")
    await one.hears_nothing("CRVideo_LineOff")
    assert one.id != other.id
    assert list(one.mirror["people"]) == [str(one.id)]


@pytest.mark.parametrize(
    ("app_id", "secret", "code", "number"),
    [("nobody", DEFAULT, "", 20), (DEFAULT, "0" * 32, "", 7), (DEFAULT, DEFAULT, "token", 15)],
)
async def test_a_refused_login_brings_its_number_and_the_cookie(
    page: Opener, app_id: str, secret: str, code: str, number: int
) -> None:
    """LoginFail: 20 unknown appID, 7 the secret does not fit, 15 a third-party code that nobody checks."""
    one = await page("crvideo")
    await login(one, app_id, secret, "Cai", "H5_1", code)
    assert await one.hears("CRVideo_LoginFail") == (number, COOKIE)


async def test_a_newer_login_of_the_same_user_throws_the_older_out(crvideo: Opener) -> None:
    """LineOff 10: one session per user id; the newer one wins and the older link is closed."""
    older = await crvideo("cai")
    newer = await crvideo("cai")
    assert await older.hears("CRVideo_LineOff") == (10,)
    await older.listen(0.3)
    assert older.bye == "replaced"
    await newer.hears_nothing("CRVideo_LineOff")
    assert newer.row("people", newer.id)["status"] == 1


async def test_a_thrown_out_member_leaves_the_meeting_and_the_newcomer_may_enter(crvideo: Opener) -> None:
    """LineOff 10: the seat goes with the session."""
    other, older = await crvideo("wang"), await crvideo("cai")
    await other.say("CRVideo_CreateMeeting2")
    number = (await other.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    for one in (other, older):
        await one.say("CRVideo_EnterMeeting3", number)
    newer = await crvideo("cai")
    await other.hears("CRVideo_UserLeftMeeting", "cai")
    await newer.say("CRVideo_EnterMeeting3", number)
    assert await newer.hears("CRVideo_EnterMeetingRslt") == (0, COOKIE)


async def test_do_not_disturb_is_confirmed_and_told(crvideo: Opener) -> None:
    """SetDNDStatus: any number but 0 turns it on; users who watch the status hear it."""
    one, other = await crvideo("cai"), await crvideo("wang")
    for each in (one, other):
        await each.say("CRVideo_StartUserStatusNotify")
    await one.say("CRVideo_SetDNDStatus", 1)
    assert await one.hears("CRVideo_SetDNDStatusSuccess") == (COOKIE,)
    assert await other.hears("CRVideo_NotifyUserStatus") == ({"userID": "cai", "userStatus": 1, "DNDType": 1},)
    await one.hears_nothing("CRVideo_NotifyUserStatus")


async def test_the_status_list_and_its_news_know_idle_meeting_and_offline(crvideo: Opener, anychat: Opener) -> None:
    """GetUserStatus: 0 offline, 1 idle, 3 in a meeting, for every user of the project, whatever page they use."""
    one, other = await crvideo("cai"), await anychat("customer1")
    await one.say("CRVideo_GetUserStatus")
    people, cookie = await one.hears("CRVideo_GetUserStatusSuccess")
    assert cookie == COOKIE
    assert {"userID": "customer1", "userStatus": 1, "DNDType": 0} in people
    assert await one.say("CRVideo_StartUserStatusNotify") == 0
    assert await one.hears("CRVideo_StartUserStatusNotifyRslt") == (0, COOKIE)
    one.forget()
    await other.say("BRAC_EnterRoom", 1, "", 0)
    assert (await one.hears("CRVideo_NotifyUserStatus"))[0]["userStatus"] == 3
    await other.say("BRAC_Logout")
    assert (await one.hears("CRVideo_NotifyUserStatus"))[0]["userStatus"] in (0, 1)


async def test_the_status_of_one_user(crvideo: Opener, anychat: Opener) -> None:
    """GetOneUserStatus: the list with one entry, 0 for somebody who is offline; 605 for a stranger."""
    one = await crvideo("cai")
    await anychat("customer1")
    for uid, status in (("customer1", 1), ("agent2", 0)):
        await one.say("CRVideo_GetOneUserStatus", uid)
        told = await one.hears("CRVideo_GetUserStatusSuccess")
        assert told == ([{"userID": uid, "userStatus": status, "DNDType": 0}], COOKIE)
    await one.say("CRVideo_GetOneUserStatus", "nobody-at-all")
    assert await one.hears("CRVideo_GetUserStatusFail") == (605, COOKIE)


async def test_who_watches_nobody_is_sent_nothing(crvideo: Opener) -> None:
    """StartUserStatusNotify asks for the status news, StopUserStatusNotify ends them: before and after it not one frame
    comes, and the mirror knows oneself alone.
    """
    one = await crvideo("cai")
    assert list(one.mirror["people"]) == [str(one.id)]
    other = await crvideo("wang")
    with pytest.raises(TimeoutError):
        await one._frame(0.3)
    await one.say("CRVideo_StartUserStatusNotify")
    assert set(one.mirror["people"]) == {str(one.id), str(other.id)}
    await other.say("CRVideo_SetDNDStatus", 1)
    assert (await one.hears("CRVideo_NotifyUserStatus"))[0]["userID"] == "wang"
    await one.say("CRVideo_StopUserStatusNotify")
    assert list(one.mirror["people"]) == [str(one.id)]
    await other.say("CRVideo_SetDNDStatus", 0)
    with pytest.raises(TimeoutError):
        await one._frame(0.3)


async def test_who_watched_watches_on_after_a_lost_link(crvideo: Opener, back: Opener) -> None:
    """The page that asked does not have to ask again, and one that did not is sent nothing then either."""
    one, idle = await crvideo("cai"), await crvideo("zhao")
    await one.say("CRVideo_StartUserStatusNotify")
    for each in (one, idle):
        await each.drop()
    one, idle = await back(one), await back(idle)
    other = await crvideo("wang")
    assert (await one.hears("CRVideo_NotifyUserStatus"))[0]["userID"] == "wang"
    assert str(other.id) not in idle.mirror["people"]
    await idle.hears_nothing("CRVideo_NotifyUserStatus")


async def test_where_lists_are_kept_the_status_of_others_costs_nothing(
    page: Opener, crvideo: Opener, anychat: Opener
) -> None:
    """StartUserStatusNotify: in a project that keeps lists a page hears of those in its list, and a change of somebody
    whom nobody has in a list is sent to nobody: not one frame. GetUserStatus tells the list, 0 for who is offline.
    """

    def keep_lists() -> None:
        from webapp.domain.accounts import services
        from webapp.domain.accounts.models import Account, Application
        from webapp.domain.presence.friends import set_friends

        Application.objects.update(everyone_is_friend=False)
        watcher = services.account_named(Application.objects.get(is_default=True), "cai")
        set_friends(owner=watcher, groups={1: list(Account.objects.filter(login_name__in=["agent1", "agent2"]))})

    await sync_to_async(keep_lists)()
    one, friend, stranger = await crvideo("cai"), await anychat("agent1"), await crvideo("wang")
    await one.say("CRVideo_GetUserStatus")
    known = (await one.hears("CRVideo_GetUserStatusSuccess"))[0]
    assert {(each["userID"], each["userStatus"]) for each in known} == {("cai", 1), ("agent1", 1), ("agent2", 0)}
    await one.say("CRVideo_StartUserStatusNotify")
    await one.listen(0.2)
    one.forget()
    await stranger.say("CRVideo_SetDNDStatus", 1)
    await stranger.say("CRVideo_Logout")
    with pytest.raises(TimeoutError):
        await one._frame(0.5)
    await friend.say("BRAC_EnterRoom", 7, "", 0)
    assert await one.hears("CRVideo_NotifyUserStatus") == ({"userID": "agent1", "userStatus": 3, "DNDType": 0},)


async def test_after_a_logout_the_same_page_may_log_in_again(crvideo: Opener) -> None:
    """Logout: demos log in again on the same page; there is no line-off."""
    one = await crvideo("cai")
    await one.say("CRVideo_Logout")
    await one.hears_nothing("CRVideo_LineOff")
    await login(one, DEFAULT, DEFAULT, "Cai", "cai", "")
    await one.hears("CRVideo_LoginSuccess", "cai")


async def test_without_a_login_a_function_fails_with_12(page: Opener) -> None:
    """12: not logged in."""
    one = await page("crvideo")
    await one.say("CRVideo_CreateMeeting2")
    assert await one.hears("CRVideo_CreateMeetingFail") == (12, COOKIE)


async def test_guessing_a_projects_secret_is_refused_with_21_in_the_end(page: Opener, settings: Any) -> None:
    """LoginFail: 7 for each wrong secret; then 21, the login service's own refusal, even for the right one."""
    settings.LOGIN_FAILURES_PER_ADDRESS = 3
    one = await page("crvideo")
    for code in (7, 7, 7, 21):
        await login(one, DEFAULT, "0" * 32, "Cai", "H5_1", "")
        assert await one.hears("CRVideo_LoginFail") == (code, COOKIE)
    await login(one, DEFAULT, DEFAULT, "Cai", "H5_1", "")
    assert await one.hears("CRVideo_LoginFail") == (21, COOKIE)
