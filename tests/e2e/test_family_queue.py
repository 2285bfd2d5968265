"""Pages of the family with areas, queues and agents, and one in the manual's own way.

What these pages rely on beyond the manual stands in the family's own code (families/): dispatchers, GBK scripts,
inline handlers, text timers, jQuery 1.x habits. The tests only click and look. Section numbers are those of the survey
of existing pages.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.family import Family

Opener = Callable[..., Family]


def test_a_queue_an_agent_and_the_way_back(family: Opener) -> None:
    """7.4: waiting, leaving, waiting again, a refused and a taken call, its end from both sides, the counters."""
    agent = family("queue", "desk", agent=True)
    agent.press("#startService")
    agent.shows("#message", "nobody waits")
    guest = family("queue", "guest")
    rows = guest.page.locator("#queues li").evaluate_all("(rows) => rows.map((row) => row.getAttribute('queueid'))")
    assert rows == ["201", "202"]
    assert "个人业务 · Personal banking" in guest.text("li[queueid='201']")
    halls = guest.page.locator("#enterRoom li").evaluate_all("(rows) => rows.map((row) => row.textContent)")
    assert ["Pudong branch" in halls[0], "weekdays 9 to 5" in halls[0], "Xuhui branch" in halls[1]] == [True] * 3
    assert len(halls) == 2, "nothing but areas is announced at the door"
    assert agent.text("#clientList").split("|")[:2] == ["2", "0"], "queues of the area, people who wait"
    wait_in(guest, 201)
    agent.until("() => document.querySelector('#clientList').innerHTML.split('|')[1] === '1'")
    guest.until("() => parseInt(document.querySelector('#queueMsg1 span').innerHTML.split('|')[3]) >= 1")
    guest.press("#cancel")
    guest.shows("#message", "left the queue")
    agent.until("() => document.querySelector('#clientList').innerHTML.split('|')[1] === '0'")
    wait_in(guest, 202)
    agent.press("#startService")
    agent.shows("#message", "serves guest")
    guest.shows("#queueMsg2", "desk")
    guest.press("#reject")
    agent.hides("#Initiative_Call_Div")
    agent.shows("#message", "free string")
    serve_and_end(agent, guest, ends=(agent, "#stopService"))
    serve_and_end(agent, guest, ends=(guest, "#hangUp"))
    status = [row[4] for row in agent.seen() if row[0] == "object" and row[3] == 601]
    assert status[-6:] == [2, 1, 2, 1, 2, 1], "one change per change, although the page finishes twice"
    for page in (agent, guest):
        assert [row[3] for row in page.seen() if row[0] == "object"].count(2) == 1, "the hall is rebuilt only on demand"
    for page, out in ((guest, "#roomOut"), (agent, "#agentOut")):
        page.press(out)
        page.shows("#enterRoom")
        assert page.run("() => BRAC_ObjectGetIdList(ANYCHAT_OBJECT_TYPE_QUEUE)") == []
    assert agent.errors + guest.errors == []


def wait_in(page: Family, queue: int) -> None:
    """Enter a queue as its only customer."""
    page.press(f"li[queueid='{queue}'] .btn")
    page.shows("#queueMsg1", "|1|1|")


def serve_and_end(agent: Family, guest: Family, *, ends: tuple[Family, str]) -> None:
    """A whole service; its end empties the containers, and it counts once."""
    served = int(agent.text("#clientList").split("|")[2])
    wait_in(guest, 202)
    agent.press("#startService")
    guest.press("#takeUp")
    for page in (agent, guest):
        page.until("() => document.querySelector('#video').title === 'placed'")
        assert (
            page.text("#names")
            == f"{'|'.join(each.user for each in ((guest, agent) if page is agent else (agent, guest)))}"
        )
        page.sees_motion("#localVideoPos")
        page.sees_motion("#remoteVideoPos")
    agent.page.once("dialog", lambda dialog: dialog.accept())
    ends[0].press(ends[1])
    for page in (agent, guest):
        page.hides("#video")
        assert page.run("() => document.querySelector('#remoteVideoPos').innerHTML") == ""
    agent.until("(n) => document.querySelector('#clientList').innerHTML.split('|')[2] === String(n)", served + 1)


def test_a_page_of_the_manual_hears_each_handler_once(family: Opener, tab: Callable[..., Page], site: Site) -> None:
    """Section 3: without dispatchers the handlers of the manual are called, wherever in the page they stand."""
    agent = family("queue", "desk2", agent=True)
    page = Family(tab(), site.url, "manual")
    page.press("#go")
    page.until("() => seen.some((row) => row[0] === 'EnterQueueResult')")
    names = [row[0] for row in page.seen()]
    assert names[:6] == ["Connect", "LoginSystem", "ObjectUpdate", "ObjectUpdate", "SyncDataFinish", "EnterAreaResult"]
    assert names.count("EnterQueueResult") == names.count("LoginSystem") == 1
    page.press("#out")
    page.until("() => seen.some((row) => row[0] === 'LeaveQueueResult' && row[2] === queue && row[3] === 0)")
    page.run("() => BRAC_ObjectControl(5, queue, 501, 0, 0, 0, 0, '')")
    agent.until("() => document.querySelector('#clientList').innerHTML.split('|')[1] === '1'")
    agent.press("#startService")
    page.until("() => seen.some((row) => row[0] === 'VideoCall' && row[1] === 3)")
    assert [row[2:] for row in page.seen() if row[0] == "ServiceStart"] == [[page.run("() => self"), 201]]
    assert page.errors == []
