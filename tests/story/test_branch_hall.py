"""A day in the branch: customers and agents of different languages meet in one queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async

if TYPE_CHECKING:
    from tests.stage import Opener

EVENT, CONTROL, CALL = "OnAnyChatObjectEvent", "BRAC_ObjectControl", "OnAnyChatVideoCallEvent"
AREA, QUEUE, AGENT, CLIENT = 4, 5, 6, 8


async def test_an_anychat_customer_is_served_by_a_crvideo_agent(anychat: Opener, crvideo: Opener) -> None:
    """Issue 2, item 1: area, queue, agent, call, evaluation, while the agent speaks the other language."""
    from webapp.domain.queues.models import Evaluation

    customer, agent = await anychat("li"), await crvideo("amy")
    await agent.say("CRVideo_StartService", 101, 0)
    await customer.say(CONTROL, AREA, 10001, 401, 0, 0, 0, 0, "")
    await customer.hears(EVENT, AREA, 10001, 402, 0)
    assert customer.row("areas", 10001)["agents"] == 1
    assert customer.row("agents", agent.id)["status"] == 1
    await customer.say(CONTROL, QUEUE, 101, 501, 0, 0, 0, 0, "")
    await customer.hears(EVENT, QUEUE, 101, 502, 0)
    (user,) = await agent.hears("CRVideo_AutoAssignUser")
    assert (user["queID"], user["userID"], user["nickname"]) == (101, customer.external_id, "li")
    await agent.say("CRVideo_AcceptAssignUser", 101, user["userID"])
    await customer.hears(EVENT, AGENT, agent.id, 601, 2)
    assert (await customer.hears(EVENT, AGENT, agent.id, 602))[3:6] == (agent.id, customer.id, 101)
    await agent.say("CRVideo_Call", user["userID"], {}, "{}", "k1")
    await customer.hears(CALL, 1, agent.id)
    await customer.say("BRAC_VideoCallControl", 2, agent.id, 0, 0, 0, "")
    room = (await customer.hears(CALL, 3, agent.id))[4]
    assert (await agent.hears("CRVideo_NotifyCallAccepted", "k1"))[1]["ID"] == room
    await customer.say("BRAC_VideoCallControl", 4, agent.id, 0, 0, 0, "")
    await agent.hears("CRVideo_NotifyCallHangup", "k1")
    await customer.hears(EVENT, AGENT, agent.id, 601, 1)
    assert customer.row("agents", agent.id)["served_total"] == 1
    assert await customer.say(CONTROL, AGENT, agent.id, 605, agent.id, 4, 0, 0, "fine") == 0
    assert (await Evaluation.objects.aget()).score == 4


async def test_a_crvideo_customer_is_served_by_an_anychat_agent(anychat: Opener, crvideo: Opener) -> None:
    """The agent asks for the next customer and calls him; the customer knows places in a line and incoming calls."""
    agent, customer = await anychat("agent1"), await crvideo("cai")
    await agent.say("BRAC_ObjectSetIntValue", CLIENT, agent.id, 7, 2)
    await agent.say(CONTROL, AREA, 10002, 401, 0, 0, 0, 0, "")
    await customer.say("CRVideo_StartQueuing", 202, "I want a fund")
    assert (await customer.hears("CRVideo_QueuingInfoChanged"))[0]["position"] == 1
    await agent.hears(EVENT, QUEUE, 202, 501)
    assert agent.row("areas", 10002)["waiting"] == 1
    await agent.say(CONTROL, AGENT, agent.id, 602, 0, 0, 0, 0, "")
    assert (await agent.hears(EVENT, AGENT, agent.id, 602))[3:6] == (agent.id, customer.id, 202)
    await agent.say("BRAC_VideoCallControl", 1, customer.id, 0, 0, 0, "")
    call_id, meet, caller, _ = await customer.hears("CRVideo_NotifyCallIn")
    assert caller == agent.external_id
    await customer.say("CRVideo_StopQueuing")
    assert (await customer.hears("CRVideo_StopQueuingRslt"))[0] == 0
    await customer.say("CRVideo_AcceptCall", call_id, meet)
    assert (await agent.hears(CALL, 3, customer.id))[4] == meet["ID"]
    await customer.say("CRVideo_HangupCall", call_id)
    await agent.hears(CALL, 4, customer.id)
    await agent.say(CONTROL, AGENT, agent.id, 604, 0, 0, 0, 0, "")
    await agent.hears(EVENT, AGENT, agent.id, 601, 1)
    assert agent.row("agents", agent.id)["customer_id"] is None
    await customer.in_step()
    assert customer.row("me", "me")["area_id"] is None


async def test_a_customer_of_either_language_is_served_in_the_order_of_coming(anychat: Opener, crvideo: Opener) -> None:
    """One line for all: who came first is served first, whatever page he came with."""
    agent = await crvideo("amy")
    first, second = await anychat("li"), await crvideo("cai")
    await first.say(CONTROL, AREA, 10001, 401, 0, 0, 0, 0, "")
    await first.say(CONTROL, QUEUE, 101, 501, 0, 0, 0, 0, "")
    await second.say("CRVideo_StartQueuing", 101, "")
    assert second.row("ticket", "ticket")["position"] == 1
    await agent.say("CRVideo_StartService", 101, 0)
    assert (await agent.hears("CRVideo_AutoAssignUser"))[0]["userID"] == first.external_id
    await agent.say("CRVideo_AcceptAssignUser", 101, first.external_id)
    await second.hears("CRVideo_QueuingInfoChanged")
    await second.in_step()
    assert second.row("ticket", "ticket")["position"] == 0


async def test_an_agent_who_vanishes_in_the_middle_leaves_nobody_hanging(anychat: Opener, crvideo: Opener) -> None:
    """The talk ends for the customer, and the next one waiting goes to another agent."""
    from webapp.tasks.queues import sweep

    agent, customer, waiting = await crvideo("amy"), await anychat("li"), await crvideo("cai")
    await agent.say("CRVideo_StartService", 101, 0)
    await customer.say(CONTROL, AREA, 10001, 401, 0, 0, 0, 0, "")
    await customer.say(CONTROL, QUEUE, 101, 501, 0, 0, 0, 0, "")
    await agent.hears("CRVideo_AutoAssignUser")
    await agent.say("CRVideo_Call", customer.external_id, {}, "", "k1")
    await customer.hears(CALL, 1, agent.id)
    await customer.say("BRAC_VideoCallControl", 2, agent.id, 0, 0, 0, "")
    await waiting.say("CRVideo_StartQueuing", 101, "")
    agent_id = agent.id
    await agent.close()
    await customer.hears(CALL, 4, agent_id, 100106)
    colleague = await crvideo("bob")
    await colleague.say("CRVideo_StartService", 101, 0)
    await sync_to_async(sweep)()
    assert (await colleague.hears("CRVideo_AutoAssignUser"))[0]["userID"] == waiting.external_id
