"""Call pages as CRVideo customers have them, written anew in their manner (families/crvideo), unchanged on our SDK.

They fill every holder while they load, build their wall inside callbacks, never wait for what they need not wait for,
and use both spellings. The tests only click and look. Section numbers are those of the survey of CRVideo pages.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.e2e.conftest import Site
from tests.e2e.family import Family

Opener = Callable[..., Family]


@pytest.fixture
def opened(site: Site, tab: Callable[..., Page]) -> Opener:
    """A page of this file's families, logged in under a name."""

    def make(file: str, name: str) -> Family:
        page = Family(tab(), site.url, "crvideo", file)
        page.user = name
        page.page.fill("#nickname", name)
        page.press("#login")
        return page

    return make


def callbacks(page: Family, *names: str) -> list[list[object]]:
    """What the page heard under these names, in order."""
    return [row for row in page.seen() if row[0] in names]


def in_line(page: Family, *, agent: bool = False) -> str:
    """Choose a side; the first queue of the list is served, or waited in. Returns the queue's id."""
    page.press("#as-agent" if agent else "#as-customer")
    page.shows("#queues li")
    row = page.page.locator("#queues li").first
    row.click()
    return str(row.get_attribute("id")).removeprefix("queue-")


def talk(*pages: Family) -> None:
    """Both sides see both pictures."""
    for page in pages:
        page.shows("#room")
        page.sees_motion("#seat-video")
        page.sees_motion("#user-video")


def over(*pages: Family) -> None:
    """Nobody sits in the room any more."""
    for page in pages:
        page.hides("#room")
        page.shows("#call-page")


def over_tls(page: Family) -> None:
    """This site has no TLS: what the page asks over https is answered from http."""

    def answer(route: Route) -> None:
        got = page.page.request.get(route.request.url.replace("https://", "http://", 1))
        route.fulfill(status=got.status, body=got.body(), headers={"content-type": got.headers["content-type"]})

    page.page.route("https://**/CLOUDMEETING-API/**", answer)


def test_a_queue_call_with_a_recording_and_the_next_customer(opened: Opener) -> None:
    """4, 1 to 13: offer, call, chat by SendCmd, a film; the customer hangs up and the next one is offered."""
    agent, first = opened("call.html?videoCall", "cr-agent"), opened("call.html?videoCall", "cr-first")
    over_tls(agent)
    queue = in_line(agent, agent=True)
    in_line(first)
    agent.shows("#assigned", "cr-first|text")
    agent.press("#refuse")
    agent.shows("#assigned", "cr-first|text")  # at the head again, and nobody else serves
    agent.press("#take")
    talk(agent, first)
    assert [page.page.locator("#room").get_attribute("title") for page in (agent, first)] == [
        "caller|cr-agent",
        "callee|cr-first",
    ]
    second = opened("call.html?videoCall", "cr-second")
    in_line(second)
    second.shows("#place", "1")
    agent.press("#record")
    first.page.fill("#text", "您好")
    first.press("#send")
    agent.shows("#lines p", "cr-first: 您好")
    first.shows("#lines p", "me: 您好")
    agent.until("() => seen.some((row) => row[0] === 'CloudMixerStateChanged' && row[2] === 2)")
    agent.page.wait_for_timeout(1500)
    agent.hides("#assigned")
    agent.press("#record")
    agent.until("() => seen.some((row) => row[0] === 'CloudMixerStateChanged' && row[2] === 0)")
    first.press("#hang-up")
    over(agent, first)
    agent.shows("#assigned", "cr-second|text")
    agent.press("#take")
    talk(agent, second)
    agent.press("#hang-up")
    over(agent, second)
    films = "[...document.querySelectorAll('#files video')].filter((video) => video.videoWidth === 640)"
    agent.until(f"() => {films}.length === 1")
    assert str(agent.run(f"() => {films}[0].title")).startswith("number|")
    agent.press("#logout")
    agent.shows("#login-page")
    assert callbacks(agent, "StartServiceRslt") == [["StartServiceRslt", int(queue), 0, "serve"]]
    assert agent.errors + first.errors + second.errors == []


def test_a_direct_call_with_a_screen_and_a_refused_one(opened: Opener) -> None:
    """4: a popup, 606 for no, chat as a broadcast that the sender hears too, a shown screen, hung up by the caller."""
    ann, ben = opened("call.html", "cr-ann"), opened("call.html", "cr-ben")
    for page in (ann, ben):
        page.shows("#call-page")
    ann.page.fill("#peer", "cr-ben")
    ann.press("#direct")
    ben.shows("#ringing", "cr-ann")
    ben.press("#reject")
    ann.shows("#lines p", "rejected 606")
    ann.press("#direct")
    ben.press("#accept")
    talk(ann, ben)
    ben.page.fill("#text", "hello")
    ben.press("#send")
    for page in (ann, ben):
        page.shows("#lines p", "cr-ben: hello")
    ann.press("#share")
    for page in (ann, ben):
        page.shows("#room.layoutB")
    ben.sees_motion("#screen")
    ann.press("#unshare")
    ben.until("() => El('room').className === ''")
    ann.press("#hang-up")
    over(ann, ben)
    gone = callbacks(ben, "MeetingDropped")
    assert (gone, ann.errors + ben.errors) == ([], [])


def test_a_mobile_agent_calls_before_he_accepts_the_offer(opened: Opener) -> None:
    """5: Call, then AcceptAssignUser; accepting and entering back to back; HungupCall; the old form of re-entry."""
    agent, guest = opened("m_call.html", "cm-agent"), opened("m_call.html", "cm-guest")
    for page, role in ((agent, "agent"), (guest, "customer")):
        page.press(f"#as-{role}")
        page.page.locator("#queues li").first.click()
    guest.shows("#waiting")
    agent.press("#take")
    for page in (agent, guest):
        page.shows("#room")
        page.sees_motion("#me")
        page.sees_motion("#peer")
    agent.shows("#lines p", "assigned 0")
    guest.run("() => { CRVideo_ExitMeeting(); CRVideo_MeetingDropped.callback(); }")
    guest.shows("#lines p", "in reEnter_1")
    guest.sees_motion("#peer")
    guest.press("#switch")
    guest.until("() => CRVideo_GetDefaultVideo(uid) === 2 || CRVideo_GetAllVideoInfo(uid).length < 2")
    guest.press("#hang-up")
    for page in (agent, guest):
        page.shows("#lines p", "over")
        page.hides("#room")
    agent.until("() => CRVideo_GetServingQueues().length === 0")
    assert agent.errors + guest.errors == []


def test_a_page_that_is_left_ends_its_call_and_its_meeting(opened: Opener) -> None:
    """4: HangupCall, ExitMeeting('refresh') and DestroyMeeting are said while the page unloads, and nobody waits."""
    ann, ben = opened("call.html", "left-ann"), opened("call.html", "left-ben")
    for page in (ann, ben):
        page.shows("#call-page")
    ann.page.fill("#peer", "left-ben")
    ann.press("#direct")
    ben.press("#accept")
    for page in (ann, ben):
        page.shows("#room")
    number = ann.run("() => app.meet.ID")
    ann.page.goto("about:blank")
    over(ben)
    ben.until("() => seen.some(([name]) => name === 'NotifyCallHangup')")
    ben.run("(number) => CRVideo_EnterMeeting3(number, 'again')", number)
    ben.shows("#lines p", "enter failed 800")
    assert ben.errors == []
