"""CRVideo web docs: queues, and what its call pages rely on (crvideo-pages, sections 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async

from webapp.kernel import clock

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

COOKIE = {"$": "cookie"}


async def serving(crvideo: Opener, name: str = "amy", queue: int = 101) -> Page:
    """An agent who serves a queue."""
    agent = await crvideo(name)
    await agent.say("CRVideo_StartService", queue, 0)
    assert await agent.hears("CRVideo_StartServiceRslt") == (queue, 0, COOKIE)
    return agent


async def queuing(crvideo: Opener, name: str = "cai", queue: int = 101, ext: str = "text") -> Page:
    """A customer who waits."""
    customer = await crvideo(name)
    await customer.say("CRVideo_StartQueuing", queue, ext)
    assert await customer.hears("CRVideo_StartQueuingRslt") == (0, COOKIE)
    return customer


async def test_queue_data_can_be_asked_for_at_any_time(crvideo: Opener) -> None:
    """InitQueueDat: pages call it after the login, while serving and in a room; it resets nothing."""
    agent = await serving(crvideo)
    for _ in range(2):
        await agent.say("CRVideo_InitQueueDat")
        assert await agent.hears("CRVideo_InitQueueDatRslt") == (0, COOKIE)
    assert agent.row("agents", agent.id)["queues"] == [101]
    assert set(agent.mirror["queues"]) == {"101", "102", "103", "201", "202"}


async def test_the_load_of_each_queue_is_told_on_request(crvideo: Opener) -> None:
    """RefreshAllQueueStatus: one result per queue; GetQueueStatus: one, or 400 for a queue that does not exist."""
    agent = await serving(crvideo)
    await queuing(crvideo, queue=201)
    agent.forget()
    await agent.say("CRVideo_RefreshAllQueueStatus", True)
    told = [callback[1] for callback in agent.heard if callback[0] == "CRVideo_GetQueueStatusRslt"]
    assert [each["queID"] for each in told] == [101, 102, 103, 201, 202]
    assert told[0] == {"queID": 101, "agent_num": 1, "wait_num": 0, "srv_num": 0}
    assert told[3] == {"queID": 201, "agent_num": 0, "wait_num": 1, "srv_num": 0}
    agent.forget()
    await agent.say("CRVideo_GetQueueStatus", 201)
    assert await agent.hears("CRVideo_GetQueueStatusRslt") == (told[3], 0, COOKIE)
    await agent.say("CRVideo_GetQueueStatus", 999)
    assert (await agent.hears("CRVideo_GetQueueStatusRslt"))[1] == 400


async def test_a_waiting_customer_hears_his_place_and_moves_up_by_himself(crvideo: Opener) -> None:
    """QueuingInfoChanged: position 1 is the head; told again whenever it changes."""
    first, second = await queuing(crvideo, "cai"), await queuing(crvideo, "dan")
    assert (await second.hears("CRVideo_QueuingInfoChanged"))[0] == {"queID": 101, "position": 2, "queuingTime": 0}
    second.forget()
    await first.say("CRVideo_StopQueuing")
    assert await first.hears("CRVideo_StopQueuingRslt") == (0, COOKIE)
    assert (await second.hears("CRVideo_QueuingInfoChanged"))[0]["position"] == 1
    assert (await second.hears("CRVideo_QueueStatusChanged"))[0]["wait_num"] == 1


async def test_only_one_queue_at_a_time_and_only_one_that_exists(crvideo: Opener) -> None:
    """StartQueuingRslt: 404 already in another queue, 400 no such queue."""
    customer = await queuing(crvideo)
    await customer.say("CRVideo_StartQueuing", 102, "")
    assert await customer.hears("CRVideo_StartQueuingRslt") == (404, COOKIE)
    await customer.say("CRVideo_StartQueuing", 999)
    assert (await customer.hears("CRVideo_StartQueuingRslt"))[0] == 400


async def test_a_free_agent_is_offered_the_customer_and_accepts(crvideo: Opener) -> None:
    """AutoAssignUser: queue, user id, name, seconds waited and the customer's text; the answer is 0 with the cookie."""
    agent = await serving(crvideo)
    customer = await queuing(crvideo)
    (user,) = await agent.hears("CRVideo_AutoAssignUser")
    assert user == {"queID": 101, "userID": "cai", "nickname": "cai", "queuingTime": 0, "usrExtDat": "text"}
    assert str(customer.id) in agent.mirror["offers"]
    await agent.say("CRVideo_AcceptAssignUser", 101, "cai")
    assert await agent.hears("CRVideo_ResponseAssignUserRslt") == (0, COOKIE)
    await agent.hears_nothing("CRVideo_CancelAssignUser")
    assert "offers" not in agent.mirror
    await customer.in_step()
    assert (agent.row("agents", agent.id)["status"], customer.row("ticket", "ticket")) == (2, {})


async def test_a_rejected_customer_is_offered_to_another_agent(crvideo: Opener) -> None:
    """RejectAssignUser: back to the head of the queue, for somebody else."""
    agent = await serving(crvideo)
    await queuing(crvideo)
    await agent.hears("CRVideo_AutoAssignUser")
    colleague = await serving(crvideo, "bob")
    await agent.say("CRVideo_RejectAssignUser", 101, "cai")
    assert await agent.hears("CRVideo_ResponseAssignUserRslt") == (0, COOKIE)
    assert (await colleague.hears("CRVideo_AutoAssignUser"))[0]["userID"] == "cai"


async def test_an_offer_that_nobody_answers_is_withdrawn(crvideo: Opener) -> None:
    """CancelAssignUser: after 30 s, with queue and user id; the customer waits on."""
    from webapp.domain.presence import services as presence
    from webapp.tasks.queues import sweep

    with clock.held():
        agent = await serving(crvideo)
        customer = await queuing(crvideo)
        await agent.hears("CRVideo_AutoAssignUser")
        clock.advance(31)
        # The heartbeats stand still with the clock: they have to be said again.
        await sync_to_async(presence.beat)(session_ids=[agent.actor.session_id, customer.actor.session_id])
        await sync_to_async(sweep)()
        assert await agent.hears("CRVideo_CancelAssignUser") == (101, "cai")
        assert customer.row("ticket", "ticket")["state"] in {"waiting", "offered"}


async def test_a_customer_who_leaves_or_is_lost_withdraws_the_offer(crvideo: Opener) -> None:
    """CancelAssignUser: also when the customer gave up; accepting him then is 402."""
    agent = await serving(crvideo)
    customer = await queuing(crvideo)
    await agent.hears("CRVideo_AutoAssignUser")
    await customer.say("CRVideo_StopQueuing")
    assert await agent.hears("CRVideo_CancelAssignUser") == (101, "cai")
    await agent.say("CRVideo_AcceptAssignUser", 101, "cai")
    assert await agent.hears("CRVideo_ResponseAssignUserRslt") == (402, COOKIE)
    other = await queuing(crvideo, "dan")
    await agent.hears("CRVideo_AutoAssignUser")
    await other.close()
    assert await agent.hears("CRVideo_CancelAssignUser") == (101, "dan")


async def test_stopping_to_queue_while_being_called_does_not_break_the_call(crvideo: Opener) -> None:
    """Pages: the called customer stops queuing first and takes the call then; the answer is still a success."""
    agent = await serving(crvideo)
    customer = await queuing(crvideo)
    await agent.hears("CRVideo_AutoAssignUser")
    await agent.say("CRVideo_AcceptAssignUser", 101, "cai")
    await agent.say("CRVideo_Call", "cai", {}, "{}", "k1")
    await customer.hears("CRVideo_NotifyCallIn", "k1")
    await customer.say("CRVideo_StopQueuing")
    assert await customer.hears("CRVideo_StopQueuingRslt") == (0, COOKIE)
    await customer.say("CRVideo_AcceptCall", "k1", {})
    await agent.hears("CRVideo_NotifyCallAccepted", "k1")
    await agent.hears_nothing("CRVideo_CancelAssignUser")


async def test_calling_before_accepting_is_tolerated(crvideo: Opener) -> None:
    """Mobile pages call first and accept the assignment then; also in direct calls, with a stale or empty queue id."""
    agent = await serving(crvideo)
    await queuing(crvideo)
    await agent.hears("CRVideo_AutoAssignUser")
    await agent.say("CRVideo_Call", "cai", {}, "", "k1")
    await agent.hears("CRVideo_CallSuccess", "k1")
    await agent.say("CRVideo_AcceptAssignUser", 101, "cai")
    assert await agent.hears("CRVideo_ResponseAssignUserRslt") == (0, COOKIE)
    await agent.say("CRVideo_AcceptAssignUser", "", "cai")
    assert (await agent.hears("CRVideo_ResponseAssignUserRslt"))[0] != 0


async def test_after_a_call_the_agent_is_offered_the_next_customer_unasked(crvideo: Opener) -> None:
    """Pages: after hanging up the agent is still serving; while he is in the call or its room nobody is offered."""
    from webapp.tasks.queues import sweep

    agent = await serving(crvideo)
    customer = await queuing(crvideo)
    await agent.hears("CRVideo_AutoAssignUser")
    await agent.say("CRVideo_AcceptAssignUser", 101, "cai")
    await agent.say("CRVideo_Call", "cai", {}, "", "k1")
    meet = (await customer.hears("CRVideo_NotifyCallIn"))[1]
    await customer.say("CRVideo_AcceptCall", "k1", meet)
    await agent.say("CRVideo_EnterMeeting3", meet["ID"])
    await queuing(crvideo, "dan")
    await agent.say("CRVideo_HangupCall", "k1")
    await sync_to_async(sweep)()
    await agent.hears_nothing("CRVideo_AutoAssignUser")
    await agent.say("CRVideo_ExitMeeting")
    await sync_to_async(sweep)()
    assert (await agent.hears("CRVideo_AutoAssignUser"))[0]["userID"] == "dan"


async def test_manual_mode_asks_for_customers(crvideo: Opener) -> None:
    """ReqAssignUser: 403 serving nothing, 401 nobody waits, else the customer; do-not-disturb stops the offers."""
    agent = await crvideo("amy")
    await agent.say("CRVideo_ReqAssignUser")
    assert (await agent.hears("CRVideo_ReqAssignUserRslt"))[0] == 403
    await agent.say("CRVideo_SetDNDStatus", 1)
    await agent.say("CRVideo_StartService", 101)
    await agent.say("CRVideo_ReqAssignUser")
    assert (await agent.hears("CRVideo_ReqAssignUserRslt"))[0] == 401
    await queuing(crvideo)
    await agent.hears_nothing("CRVideo_AutoAssignUser")
    await agent.say("CRVideo_ReqAssignUser")
    _, user, cookie = await agent.hears("CRVideo_ReqAssignUserRslt", 0)
    assert (user["userID"], cookie) == ("cai", COOKIE)
    await agent.hears_nothing("CRVideo_AutoAssignUser")


async def test_stopping_to_serve_is_said_per_queue(crvideo: Opener) -> None:
    """StopService: result with the queue id first; 403 for a queue not served, 400 for an unknown one."""
    agent = await serving(crvideo)
    await agent.say("CRVideo_StartService", 102)
    await agent.say("CRVideo_StopService", 101)
    assert await agent.hears("CRVideo_StopServiceRslt") == (101, 0, COOKIE)
    assert agent.row("agents", agent.id)["queues"] == [102]
    await agent.say("CRVideo_StopService", 101)
    assert await agent.hears("CRVideo_StopServiceRslt") == (101, 403, COOKIE)
    await agent.say("CRVideo_StopService", 999)
    assert await agent.hears("CRVideo_StopServiceRslt") == (999, 400, COOKIE)
    await agent.say("CRVideo_StopService", 102)
    await agent.say("CRVideo_Logout")


async def test_a_priority_out_of_bounds_is_a_bad_parameter(crvideo: Opener) -> None:
    """Limits: agent priority 0 to 1000; error 5."""
    agent = await crvideo("amy")
    await agent.say("CRVideo_StartService", 101, 5000)
    assert await agent.hears("CRVideo_StartServiceRslt") == (101, 5, COOKIE)
