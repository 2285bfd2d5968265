"""AnyChat manual 4.6 and 5.2.4: one-to-one video calls."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async

from webapp.kernel import clock

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

CALL, EVENT = "BRAC_VideoCallControl", "OnAnyChatVideoCallEvent"
REQUEST, REPLY, START, FINISH = 1, 2, 3, 4


async def talking(anychat: Opener) -> tuple[Page, Page, int]:
    """A customer and an agent in a call, and the number of its room."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await agent.hears(EVENT, REQUEST)
    await agent.say(CALL, REPLY, customer.id, 0, 0, 0, "")
    room = (await customer.hears(EVENT, START))[4]
    await agent.hears(EVENT, START)
    customer.forget()
    agent.forget()
    return customer, agent, room


async def test_a_request_reaches_the_callee_and_its_delivery_the_caller(anychat: Opener) -> None:
    """4.6.2: the callee hears the request with the caller's flags, number and text; the user id is the other side.
    Pages (section 4, item 6): a reply with error 0 tells the caller that it rings."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    assert await customer.say(CALL, REQUEST, agent.id, 0, 2, 77, "hello") == 0
    assert await agent.hears(EVENT) == (REQUEST, customer.id, 0, 2, 77, "hello")
    assert await customer.hears(EVENT) == (REPLY, agent.id, 0, 2, 77, "hello")


async def test_both_sides_hear_start_with_the_same_room_after_an_accepting_reply(anychat: Opener) -> None:
    """5.2.4: after the reply with error 0 the server itself sends START to both; the parameter is the room they shall
    enter. Pages: the caller gets no second reply, it would open the calling box again."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await customer.hears(EVENT, REPLY)
    await agent.say(CALL, REPLY, customer.id, 0, 0, 0, "")
    kind, other, code, _, room, _ = await customer.hears(EVENT)
    assert (kind, other, code) == (START, agent.id, 0)
    assert 10_000_000 <= room <= 99_999_999
    assert (await agent.hears(EVENT, START))[1:5] == (customer.id, 0, 0, room)
    await customer.hears_nothing(EVENT)
    for one in (customer, agent):
        await one.say("BRAC_EnterRoom", room, "", 0)
        assert await one.hears("OnAnyChatEnterRoom") == (room, 0)


async def test_a_refusal_is_told_to_the_caller_only(anychat: Opener) -> None:
    """5.2.4: the callee declines with a reply of 100104."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await customer.hears(EVENT, REPLY, agent.id, 0)
    await agent.hears(EVENT, REQUEST)
    await agent.say(CALL, REPLY, customer.id, 100104, 0, 0, "later")
    assert await customer.hears(EVENT) == (REPLY, agent.id, 100104, 0, 0, "later")
    await agent.hears_nothing(EVENT)


async def test_a_busy_callee_may_say_so_himself(anychat: Opener) -> None:
    """Appendix: 100103 means that the other side is busy."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await agent.say(CALL, REPLY, customer.id, 100103, 0, 0, "")
    await customer.hears(EVENT, REPLY, agent.id, 100103)


async def test_a_cancelled_request_closes_the_callees_box(anychat: Opener) -> None:
    """Pages (call centre demo): the caller takes his request back with a reply of 100101."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await agent.hears(EVENT, REQUEST)
    await customer.say(CALL, REPLY, agent.id, 100101, 0, 0, "")
    assert (await agent.hears(EVENT))[:3] == (REPLY, customer.id, 100101)


async def test_busy_offline_and_unknown_callees_answer_with_their_numbers(anychat: Opener) -> None:
    """Appendix: 100103 busy, 100102 not online, 205 no such user; nobody is rung."""
    customer, agent, other = await anychat("customer1"), await anychat("agent1"), await anychat("customer2")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    assert await other.say(CALL, REQUEST, agent.id, 0, 0, 5, "x") == 100103
    assert await other.hears(EVENT) == (REPLY, agent.id, 100103, 0, 5, "x")
    gone = await anychat("agent2")
    gone_id = gone.id
    await gone.say("BRAC_Logout")
    await other.say(CALL, REQUEST, gone_id, 0, 0, 0, "")
    await other.hears(EVENT, REPLY, gone_id, 100102)
    await other.say(CALL, REQUEST, 999_999, 0, 0, 0, "")
    await other.hears(EVENT, REPLY, 999_999, 205)


async def test_nobody_answers_for_thirty_seconds(anychat: Opener) -> None:
    """Appendix: 100105 means that there was no answer in time; both boxes must close."""
    from webapp.tasks.calls import sweep

    customer, agent = await anychat("customer1"), await anychat("agent1")
    with clock.held():
        await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
        await customer.hears(EVENT, REPLY, agent.id, 0)
        await agent.hears(EVENT, REQUEST)
        clock.advance(31)
        await sync_to_async(sweep)()
        await customer.hears(EVENT, REPLY, agent.id, 100105)
        await agent.hears(EVENT, REPLY, customer.id, 100105)


async def test_finish_goes_to_both_including_who_hung_up(anychat: Opener) -> None:
    """5.2.4: either side ends the talk, and the server tells both."""
    customer, agent, _ = await talking(anychat)
    await agent.say(CALL, FINISH, customer.id, 0, 0, 9, "bye")
    assert await agent.hears(EVENT) == (FINISH, customer.id, 0, 0, 9, "bye")
    assert await customer.hears(EVENT) == (FINISH, agent.id, 0, 0, 9, "bye")


async def test_an_end_of_a_call_that_is_over_is_accepted_silently(anychat: Opener) -> None:
    """Pages (queue and chat demos): both sides hang up, and a refused agent still cancels; nothing may come of it."""
    customer, agent, _ = await talking(anychat)
    await agent.say(CALL, FINISH, customer.id, 0, 0, 0, "")
    await agent.hears(EVENT, FINISH)
    await customer.hears(EVENT, FINISH)
    assert await customer.say(CALL, FINISH, agent.id, 0, 0, 0, "") == 0
    assert await agent.say(CALL, REPLY, customer.id, 100101, 0, 0, "") == 0
    await agent.hears_nothing(EVENT)
    await customer.hears_nothing(EVENT)


async def test_accepting_a_call_that_is_over_is_an_error(anychat: Opener) -> None:
    """5.2.4: the function returns an error number; 420 stands for a request that does not exist."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    assert await agent.say(CALL, REPLY, customer.id, 0, 0, 0, "") == 420


async def test_a_broken_link_ends_the_talk_with_a_number_of_its_own(anychat: Opener) -> None:
    """Appendix: 100106 means that the other side's session was cut."""
    customer, agent, _ = await talking(anychat)
    agent_id = agent.id
    await agent.close()
    assert (await customer.hears(EVENT))[:3] == (FINISH, agent_id, 100106)


async def test_a_broken_link_while_it_rings_is_told_as_a_reply(anychat: Opener) -> None:
    """Appendix: 100106, while there is no talk yet."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await agent.hears(EVENT, REQUEST)
    customer_id = customer.id
    await customer.close()
    assert (await agent.hears(EVENT))[:3] == (REPLY, customer_id, 100106)


async def test_start_cannot_be_sent_by_a_page_and_nonsense_is_refused(anychat: Opener) -> None:
    """5.2.4: START only ever comes from the server; error 20 for what is not allowed."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    assert await customer.say(CALL, START, agent.id, 0, 0, 0, "") == 20
    assert await customer.say(CALL, 9, agent.id, 0, 0, 0, "") == 20
    assert await customer.say(CALL, "x", agent.id) == 20
    assert await customer.say(CALL, REQUEST, customer.id, 0, 0, 0, "") == 20


async def test_a_stranger_cannot_call(page: Opener) -> None:
    """5.2.4: works after the login only; 2 stands for a system that was not initialised."""
    stranger = await page("anychat")
    assert await stranger.say(CALL, REQUEST, 1001, 0, 0, 0, "") == 2


async def test_the_mirror_shows_the_own_calls_only_while_they_live(anychat: Opener) -> None:
    """Getters inside a callback must already be right: the call is there with the request and gone with the end."""
    customer, agent = await anychat("customer1"), await anychat("agent1")
    other = await anychat("customer2")
    await customer.say(CALL, REQUEST, agent.id, 0, 0, 0, "")
    await agent.hears(EVENT, REQUEST)
    assert [row["state"] for row in agent.mirror["calls"].values()] == ["ringing"]
    assert "calls" not in other.mirror
    await customer.say(CALL, REPLY, agent.id, 100101, 0, 0, "")
    await agent.hears(EVENT, REPLY)
    assert "calls" not in agent.mirror
    await asyncio.gather(customer.in_step(), other.in_step())
