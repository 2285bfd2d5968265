"""AnyChat manual 3.6: the numbers of business objects on the wire; what a page computes is ch_3_6_objects.test.ts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.spec.anychat.test_queues import AGENT, AREA, CLIENT, CONTROL, EVENT, NOTHING, QUEUE, come_as
from webapp.dialects.anychat.constants import CONSTANTS

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

COMES_AS_AGENT = 2


def told(*pages: Page) -> set[tuple[int, int]]:
    """Every kind of object event that was ever heard: type of object, number of event."""
    return {(callback[1], callback[3]) for page in pages for callback in page.log if callback[0] == EVENT}


async def test_one_service_raises_every_event_of_the_chapter(anychat: Opener) -> None:
    """3.6.4: 1 and 2 of any object, 401 to 405 of areas, 501 to 505 of queues, 601 to 603 of agents."""
    agent, customer, other = await anychat("agent1"), await anychat("li"), await anychat("wang")
    await customer.say(CONTROL, AREA, -1, 3, customer.id, 0, 0, 0, "")
    for page, flags in ((agent, COMES_AS_AGENT), (other, 0), (customer, 0)):
        await come_as(page, flags)
    await customer.say("BRAC_ObjectSetIntValue", CLIENT, customer.id, 12, 5)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    for page, code in ((customer, 501), (customer, 502), (other, 501)):
        await page.say(CONTROL, QUEUE, 101, code, *NOTHING)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    await customer.say(CONTROL, AREA, 10001, 402, *NOTHING)
    await agent.listen()
    events = {name: value for name, value in CONSTANTS.items() if name.startswith("ANYCHAT_") and "_EVENT_" in name}
    kinds = {"AREA": AREA, "QUEUE": QUEUE, "AGENT": AGENT}
    of_types = {(kinds[name.split("_")[1]], number) for name, number in events.items() if "_OBJECT_" not in name}
    assert len(of_types) == 13
    assert of_types | {(AREA, 1), (AREA, 2), (CLIENT, 1)} <= told(agent, customer, other)


async def test_others_in_the_area_hear_who_joins_and_leaves_a_queue(anychat: Opener) -> None:
    """3.6.4.3, 503 and 504: parameter 1 is the user; whoever it is hears the results 502 and 505 instead."""
    agent, customer = await come_as(await anychat("agent1"), 2), await come_as(await anychat("li"), 0)
    outside = await anychat("wang")
    for code, own, others in ((501, 502, 503), (502, 505, 504)):
        assert await customer.say(CONTROL, QUEUE, 101, code, *NOTHING) == 0
        assert await customer.hears(EVENT, QUEUE, 101, own) == (QUEUE, 101, own, *NOTHING)
        assert await agent.hears(EVENT, QUEUE, 101, others) == (QUEUE, 101, others, customer.id, 0, 0, 0, "")
        await customer.hears_nothing(EVENT, QUEUE, 101, others)
    await outside.hears_nothing(EVENT, QUEUE)


async def test_the_flags_at_the_door_say_as_what_somebody_comes(anychat: Opener) -> None:
    """3.6.3.2, control 401: parameter 1 is the user, parameter 2 his flags; 3.6.4.2, event 403 tells them on."""
    customer, agent = await come_as(await anychat("li"), 0), await anychat("agent1")
    await agent.say(CONTROL, AREA, 10001, 401, agent.id, COMES_AS_AGENT, 0, 0, "")
    await agent.hears(EVENT, AREA, 10001, 402, 0)
    assert (await customer.hears(EVENT, AREA, 10001, 403))[3:5] == (agent.id, COMES_AS_AGENT)
    await customer.listen()
    assert customer.row("areas", 10001)["agents"] == 1
    assert customer.row("clients", agent.id)["is_agent"] is True


async def test_the_demo_has_the_areas_and_queues_that_existing_pages_expect(anychat: Opener) -> None:
    """Pages, section 8: two areas, five queues, each with name and description; business bits, one served before."""
    page = await anychat("li")
    areas, queues = page.mirror["areas"], page.mirror["queues"]
    assert {(key, row["queues"]) for key, row in areas.items()} == {("10001", 3), ("10002", 2)}
    assert {(key, row["area_id"]) for key, row in queues.items()} == {
        *(("101", 10001), ("102", 10001), ("103", 10001), ("201", 10002), ("202", 10002)),
    }
    assert all(row["name"] and row["description"] for row in (*areas.values(), *queues.values()))
    assert {row["attribute"] for row in queues.values()} == {1, 2}
    assert {key: row["priority"] for key, row in queues.items() if row["priority"]} == {"102": 10}
