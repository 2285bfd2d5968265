"""A customer of one language and an agent of another call each other, meet in one room, and part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stage import Opener

EVENT, REQUEST, REPLY, START, FINISH = "OnAnyChatVideoCallEvent", 1, 2, 3, 4


async def test_an_anychat_customer_calls_a_crvideo_agent_and_they_meet(anychat: Opener, crvideo: Opener) -> None:
    """Issue 2, item 2: each hears the call in its own words and both sit in one room."""
    customer, agent = await anychat("customer1"), await crvideo("amy")
    await customer.say("BRAC_VideoCallControl", REQUEST, agent.id, 0, 0, 0, '{"from":"web"}')
    await customer.hears(EVENT, REPLY, agent.id, 0)
    call_id, meet, caller, ext = await agent.hears("CRVideo_NotifyCallIn")
    assert (caller, ext) == (customer.external_id, '{"from":"web"}')
    await agent.say("CRVideo_AcceptCall", call_id, meet)
    await agent.hears("CRVideo_AcceptCallSuccess")
    room = (await customer.hears(EVENT, START, agent.id))[4]
    assert room == meet["ID"]
    await agent.say("CRVideo_EnterMeeting3", meet["ID"])
    assert (await agent.hears("CRVideo_EnterMeetingRslt"))[0] == 0
    await customer.say("BRAC_EnterRoom", room, "", 0)
    assert await customer.hears("OnAnyChatRoomOnlineUser") == (2, room)
    assert (await agent.hears("CRVideo_UserEnterMeeting"))[0] == customer.external_id
    await customer.say("BRAC_UserCameraControl", -1, 1)
    await agent.hears("CRVideo_VideoStatusChanged", customer.external_id)
    await agent.say("CRVideo_HangupCall", call_id, "bye")
    await customer.hears(EVENT, FINISH, agent.id, 0)
    await agent.say("CRVideo_ExitMeeting")
    await customer.hears("OnAnyChatUserAtRoom", agent.id, 0)


async def test_a_crvideo_customer_calls_an_anychat_agent(anychat: Opener, crvideo: Opener) -> None:
    """The other way round: NotifyCallIn becomes REQUEST, the accepting reply NotifyCallAccepted."""
    customer, agent = await crvideo("cai"), await anychat("agent1")
    await customer.say("CRVideo_CreateMeeting2")
    meet = (await customer.hears("CRVideo_CreateMeetingSuccess"))[0]
    await customer.say("CRVideo_Call", agent.external_id, meet, "text", "k1")
    await customer.hears("CRVideo_CallSuccess", "k1")
    assert await agent.hears(EVENT) == (REQUEST, customer.id, 0, 0, 0, "text")
    await agent.say("BRAC_VideoCallControl", REPLY, customer.id, 0, 0, 0, "")
    assert (await agent.hears(EVENT, START, customer.id))[4] == meet["ID"]
    assert (await customer.hears("CRVideo_NotifyCallAccepted", "k1"))[1]["ID"] == meet["ID"]
    await agent.say("BRAC_VideoCallControl", FINISH, customer.id, 0, 0, 0, "")
    await agent.hears(EVENT, FINISH, customer.id, 0)
    await customer.hears("CRVideo_NotifyCallHangup", "k1")


async def test_a_refusal_between_languages_keeps_its_meaning(anychat: Opener, crvideo: Opener) -> None:
    """100104 is 606 and back again; 100105 is 604; 100101 is a hang-up."""
    one, other = await anychat("customer1"), await crvideo("amy")
    await one.say("BRAC_VideoCallControl", REQUEST, other.id, 0, 0, 0, "")
    call_id = (await other.hears("CRVideo_NotifyCallIn"))[0]
    await other.say("CRVideo_RejectCall", call_id)
    await one.hears(EVENT, REPLY, other.id, 100104)
    await other.say("CRVideo_Call", one.external_id, {}, "", "k1")
    await one.hears(EVENT, REQUEST)
    await one.say("BRAC_VideoCallControl", REPLY, other.id, 100104, 0, 0, "")
    assert (await other.hears("CRVideo_NotifyCallRejected"))[:2] == ("k1", 606)
    await one.say("BRAC_VideoCallControl", REQUEST, other.id, 0, 0, 0, "")
    call_id = (await other.hears("CRVideo_NotifyCallIn"))[0]
    await one.say("BRAC_VideoCallControl", REPLY, other.id, 100101, 0, 0, "")
    await other.hears("CRVideo_NotifyCallHangup", call_id)


async def test_a_conference_recorder_is_invited_and_agrees(anychat: Opener, conference: Opener) -> None:
    """The third language: a call is an invitation received (21), agreed to (25), and withdrawn with ctrl 0."""
    customer, recorder = await anychat("customer1"), await conference("customer2")
    await customer.say("BRAC_VideoCallControl", REQUEST, recorder.id, 0, 0, 0, "")
    _, _, info, record = await recorder.hears("on_conference_state", 0, 21)
    assert (info["m_strID"], record["ctrl"]) == (str(customer.id), 1)
    assert await recorder.say("ctrl_user_invite", customer.id, 1) == 0
    assert (await customer.hears(EVENT, START, recorder.id))[4] == record["room_id"]
    await customer.say("BRAC_VideoCallControl", FINISH, recorder.id, 0, 0, 0, "")
    assert (await recorder.hears("on_conference_state", 0, 21))[3]["ctrl"] == 0
    assert await recorder.say("invite", customer.id, 0, 1) == 0
    await customer.hears(EVENT, REQUEST, recorder.id)
    await customer.say("BRAC_VideoCallControl", REPLY, recorder.id, 100104, 0, 0, "")
    await recorder.hears("on_conference_state", 0x10028, 24)
    assert await recorder.say("ctrl_user_invite", customer.id, 1) == 96
    assert await recorder.say("invite", customer.id, 0, 0) == 102
