"""AnyChat manual 3.6, 4.7 and 5.8: attributes of business objects, who may set them, and places that come and go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async

from tests.spec.anychat.test_queues import AGENT, AREA, CLIENT, CONTROL, EVENT, NOTHING, QUEUE, come_as
from tests.spec.anychat.test_queues import customer_in_queue as in_queue
from webapp.kernel.ids import AreaId, QueueId

if TYPE_CHECKING:
    from tests.cast import Page
    from tests.stage import Opener

CASH, COMPANY = 1, 2
SET_INT, SET_TEXT = "BRAC_ObjectSetIntValue", "BRAC_ObjectSetStringValue"


async def waits(anychat: Opener, name: str, kinds: int, queue: int = 101) -> Page:
    """A visitor who comes for these kinds of business."""
    customer = await come_as(await anychat(name), 0)
    assert await customer.say(SET_INT, CLIENT, customer.id, 10, kinds) == 0
    await customer.say(CONTROL, QUEUE, queue, 501, *NOTHING)
    await customer.hears(EVENT, QUEUE, queue, 502, 0)
    return customer


async def serves(anychat: Opener, name: str, kinds: int) -> Page:
    """An agent who does these kinds of business."""
    agent = await anychat(name)
    await agent.say(SET_INT, CLIENT, agent.id, 7, 2)
    await agent.say(SET_INT, AGENT, agent.id, 10, kinds)
    await agent.say(CONTROL, AREA, 10001, 401, *NOTHING)
    await agent.hears(EVENT, AREA, 10001, 402, 0)
    agent.forget()
    return agent


# --- 3.6.2.1: attributes of the own object


async def test_everybody_in_the_area_reads_what_a_client_says_about_itself(anychat: Opener) -> None:
    """3.6.2.1, 5.8.3: name 8, priority 9, attribute 10, description 11, tags 12 and 13; event 1 tells the others.

    The one who says it hears no event: pages collect areas by event 1 before they look at anything else.
    """
    agent, customer = await come_as(await anychat("agent1"), 2), await come_as(await anychat("li"), 0)
    for info, value in ((9, 7), (10, 3), (12, 4711)):
        assert await customer.say(SET_INT, CLIENT, customer.id, info, value) == 0
    for info, text in ((8, "Mrs Li"), (11, "about a loan"), (13, "gold")):
        assert await customer.say(SET_TEXT, CLIENT, -1, info, text) == 0
    await agent.hears(EVENT, CLIENT, customer.id, 1)
    await customer.hears_nothing(EVENT, CLIENT)
    await agent.listen()
    row = agent.row("clients", customer.id)
    assert (row["priority"], row["attribute"], row["int_tag"]) == (7, 3, 4711)
    assert (row["name"], row["description"], row["string_tag"]) == ("Mrs Li", "about a loan", "gold")
    assert (row["is_agent"], agent.row("clients", agent.id)["is_agent"]) == (False, True)


async def test_who_leaves_the_area_is_no_longer_an_object_of_it(anychat: Opener) -> None:
    """5.8.1: the list of client users is oneself and those in the same area."""
    agent, customer = await come_as(await anychat("agent1"), 2), await come_as(await anychat("li"), 0)
    await agent.hears(EVENT, AREA, 10001, 403, customer.id)
    await customer.say(CONTROL, AREA, 10001, 402, *NOTHING)
    await agent.hears(EVENT, AREA, 10001, 404, customer.id)
    assert set(agent.mirror["clients"]) == {str(agent.id)}
    assert set(customer.mirror["clients"]) == {str(customer.id)}


async def test_the_number_given_for_leaving_reaches_those_who_stay(anychat: Opener) -> None:
    """3.6.3.2, 402: parameter 1 is oneself, parameter 2 an error number; event 404 passes both on, 0 when none was."""
    agent, customer = await come_as(await anychat("agent1"), 2), await come_as(await anychat("li"), 0)
    await customer.say(CONTROL, AREA, 10001, 402, customer.id, 77, 0, 0, "")
    assert (await agent.hears(EVENT, AREA, 10001, 404, customer.id))[4] == 77
    again = await come_as(customer, 0)
    await again.close()
    assert (await agent.hears(EVENT, AREA, 10001, 404, customer.id))[4] == 0


async def test_a_raised_priority_moves_one_who_waits_already(anychat: Opener) -> None:
    """3.6.2.1, attribute 9: the greater number is served first; those behind see their new place without asking."""
    first, second = await in_queue(anychat, "li"), await in_queue(anychat, "wang")
    first.forget()
    assert await second.say(SET_INT, CLIENT, second.id, 9, 15) == 0
    await first.hears(EVENT, QUEUE, 101, 501)
    assert (first.row("ticket", "ticket")["position"], second.row("ticket", "ticket")["position"]) == (1, 0)


async def test_values_that_nobody_can_have_are_refused(anychat: Opener) -> None:
    """5.8.3: 0 is success, everything else a failure; 20 is "not allowed"."""
    one = await anychat("li")
    for arguments in ((CLIENT, one.id, 9, "x"), (CLIENT, one.id, 401, 1), (99, 1, 9, 1), (CLIENT, one.id + 1, 9, 1)):
        assert await one.say(SET_INT, *arguments) == 20
        assert await one.say("BRAC_ObjectSetValue", *arguments) == 20
    assert await one.say(SET_TEXT, CLIENT, one.id, 999, "x") == 20
    assert await one.say(SET_TEXT, QUEUE, 101, 8, "x") == 20


async def test_before_the_login_no_object_can_be_set_or_controlled(page: Opener) -> None:
    """5.8.3, 5.8.4: both are valid after the login; before it the answer is 2, not initialised."""
    stranger = await page("anychat")
    assert await stranger.say(SET_INT, CLIENT, -1, 9, 1) == 2
    assert await stranger.say(SET_TEXT, CLIENT, -1, 13, "x") == 2
    assert await stranger.say("BRAC_ObjectSetValue", CLIENT, -1, 13, "x") == 2
    assert await stranger.say(CONTROL, AREA, 10001, 401, *NOTHING) == 2


# --- skills: attribute bits decide who may serve whom


async def test_an_agent_is_given_only_customers_with_a_business_of_his(anychat: Opener) -> None:
    """3.6.2.1, attribute 10: bits of business. An agent for companies passes over a customer who comes for cash."""
    cash, company = await waits(anychat, "li", CASH, 101), await waits(anychat, "wang", COMPANY, 101)
    agent = await serves(anychat, "agent1", CASH | COMPANY)
    other = await serves(anychat, "agent2", CASH)
    await other.say(CONTROL, AGENT, other.id, 602, *NOTHING)
    await other.hears(EVENT, AGENT, other.id, 602, other.id, cash.id, 101)
    await other.say(CONTROL, AGENT, other.id, 604, *NOTHING)
    await other.say(CONTROL, AGENT, other.id, 602, *NOTHING)
    await other.hears(EVENT, AGENT, other.id, 603)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    await agent.hears(EVENT, AGENT, agent.id, 602, agent.id, company.id, 101)


async def test_an_agent_serves_only_queues_of_his_business_and_changes_at_once(anychat: Opener) -> None:
    """3.6.2.1, attribute 10 of a queue and of an agent: 101 and 102 are cash, 103 is for companies."""
    agent = await serves(anychat, "agent1", COMPANY)
    assert agent.row("agents", agent.id)["queues"] == [103]
    assert agent.row("queues", 103)["agents"] == 1
    await agent.say(SET_INT, AGENT, -1, 10, CASH)
    await agent.listen()
    assert agent.row("agents", agent.id)["queues"] == [101, 102]
    assert [agent.row("queues", queue)["agents"] for queue in (101, 102, 103)] == [1, 1, 0]


async def test_without_an_attribute_everybody_may_serve(anychat: Opener) -> None:
    """3.6.2.1: existing pages set -1 on their own object, or nothing at all."""
    customer = await waits(anychat, "li", 0)
    agent = await serves(anychat, "agent1", CASH)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    await agent.hears(EVENT, AGENT, agent.id, 602, agent.id, customer.id, 101)


# --- 3.6.3: controls of every object


async def test_a_supervisor_makes_an_area_and_a_queue_that_everybody_sees(anychat: Opener) -> None:
    """3.6.3.1, control 2 creates an object: the number addressed, its name as text, the area as parameter 1."""
    boss, customer = await anychat("supervisor1"), await anychat("li")
    assert await boss.say(CONTROL, AREA, 10077, 2, 0, 0, 0, 0, "New hall") == 0
    await boss.hears(EVENT, AREA, 10077, 1)
    assert await boss.say(CONTROL, QUEUE, 771, 2, 10077, 0, 0, 0, "New queue") == 0
    await customer.hears(EVENT, AREA, 10077, 401)
    await customer.listen()
    assert customer.row("areas", 10077)["name"] == "New hall"
    assert (customer.row("areas", 10077)["queues"], customer.row("queues", 771)["area_id"]) == (1, 10077)
    assert await boss.say(CONTROL, AREA, 10077, 2, 0, 0, 0, 0, "Again") == 308
    assert await boss.say(CONTROL, QUEUE, 772, 2, 999, 0, 0, 0, "Nowhere") == 20
    assert await boss.say(CONTROL, AREA, 10078, 2, *NOTHING) == 20
    assert await boss.say(CONTROL, CLIENT, 5, 2, 0, 0, 0, 0, "x") == 20
    assert await customer.say(CONTROL, AREA, 10079, 2, 0, 0, 0, 0, "Mine") == 20


async def test_a_supervisor_describes_places_and_others_hear_of_it(anychat: Opener) -> None:
    """5.8.3: attributes of areas and queues; their pages hear the status events 401 and 501."""
    boss, customer = await anychat("supervisor1"), await come_as(await anychat("li"), 0)
    assert await boss.say(SET_TEXT, AREA, 10001, 11, "closed at noon") == 0
    await customer.hears(EVENT, AREA, 10001, 401)
    assert await boss.say(SET_INT, QUEUE, 101, 9, 5) == 0
    assert await boss.say(SET_INT, QUEUE, 101, 12, -3) == 0
    assert await boss.say(SET_TEXT, QUEUE, 101, 13, "tag") == 0
    await customer.hears(EVENT, QUEUE, 101, 501)
    await customer.listen()
    assert customer.row("areas", 10001)["description"] == "closed at noon"
    row = customer.row("queues", 101)
    assert (row["priority"], row["int_tag"], row["string_tag"]) == (5, -3, "tag")
    assert await boss.say(SET_TEXT, QUEUE, 101, 8, "") == 20
    assert await boss.say(SET_TEXT, QUEUE, 4444, 8, "x") == 20


async def test_debug_output_shows_the_object(anychat: Opener) -> None:
    """3.6.3.1, control 4: what is known of an object, for whoever looks for a mistake."""
    customer = await come_as(await anychat("li"), 0)
    for kind, number, key in ((AREA, 10001, "queues"), (QUEUE, 101, "length"), (CLIENT, customer.id, "attribute")):
        assert await customer.say(CONTROL, kind, number, 4, *NOTHING) == 0
        event, text = await customer.hears("OnAnyChatCoreSDKEvent", 4)
        assert key in json.loads(text)["object"]
        assert event == 4
    assert await customer.say(CONTROL, AGENT, 5, 4, *NOTHING) == 20


async def test_synchronising_the_client_users_and_the_agents_of_the_area(anychat: Opener) -> None:
    """3.6.3.1, control 3: one object when its number is given, all with -1; one that is not known brings none."""
    agent, customer = await come_as(await anychat("agent1"), 2), await come_as(await anychat("li"), 0)
    customer.forget()
    for kind, number, known in (
        (CLIENT, -1, [agent.id, customer.id]),
        (AGENT, -1, [agent.id]),
        (QUEUE, -1, [101, 102, 103]),
        (QUEUE, 102, [102]),
        (QUEUE, 999, []),
    ):
        customer.forget()
        assert await customer.say(CONTROL, kind, number, 3, customer.id, 0, 0, 0, "") == 0
        told = [callback[1:4] for callback in customer.heard if callback[0] == EVENT]
        assert told == [*((kind, each, 1) for each in sorted(known)), (kind, number, 2)]


async def test_a_page_acts_only_for_its_own_user(anychat: Opener) -> None:
    """3.6.3.2, parameter 1 is a user id, and 5.8.4: the agent addressed is oneself. Others are refused with 20."""
    customer, agent = await anychat("li"), await come_as(await anychat("agent1"), 2)
    assert await customer.say(CONTROL, AREA, 10001, 401, agent.id, 0, 0, 0, "") == 20
    await customer.hears(EVENT, AREA, 10001, 402, 20)
    assert await customer.say(CONTROL, AREA, 10001, 401, customer.id, 0, 0, 0, "") == 0
    assert await customer.say(CONTROL, AREA, 10001, 402, agent.id, 0, 0, 0, "") == 20
    for code in (601, 602, 604):
        assert await customer.say(CONTROL, AGENT, agent.id, code, *NOTHING) == 20
    await agent.hears_nothing(EVENT, AGENT)


async def test_leaving_another_queue_than_ones_own_is_refused(anychat: Opener) -> None:
    """4.7.8: the result carries an error; the place is kept. Leaving the own one twice is harmless."""
    customer = await in_queue(anychat)
    assert await customer.say(CONTROL, QUEUE, 102, 502, *NOTHING) == 20
    await customer.hears(EVENT, QUEUE, 102, 505, 20)
    assert customer.row("ticket", "ticket")["queue_id"] == 101
    for _ in range(2):
        assert await customer.say(CONTROL, QUEUE, 101, 502, *NOTHING) == 0
        await customer.hears(EVENT, QUEUE, 101, 505, 0)


async def test_a_queue_that_does_not_exist_is_an_error_in_the_result(anychat: Opener) -> None:
    """4.7.7: a code other than 0 means that one does not wait; an agent does not queue at all."""
    customer, agent = await anychat("li"), await come_as(await anychat("agent1"), 2)
    for page, queue in ((customer, 4711), (agent, 101)):
        assert await page.say(CONTROL, QUEUE, queue, 501, *NOTHING) == 20
        await page.hears(EVENT, QUEUE, queue, 502, 20)


async def test_a_rating_needs_a_service_and_bounds(anychat: Opener) -> None:
    """3.6.3.4, control 605: refused without a service, twice (308), or with a score out of bounds."""
    customer = await in_queue(anychat)
    agent = await come_as(await anychat("agent1"), 2)
    assert await customer.say(CONTROL, AGENT, agent.id, 605, agent.id, 5, 0, 0, "") == 20
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    assert await customer.say(CONTROL, AGENT, agent.id, 605, agent.id, 100_000, 0, 0, "") == 20
    assert await customer.say(CONTROL, AGENT, agent.id, 605, 0, 4, 0, 0, "") == 0
    assert await customer.say(CONTROL, AGENT, agent.id, 605, agent.id, 5, 0, 0, "") == 308


async def test_a_paused_agent_resumes_by_waiting_or_by_asking_for_a_customer(anychat: Opener) -> None:
    """3.6.2.5, 3.6.3.4: 3 is paused; control 601 with 1 resumes, and so does asking for the next customer (602)."""
    customer, agent = await in_queue(anychat), await come_as(await anychat("agent1"), 2)
    await agent.say(CONTROL, AGENT, agent.id, 601, 3, 0, 0, 0, "")
    await customer.hears(EVENT, AGENT, agent.id, 601, 3)
    await agent.say(CONTROL, AGENT, agent.id, 601, 1, 0, 0, 0, "")
    await customer.hears(EVENT, AGENT, agent.id, 601, 1)
    await agent.say(CONTROL, AGENT, agent.id, 601, 3, 0, 0, 0, "")
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    await customer.hears(EVENT, AGENT, agent.id, 601, 2)
    for status in (0, 1, 3):
        assert await agent.say(CONTROL, AGENT, agent.id, 601, status, 0, 0, 0, "") == 20


async def test_an_agent_who_writes_up_a_service_shows_as_paused_and_comes_back(anychat: Opener) -> None:
    """3.6.2.5 has four states: the time after a service is told as paused (3), and 601 with 1 ends it."""
    from webapp.domain.queues.models import Agent

    agent = await come_as(await anychat("agent1"), 2)
    await Agent.objects.filter(pk=agent.id).aupdate(state="wrap_up")
    assert await agent.say(CONTROL, AGENT, agent.id, 601, 1, 0, 0, 0, "") == 0
    await agent.hears(EVENT, AGENT, agent.id, 601, 1)
    assert agent.row("agents", agent.id)["status"] == 1


# --- counters and places


async def test_the_counters_of_area_and_queue_agree_on_every_page_within_a_second(anychat: Opener) -> None:
    """3.6.2.2, 3.6.2.3: 401 agents, 402 visitors in no queue, 403 waiting, 404 queues; 504 length. Inside or not."""
    outside = await anychat("zhao")
    agent = await come_as(await anychat("agent1"), 2)
    waiting, visitor = await in_queue(anychat, "li"), await come_as(await anychat("wang"), 0)
    for page in (outside, agent, waiting, visitor):
        await page.listen(0.5)
        area = page.row("areas", 10001)
        assert [area[name] for name in ("agents", "visitors", "waiting", "queues")] == [1, 1, 1, 3]
        assert page.row("queues", 101)["length"] == 1
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    for page in (outside, agent, waiting, visitor):
        await page.listen(0.5)
        area = page.row("areas", 10001)
        assert [area[name] for name in ("agents", "visitors", "waiting")] == [1, 2, 0]
        assert page.row("queues", 101)["length"] == 0
    for page in (outside, visitor):
        await page.hears(EVENT, AREA, 10001, 401)


async def test_an_area_deleted_in_the_admin_is_gone_from_open_pages(anychat: Opener, admin_client: Any) -> None:
    """4.7.3, 4.7.6: pages that list it hear a status change and find it and its queues no more."""
    customer = await come_as(await anychat("li"), 0)
    done = await sync_to_async(admin_client.post)("/admin/queues/area/10002/delete/", {"post": "yes"})
    assert done.status_code == 302
    await customer.hears(EVENT, AREA, 10002, 401)
    await customer.listen()
    assert set(customer.mirror["areas"]) == {"10001"}
    assert set(customer.mirror["queues"]) == {"101", "102", "103"}


async def test_a_removed_queue_sends_everybody_out_of_it(anychat: Opener) -> None:
    """4.7.6, 4.7.8: whoever waited in it hears that he has left; nobody's page lists it any more."""
    from webapp.domain.queues import places

    customer, agent = await in_queue(anychat, "li"), await come_as(await anychat("agent1"), 2)
    await sync_to_async(places.remove_queue)(queue_id=QueueId(101))
    await customer.hears(EVENT, QUEUE, 101, 505, 0)
    await agent.hears(EVENT, AREA, 10001, 401)
    await agent.listen()
    for page in (customer, agent):
        assert page.row("queues", 101) == {}
        assert page.row("areas", 10001)["queues"] == 2
    assert customer.row("ticket", "ticket") == {}
    assert agent.row("agents", agent.id)["queues"] == [102, 103]
    assert await customer.say(CONTROL, QUEUE, 102, 501, *NOTHING) == 0


async def test_a_removed_area_sends_everybody_out(anychat: Opener) -> None:
    """4.7.5: those inside hear that they have left; the area and its queues are gone from every open page."""
    from webapp.domain.queues import places

    customer, agent = await in_queue(anychat, "li"), await come_as(await anychat("agent1"), 2)
    await agent.say(CONTROL, AGENT, agent.id, 602, *NOTHING)
    outside = await anychat("wang")
    await sync_to_async(places.remove_area)(area_id=AreaId(10001))
    for page in (customer, agent):
        await page.hears(EVENT, AREA, 10001, 405, 0)
    await outside.hears(EVENT, AREA, 10001, 401)
    for page in (customer, agent, outside):
        await page.listen()
        assert set(page.mirror["areas"]) == {"10002"}
        assert set(page.mirror["queues"]) == {"201", "202"}
        assert page.row("me", "me")["area_id"] is None
    await come_as(agent, 2, 10002)


async def test_a_queue_ticked_for_deletion_in_its_area_is_removed_when_nobody_waits(
    anychat: Opener, admin_client: Any
) -> None:
    """4.7.6: however the admin removes it, pages in the area are told; while somebody waits it is kept."""
    customer = await in_queue(anychat, "li", 103)
    form = await sync_to_async(_area_form)(admin_client, 10001)
    row = next(key for key, value in form.items() if key.endswith("-id") and str(value) == "103").removesuffix("-id")
    form[f"{row}-DELETE"] = "on"
    kept = await sync_to_async(admin_client.post)("/admin/queues/area/10001/change/", form)
    assert (kept.status_code, customer.row("queues", 103)["length"]) == (200, 1)
    await customer.say(CONTROL, QUEUE, 103, 502, *NOTHING)
    customer.forget()
    done = await sync_to_async(admin_client.post)("/admin/queues/area/10001/change/", form)
    assert done.status_code == 302
    await customer.hears(EVENT, AREA, 10001, 401)
    await customer.listen()
    assert customer.row("queues", 103) == {}


def _area_form(client: Any, area: int) -> dict[str, Any]:
    """What the browser would send back unchanged."""
    context = client.get(f"/admin/queues/area/{area}/change/").context
    forms = [context["adminform"].form, *(each.formset.management_form for each in context["inline_admin_formsets"])]
    forms += [form for each in context["inline_admin_formsets"] for form in each.formset.initial_forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            sent[field.html_name] = "" if value is None else value
    return sent
