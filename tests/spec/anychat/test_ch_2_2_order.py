"""AnyChat manual 2.2: functions come in groups, and each group needs the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stage import Opener


async def test_the_whole_order_from_the_login_to_the_logout(page: Opener, anychat: Opener) -> None:
    """2.2: log in and enter a room (group B), then everything else (C), then leave and log out (D)."""
    other = await anychat("agent1")
    await other.say("BRAC_EnterRoom", 1, "", 0)
    one = await page("anychat")
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    await one.hears("OnAnyChatLoginSystem")
    assert await one.say("BRAC_EnterRoom", 1, "", 0) == 0
    assert await one.say("BRAC_UserCameraControl", -1, 1) == 0
    assert await one.say("BRAC_UserSpeakControl", -1, 1) == 0
    assert await one.say("BRAC_SendTextMessage", -1, 0, "hello") == 0
    await other.hears("OnAnyChatTextMessage", one.id)
    assert await one.say("BRAC_TransBuffer", other.id, "data") == 0
    await other.hears("OnAnyChatTransBuffer", one.id, "data")
    assert await one.say("BRAC_LeaveRoom", 1) == 0
    await other.hears("OnAnyChatUserAtRoom", one.id, 0)
    gone_id = one.id
    assert await one.say("BRAC_Logout") == 0
    await other.hears("OnAnyChatFriendStatus", gone_id, 0)


async def test_group_c_waits_for_the_login(page: Opener) -> None:
    """2.2: what comes after entering the system is refused before it, and nothing is remembered of it."""
    one = await page("anychat")
    assert await one.say("BRAC_SendTextMessage", -1, 0, "too early") == 2
    assert await one.say("BRAC_EnterRoom", 1, "", 0) == 2
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
    assert one.row("me", "me")["room_id"] is None


async def test_group_d_may_be_said_again_and_the_circle_begins_anew(anychat: Opener) -> None:
    """2.2: after the logout the same page may log in again; leaving and logging out twice does no harm."""
    one = await anychat("customer1")
    for _ in range(2):
        await one.say("BRAC_LeaveRoom", -1)
        await one.say("BRAC_Logout")
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    await one.hears("OnAnyChatLoginSystem", one.id, 0)
    assert await one.say("BRAC_EnterRoom", 1, "", 0) == 0
