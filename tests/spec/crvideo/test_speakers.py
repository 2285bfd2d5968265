"""CRVideo: speakers that are opened and closed, and whose sound a page subscribes to."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Page
from tests.stage import Opener
from webapp.media.core.plan import Route, Stream

ROOM = 1


@pytest.fixture
async def three(anychat: Opener, crvideo: Opener) -> tuple[Page, Page, Page]:
    """Cai and Wang on CRVideo pages and a customer on an AnyChat page in one room."""
    customer, cai, wang = await anychat("customer1"), await crvideo("cai"), await crvideo("wang")
    await customer.say("BRAC_EnterRoom", ROOM, "", 0)
    for page in (cai, wang):
        await page.say("CRVideo_EnterMeeting3", ROOM)
    return cai, wang, customer


async def heard_by(page: Page) -> set[str]:
    """The sessions whose sound the media node sends to a page."""
    from webapp.domain.rooms import plan as plans

    plan: Any = await sync_to_async(plans.plan_for)(ROOM)
    return {route.source.peer for route in plan.routes if route.viewer == page.session and route.source.kind == "audio"}


async def test_a_closed_speaker_is_told_to_all_and_no_sound_is_sent_to_it(three: tuple[Page, Page, Page]) -> None:
    """CloseSpk, OpenSpk: SpkStatusChanged(uid, 3, 2) and back; members carry the state from the beginning."""
    cai, wang, customer = three
    assert await heard_by(cai) == {wang.session, customer.session}
    await cai.say("CRVideo_CloseSpk", "cai")
    assert await cai.hears("CRVideo_SpkStatusChanged") == ("cai", 3, 2, "cai")
    assert await wang.hears("CRVideo_SpkStatusChanged") == ("cai", 3, 2, "cai")
    assert await heard_by(cai) == set()
    assert await heard_by(wang) == {cai.session, customer.session}
    await cai.say("CRVideo_CloseSpk", "cai")
    await wang.hears_nothing("CRVideo_SpkStatusChanged")
    await cai.say("CRVideo_OpenSpk", "cai")
    assert await wang.hears("CRVideo_SpkStatusChanged") == ("cai", 2, 3, "cai")
    assert await heard_by(cai) == {wang.session, customer.session}


async def test_a_members_speaker_is_closed_by_whoever_may_moderate(three: tuple[Page, Page, Page]) -> None:
    """The UID may be another member's, on whatever page: an AnyChat page that asked for a sound gets it no longer."""
    cai, _, customer = three
    await customer.say("BRAC_UserSpeakControl", cai.id, 1)
    assert await heard_by(customer) == {cai.session}
    await cai.say("CRVideo_CloseSpk", customer.external_id)
    assert await cai.hears("CRVideo_SpkStatusChanged") == (customer.external_id, 3, 2, "cai")
    assert await heard_by(customer) == set()
    await cai.say("CRVideo_CloseSpk", "nobody")
    await cai.hears_nothing("CRVideo_SpkStatusChanged")


async def test_a_subscription_by_list_routes_only_what_it_names(three: tuple[Page, Page, Page]) -> None:
    """SetAudioSubscribeList: 0 receives only those of the list, 1 all but those; people may come later."""
    cai, wang, customer = three
    assert await cai.say("sb.hear", "only", ["wang", "later"]) == 0
    assert await heard_by(cai) == {wang.session}
    assert await cai.say("sb.hear", "but", ["wang"]) == 0
    assert await heard_by(cai) == {customer.session}
    assert await cai.say("sb.hear", "", []) == 0
    assert await heard_by(cai) == {wang.session, customer.session}


async def test_the_shown_screen_is_received_whoever_is_heard(three: tuple[Page, Page, Page]) -> None:
    """A list is about sounds: pictures and screens keep flowing."""
    from webapp.domain.rooms import plan as plans

    cai, wang, _ = three
    await wang.say("CRVideo_StartScreenShare")
    await cai.say("sb.hear", "only", [])
    plan: Any = await sync_to_async(plans.plan_for)(ROOM)
    assert Route(cai.session, Stream(wang.session, "screen", 0)) in plan.routes
    assert await heard_by(cai) == set()


async def test_a_subscription_that_is_none_is_refused(three: tuple[Page, Page, Page]) -> None:
    """An unknown rule, and a list that is none: error 5; before a meeting there is nothing to subscribe to."""
    cai, wang, _ = three
    assert await cai.say("sb.hear", "loud", []) == 5
    assert await cai.say("sb.hear", "only", "wang") == 5
    assert await cai.say("sb.hear", "only", [f"u{number}" for number in range(1001)]) == 5
    await wang.say("CRVideo_ExitMeeting")
    assert await wang.say("sb.hear", "only", ["cai"]) != 0
