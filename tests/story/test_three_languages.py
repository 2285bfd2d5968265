"""CRVideo at the head of the table: a meeting, a call and a queue shared with AnyChat and conference pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stage import Opener

COOKIE = {"$": "cookie"}
QUEUE_OF_LOANS = 101
REQUEST, REPLY, START, FINISH = 1, 2, 3, 4
STATE, CHAT, CALL = "on_conference_state", "on_conference_chat", "OnAnyChatVideoCallEvent"


async def test_a_meeting_of_all_three(crvideo: Opener, anychat: Opener, conference: Opener) -> None:
    """Everybody hears who comes, what is said, who speaks and that it is over, each in words of its own."""
    host, guest, recorder = await crvideo("amy"), await anychat("customer1"), await conference("customer2")
    await host.say("CRVideo_CreateMeeting2")
    room = (await host.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    await host.say("CRVideo_EnterMeeting3", room)
    await guest.say("BRAC_EnterRoom", room, "", 0)
    assert await host.hears("CRVideo_UserEnterMeeting") == ("customer1",)
    await recorder.say("login_conference_room", room)
    assert await host.hears("CRVideo_UserEnterMeeting") == ("customer2",)
    await guest.hears("OnAnyChatUserAtRoom", recorder.id, 1)

    await host.say("CRVideo_SendMeetingCustomMsg", '{"CmdType":"IM","IMMsg":"welcome"}')
    assert (await guest.hears("OnAnyChatTextMessage", host.id))[3] == "welcome"
    assert (await recorder.hears(CHAT))[0]["m_strContent"] == "welcome"
    await guest.say("BRAC_SendTextMessage", -1, 0, "hello")
    assert await host.hears("CRVideo_NotifyMeetingCustomMsg", "customer1") == (
        "customer1",
        '{"CmdType":"IM","IMMsg":"hello"}',
    )

    await guest.say("BRAC_UserSpeakControl", -1, 1)
    assert await host.hears("CRVideo_AudioStatusChanged") == ("customer1", 2, 3, "customer1")
    await host.say("CRVideo_CloseMic", "customer1")
    assert await host.hears("CRVideo_AudioStatusChanged") == ("customer1", 3, 2, "amy")
    await guest.hears("OnAnyChatMicStateChange", guest.id, 0)

    assert await host.say("CRVideo_Kickout", "customer1") == {"errCode": 0, "userID": "customer1"}
    assert await host.hears("CRVideo_UserLeftMeeting") == ("customer1", "kick")
    await host.say("CRVideo_DestroyMeeting", room)
    await host.hears("CRVideo_MeetingStopped")
    await recorder.hears(STATE)
    assert "room" not in recorder.mirror


async def test_a_customer_from_the_queue_gets_an_expert_called_in(
    crvideo: Opener, anychat: Opener, conference: Opener
) -> None:
    """The line brings an AnyChat customer, the agent calls a conference client in; one hang-up ends it for all."""
    agent, customer, expert = await crvideo("amy"), await anychat("li"), await conference("customer2")
    await agent.say("CRVideo_StartService", QUEUE_OF_LOANS, 0)
    await customer.say("BRAC_ObjectControl", 4, 10001, 401, 0, 0, 0, 0, "")
    await customer.say("BRAC_ObjectControl", 5, QUEUE_OF_LOANS, 501, 0, 0, 0, 0, "")
    user = (await agent.hears("CRVideo_AutoAssignUser"))[0]
    await agent.say("CRVideo_AcceptAssignUser", QUEUE_OF_LOANS, user["userID"])
    await agent.say("CRVideo_Call", user["userID"], {}, "", "main")
    await customer.hears(CALL, REQUEST, agent.id)
    await customer.say("BRAC_VideoCallControl", REPLY, agent.id, 0, 0, 0, "")
    room = (await agent.hears("CRVideo_NotifyCallAccepted", "main"))[1]["ID"]
    await agent.say("CRVideo_EnterMeeting3", room)
    await customer.say("BRAC_EnterRoom", room, "", 0)

    await agent.say("CRVideo_CallMoreParty", "customer2", {}, "a loan", "more")
    assert await agent.hears("CRVideo_CallMorePartyRslt") == ("more", 0, COOKIE)
    assert await agent.hears("CRVideo_NotifyCallMorePartyStatus") == ("more", 0)
    assert await expert.say("ctrl_user_invite", agent.id, 1) == 0
    assert await agent.hears("CRVideo_NotifyCallMorePartyStatus") == ("more", 1)
    await expert.say("login_conference_room", room)
    await customer.hears("OnAnyChatUserAtRoom", expert.id, 1)
    await agent.hears("CRVideo_UserEnterMeeting", "customer2")
    assert sorted(each["name"] for each in agent.mirror["seats"].values()) == ["amy", "customer2", "li"]

    await customer.say("BRAC_VideoCallControl", FINISH, agent.id, 0, 0, 0, "")
    await agent.hears("CRVideo_NotifyCallHangup", "main")
    assert await agent.hears("CRVideo_NotifyCallMorePartyStatus") == ("more", 4)
    assert "calls" not in agent.mirror


async def test_one_line_for_customers_of_two_languages_and_a_busy_expert(
    crvideo: Opener, anychat: Opener, conference: Opener
) -> None:
    """Places count whoever waits; a conference client whom the other language is calling is busy (602)."""
    first, second = await anychat("li"), await crvideo("cai")
    await first.say("BRAC_ObjectControl", 4, 10001, 401, 0, 0, 0, 0, "")
    await first.say("BRAC_ObjectControl", 5, QUEUE_OF_LOANS, 501, 0, 0, 0, 0, "")
    await second.say("CRVideo_StartQueuing", QUEUE_OF_LOANS, "")
    await second.hears("CRVideo_StartQueuingRslt", 0)
    assert second.mirror["ticket"]["ticket"]["position"] == 1
    expert, caller = await conference("customer2"), await anychat("customer1")
    await caller.say("BRAC_VideoCallControl", REQUEST, expert.id, 0, 0, 0, "")
    await expert.hears(STATE, 0, 21)
    await second.say("CRVideo_Call", "customer2", {}, "", "k")
    assert await second.hears("CRVideo_CallFail") == ("k", 602, COOKIE)
