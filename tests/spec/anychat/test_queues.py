"""AnyChat manual 3.6, 4.7 and 5.8: service areas, queues, agents."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

CONTROL, EVENT = "BRAC_ObjectControl", "OnAnyChatObjectEvent"
AREA, QUEUE, AGENT, CLIENT = 4, 5, 6, 8
NOTHING: tuple[Any, ...] = (0, 0, 0, 0, "")


async def come_as(page: Page, flags: int, area: int = 10001) -> Page:
    """Say what one is, as the queue demo does after the login, and enter an area."""
    await page.say("BRAC_ObjectSetIntValue", CLIENT, page.id, 7, flags)
    await page.say("BRAC_ObjectSetValue", CLIENT, page.id, 10, -1)
    await page.say(CONTROL, AREA, area, 401, *NOTHING)
    assert await page.hears(EVENT, AREA, area, 402) == (AREA, area, 402, *NOTHING)
    page.forget()
    return page


async def customer_in_queue(anychat: Opener, name: str = "visitor", queue: int = 101) -> Page:
    """A visitor who waits."""
    customer = await come_as(await anychat(name), 0)
    await customer.say(CONTROL, QUEUE, queue, 501, *NOTHING)
    assert await customer.hears(EVENT, QUEUE, queue, 502) == (QUEUE, queue, 502, *NOTHING)
    return customer


async def test_synchronising_announces_every_area_and_then_says_that_this_was_all(anychat: Opener) -> None:
    """3.6.3.1: control 3 with object id -1 synchronises all objects of the type; 3.6.4.1: events 1 and 2."""
    customer = await anychat("visitor")
    assert await customer.say(CONTROL, AREA, -1, 3, customer.id, 0, 0, 0, "") == 0
    events = [callback[1:4] for callback in customer.heard if callback[0] == EVENT]
    assert events == [(AREA, 10001, 1), (AREA, 10002, 1), (AREA, -1, 2)]
    area = customer.row("areas", 10001)
    assert area["name"]
    assert area["description"]
    assert area["queues"] == 3


async def test_entering_an_area_is_answered_and_told_to_those_inside(anychat: Opener) -> None:
    """4.7.4: the result carries an error code, 0 is success; 3.6.4.2: others hear that a user has come (403)."""
    first, second = await come_as(await anychat("li"), 0), await anychat("wang")
    await second.say(CONTROL, AREA, 10001, 401, *NOTHING)
    await second.hears(EVENT, AREA, 10001, 402, 0)
    assert (await first.hears(EVENT, AREA, 10001, 403))[3:5] == (second.id, 0)
    await second.hears_nothing(EVENT, AREA, 10001, 403)
    assert first.row("areas", 10001)["visitors"] == 2


async def test_an_area_that_does_not_exist_is_an_error_in_the_result(anychat: Opener) -> None:
    """4.7.4: a code other than 0 means that the area was not entered."""
    customer = await anychat("li")
    assert await customer.say(CONTROL, AREA, 777, 401, *NOTHING) == 20
    await customer.hears(EVENT, AREA, 777, 402, 20)


async def test_leaving_an_area_is_answered_and_gives_the_ticket_up(anychat: Opener) -> None:
    """4.7.5: the result of leaving; nobody waits in an area where he is not."""
    customer = await customer_in_queue(anychat)
    other = await come_as(await anychat("li"), 0)
    await customer.say(CONTROL, AREA, 10001, 402, *NOTHING)
    await customer.hears(EVENT, AREA, 10001, 405, 0)
    await other.hears(EVENT, AREA, 10001, 404, customer.id)
    assert other.row("queues", 101)["length"] == 0
    assert customer.row("ticket", "ticket") == {}
    assert await customer.say(CONTROL, AREA, 10001, 402, *NOTHING) == 20


async def test_entering_a_queue_gives_a_place_and_tells_everybody_in_the_area(anychat: Opener) -> None:
    """4.7.6 and 4.7.7: the result for the one who entered, the changed queue for all; 3.6.2.3: length, own place."""
    agent = await come_as(await anychat("agent1"), 2)
    first = await customer_in_queue(anychat, "li")
    second = await customer_in_queue(anychat, "wang")
    for one in (first, second, agent):
        await one.hears(EVENT, QUEUE, 101, 501)
    assert agent.row("queues", 101)["length"] == 2
    assert first.row("ticket", "ticket")["position"] == 0
    assert second.row("ticket", "ticket")["position"] == 1
    assert second.row("ticket", "ticket")["taken_ms"] > 0


async def test_an_area_elsewhere_hears_nothing(anychat: Opener) -> None:
    """4.7.6: the changed queue is told to everybody in the area, and to nobody else."""
    elsewhere = await come_as(await anychat("zhao"), 0, 10002)
    await customer_in_queue(anychat)
    await elsewhere.hears_nothing(EVENT, QUEUE)
    assert elsewhere.row("queues", 101)["length"] == 1


async def test_leaving_a_queue_moves_the_others_up(anychat: Opener) -> None:
    """4.7.8: the result of leaving; whoever waits behind is one place further without asking."""
    first, second = await customer_in_queue(anychat, "li"), await customer_in_queue(anychat, "wang")
    second.forget()
    assert await first.say(CONTROL, QUEUE, 101, 502, *NOTHING) == 0
    await first.hears(EVENT, QUEUE, 101, 505, 0)
    await second.hears(EVENT, QUEUE, 101, 501)
    assert second.row("ticket", "ticket")["position"] == 0


async def test_a_second_queue_is_refused(anychat: Opener) -> None:
    """4.7.7: the result carries the error; 308 is the nearest that pages know for "already inside"."""
    customer = await customer_in_queue(anychat)
    await customer.say(CONTROL, QUEUE, 102, 501, *NOTHING)
    await customer.hears(EVENT, QUEUE, 102, 502, 308)


async def test_priority_set_by_the_page_moves_a_customer_forward(anychat: Opener) -> None:
    """3.6.2.1, attribute 9, and 5.8.3: a page describes its own client object."""
    await customer_in_queue(anychat, "li")
    vip = await come_as(await anychat("vip"), 0)
    assert await vip.say("BRAC_ObjectSetValue", CLIENT, vip.id, 9, 15) == 0
    await vip.say(CONTROL, QUEUE, 101, 501, *NOTHING)
    assert vip.row("ticket", "ticket")["position"] == 0


async def test_only_the_own_client_object_can_be_described(anychat: Opener) -> None:
    """5.8.3: 0 is success, everything else a failure."""
    one, other = await anychat("li"), await anychat("wang")
    assert await one.say("BRAC_ObjectSetIntValue", CLIENT, other.id, 9, 15) == 20
    assert await one.say("BRAC_ObjectSetIntValue", AREA, 10001, 9, 15) == 20
    assert await one.say("BRAC_ObjectSetIntValue", CLIENT, one.id, 999, 15) == 20
    assert await one.say("BRAC_ObjectSetIntValue", CLIENT, one.id, 9, "high") == 20
    assert await one.say("BRAC_ObjectSetStringValue", CLIENT, one.id, 13, "gold") == 0


async def test_an_agent_waits_until_he_asks_and_hears_when_nobody_is_there(anychat: Opener) -> None:
    """3.6.4.4: status 1 when he opens, 603 when no queue has a customer; the agent count of the area goes up."""
    customer = await come_as(await anychat("li"), 0)
    agent = await anychat("agent1")
    await agent.say("BRAC_ObjectSetIntValue", CLIENT, agent.id, 7, 2)
    await agent.say(CONTROL, AREA, 10001, 401, *NOTHING)
    names = [callback[1:4] for callback in agent.heard if callback[0] == EVENT]
    assert names.index((AREA, 10001, 402)) < names.index((AGENT, agent.id, 601))
    await customer.hears(EVENT, AGENT, agent.id, 601, 1)
    assert customer.row("areas", 10001)["agents"] == 1
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    await agent.hears(EVENT, AGENT, agent.id, 603)
    await customer.hears_nothing(EVENT, AGENT, agent.id, 603)


async def test_the_next_customer_is_assigned_with_status_notice_and_changed_queue(anychat: Opener) -> None:
    """4.7.9, 4.7.10: status 2, then the notice with agent, customer and queue; pages (7.4): the customer hears no
    result of leaving the queue, it would blank his title."""
    customer = await customer_in_queue(anychat)
    agent = await come_as(await anychat("agent1"), 2)
    customer.forget()
    assert await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING) == 0
    events = [callback[1:] for callback in agent.heard if callback[0] == EVENT and callback[1] != AREA]
    assert events[:3] == [
        (AGENT, agent.id, 601, 2, 0, 0, 0, ""),
        (AGENT, agent.id, 602, agent.id, customer.id, 101, 0, ""),
        (QUEUE, 101, 501, *NOTHING),
    ]
    assert await customer.hears(EVENT, AGENT, agent.id, 602) == events[1]
    await customer.hears_nothing(EVENT, QUEUE, 101, 505)
    await customer.hears_nothing(EVENT, QUEUE, 101, 504)
    assert customer.row("ticket", "ticket") == {}
    row = agent.row("agents", agent.id)
    assert (row["status"], row["customer_id"], row["queue_id"]) == (2, customer.id, 101)
    assert row["service_began_ms"] > 0


async def test_finishing_twice_tells_the_status_once(anychat: Opener) -> None:
    """3.6.3.4, control 604; 3.6.2.4: totals 604 and 605. Pages say it twice when the customer hung up."""
    await customer_in_queue(anychat)
    agent = await come_as(await anychat("agent1"), 2)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    agent.forget()
    for _ in range(2):
        assert await agent.say(CONTROL, AGENT, agent.id, 604, *NOTHING) == 0
    told = [callback[1:5] for callback in await agent.listen() if callback[0] == EVENT and callback[1] == AGENT]
    assert told == [(AGENT, agent.id, 601, 1)]
    assert agent.row("agents", agent.id)["served_total"] == 1
    assert agent.row("agents", agent.id)["customer_id"] is None


async def test_an_agent_pauses_by_himself(anychat: Opener) -> None:
    """3.6.3.4, control 601, and 3.6.2.5: 0 closed, 1 waiting, 3 paused; 2 cannot be set."""
    agent = await come_as(await anychat("agent1"), 2)
    for status in (3, 1, 0):
        await agent.say(CONTROL, AGENT, agent.id, 601, status, 0, 0, 0, "")
        await agent.hears(EVENT, AGENT, agent.id, 601, status)
    assert await agent.say(CONTROL, AGENT, agent.id, 601, 2, 0, 0, 0, "") == 20


async def test_the_customer_rates_the_service_once(anychat: Opener) -> None:
    """3.6.3.4, control 605: the agent's user id, the score, and a comment."""
    from webapp.domain.queues.models import Evaluation

    customer = await customer_in_queue(anychat)
    agent = await come_as(await anychat("agent1"), 2)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    await agent.say(CONTROL, AGENT, agent.id, 604, *NOTHING)
    assert await customer.say(CONTROL, AGENT, agent.id, 605, agent.id, 5, 0, 0, "很好") == 0
    stored = await Evaluation.objects.aget()
    assert (stored.score, stored.text) == (5, "很好")
    assert await customer.say(CONTROL, AGENT, agent.id, 605, agent.id, 1, 0, 0, "") != 0
    assert await Evaluation.objects.acount() == 1


async def test_a_page_that_goes_away_leaves_its_queue(anychat: Opener) -> None:
    """Nobody waits for a page that is closed."""
    agent = await come_as(await anychat("agent1"), 2)
    customer = await customer_in_queue(anychat)
    await agent.hears(EVENT, QUEUE, 101, 501)
    agent.forget()
    await customer.close()
    await agent.hears(EVENT, QUEUE, 101, 501)
    assert agent.row("queues", 101)["length"] == 0


async def test_an_agent_who_goes_away_is_no_longer_there(anychat: Opener) -> None:
    """3.6.2.2: the number of agents; the customer in the area no longer sees him."""
    customer = await come_as(await anychat("li"), 0)
    agent = await come_as(await anychat("agent1"), 2)
    await customer.hears(EVENT, AGENT, agent.id, 601, 1)
    agent_id = agent.id
    await agent.close()
    await customer.hears(EVENT, AREA, 10001, 404, agent_id)
    assert customer.row("agents", agent_id) == {}
    assert customer.row("areas", 10001)["agents"] == 0


async def test_unknown_controls_and_bad_arguments_are_error_numbers(anychat: Opener) -> None:
    """5.8.4: what a control code means depends on the object; the rest is not allowed (20)."""
    customer = await anychat("li")
    for arguments in ((AREA, 10001, 999), (AGENT, customer.id, 401), (99, 1, 3), (AREA, "x", 401), ()):
        assert await customer.say(CONTROL, *arguments) == 20


async def test_two_agents_ask_at_once_and_one_is_told_to_wait(anychat: Opener) -> None:
    """A customer is assigned to one agent; the other hears 603."""
    await customer_in_queue(anychat)
    one, other = await come_as(await anychat("agent1"), 2), await come_as(await anychat("agent2"), 2)
    one.forget()
    other.forget()
    await asyncio.gather(*(each.say(CONTROL, AGENT, each.id, 602, *NOTHING) for each in (one, other)))
    waiting = [each for each in (one, other) if (EVENT, AGENT, each.id, 603, *NOTHING) in each.heard]
    assert len(waiting) == 1
