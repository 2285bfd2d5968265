"""Five families of existing AnyChat pages, written anew in their manner (families/), run unchanged on our SDK.

What they rely on beyond the manual stands in the families' own code: dispatchers, GBK scripts, inline handlers, text
timers, jQuery 1.x habits, wrong camera numbers, handlers that throw. The tests only click and look. Section numbers
are those of the survey of existing pages.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import CHROMIUM_FLAGS, Site
from tests.e2e.family import (
    AT_ROOM,
    CLOSED,
    CONNECT,
    ENTER,
    FRIEND,
    INFO,
    LOGIN,
    LOGINS,
    MICROPHONE,
    ONLINE,
    SCRIPT,
    Family,
    codes,
    enter,
)
from webapp.servers.chromium import find_chromium

Opener = Callable[..., Family]


@pytest.fixture
def family(site: Site, tab: Callable[..., Page]) -> Opener:
    """Open a page of a family and log in under a name."""

    def make(which: str, name: str, *, browser_tab: Page | None = None, **options: bool | int) -> Family:
        page = Family(browser_tab or tab(), site.url, which)
        page.user = name
        LOGINS[which](page, name, **options)
        return page

    return make


# --- hosting


@pytest.mark.parametrize("name", ["anychatsdk.js", "anychat4html5.min.js", "anychatobject.js"])
def test_the_sdk_files_can_be_read_in_any_encoding_and_under_any_page(
    tab: Callable[..., Page], site: Site, name: str
) -> None:
    """Section 2: ASCII without a charset, and no policy that forbids inline handlers or text timers."""
    answer = tab().request.get(f"{site.url}/static/sdk/{name}")
    assert answer.headers["content-type"] == SCRIPT
    assert "content-security-policy" not in answer.headers
    assert answer.body().isascii()


def test_the_sdk_files_may_come_in_any_order_and_twice(tab: Callable[..., Page], site: Site) -> None:
    """Section 1: object constants are in two files, the html5 file brings no factory, both spellings are there."""
    page = Family(tab(), site.url, "manual")
    assert page.errors == []
    assert page.run(
        "() => [typeof AnyChatSDK, ANYCHAT_OBJECT_TYPE_AREA, BRAC_TRANSTASK_STATUS === TRANSTASK_STATUS]"
    ) == [*("undefined", 4, True)]
    assert page.run("() => BRAC_SO_CORESDK_REMOTEDDEBUG === BRAC_SO_CORESDK_REMOTEDEBUG")
    assert page.run("() => { for (var i in ['only']) if (i !== '0') return i; return null }") is None


# --- 7.1 rooms

# The address of the picture in the empty view, and how high its container has become.
PLACEHOLDER = """() => {
  const box = GetID('AnyChatRemoteVideoDiv');
  return [box.querySelector('video').poster, box.scrollHeight];
}"""
# The view holds the stream of this person, as another view of his would.
SHOWS = """(id) => {
  const shown = document.querySelector('#AnyChatRemoteVideoDiv video').srcObject;
  const probe = document.body.appendChild(document.createElement('div'));
  BRAC_SetVideoPos(id, probe, 'probe');
  const wanted = probe.querySelector('video').srcObject;
  probe.remove();
  return wanted !== null && shown === wanted;
}"""


def test_rooms_and_chat(family: Opener) -> None:
    """7.1: two enter, see each other through one view id, write, watch each other's camera go, and leave."""
    a = family("webdemo", "room-a")
    name, own, _, address = a.text("#own").split("|")
    assert (name, own, address) == ("room-a", str(a.id), "127.0.0.1")
    assert a.run("() => GetID('version').innerHTML.split('|').every(Boolean)")
    assert codes(a, CONNECT, LOGIN) == [CONNECT, LOGIN]
    enter(a, 7101)
    assert codes(a, ENTER, ONLINE) == [ENTER, ONLINE]
    a.hides("#wait_div")
    a.sees_motion("#AnyChatLocalVideoDiv")
    a.until("() => BRAC_GetSpeakState(mSelfUserId) === 1")
    b = enter(family("webdemo", "room-b"), 7101)
    assert b.page.locator(".user").count() == 2
    assert b.text(f"[id='{a.id}_UserDiv']") == "room-a|2|1", "read inside the handler of the entry"
    a.shows(f"[id='{b.id}_UserDiv']")
    for page in (a, b):
        page.sees_motion("#AnyChatRemoteVideoDiv")
        assert page.page.locator("#AnyChatRemoteVideoDiv > *").count() == 1
        assert page.page.locator(".user").count() == 2, "nobody stands in the list twice"
    assert not [row for row in a.seen() if row[0] == AT_ROOM and row[1] == a.id]
    a.until("() => GetID('AnyChatRemoteVideoDiv').title === '640x480'")
    a.until("() => parseInt(document.querySelector('.user').title) > 0")
    b.page.fill("#MessageInput", "你好 <b>bold</b>")
    b.page.press("#MessageInput", "Enter")
    a.until("() => document.querySelector('#ReceiveMsgDiv b')")
    everybody = -1  # whatever the sender's page calls it
    assert [row[1:5] for row in a.seen() if row[0] == "text"] == [[b.id, everybody, 0, "你好 <b>bold</b>"]]
    assert b.page.locator("#ReceiveMsgDiv p").count() == 1, "one's own line is the page's"
    b.run("() => BRAC_UserCameraControl(-1, 0)")
    a.until("() => !document.querySelector('#AnyChatRemoteVideoDiv video').srcObject")
    assert a.run(PLACEHOLDER) == [f"{a.url}/families/webdemo/images/anychatbk.jpg", 240]
    b.run("() => BRAC_UserCameraControl(-1, 1)")
    a.sees_motion("#AnyChatRemoteVideoDiv")
    b.press("#leaveroom")
    b.shows("#hall_div")
    a.until("() => document.querySelectorAll('.user').length === 1")
    a.until("() => !document.querySelector('#AnyChatRemoteVideoDiv video').srcObject")
    b.until("() => !document.querySelector('#AnyChatLocalVideoDiv video').srcObject")
    enter(b, 7101)  # the old view elements are still there
    b.sees_motion("#AnyChatLocalVideoDiv")
    b.sees_motion("#AnyChatRemoteVideoDiv")
    b.run("() => { BRAC_LeaveRoom(-1); BRAC_LeaveRoom(-1); BRAC_LeaveRoom(7101); BRAC_UserCameraControl(999999, 0) }")
    b.run("() => DoExit()")
    assert CLOSED not in codes(b, CLOSED), "signing out is no loss"
    assert a.errors + b.errors == []


def test_somebody_else_is_looked_at_and_the_next_one_when_he_leaves(family: Opener) -> None:
    """7.1: a click drops the old person and asks for the new one in the same view; an empty room shows the picture."""
    a, b, c = (enter(family("webdemo", f"three-{name}"), 7102) for name in "abc")
    a.until("(id) => mTargetUserId === id", b.id)
    a.sees_motion("#AnyChatRemoteVideoDiv")
    a.press(f"[id='{c.id}_UserDiv']")
    a.until(SHOWS, c.id)
    a.sees_motion("#AnyChatRemoteVideoDiv")
    assert a.page.locator("#AnyChatRemoteVideoDiv > *").count() == 1
    c.press("#leaveroom")
    a.until("(id) => mTargetUserId === id", b.id)
    a.until(SHOWS, b.id)
    a.sees_motion("#AnyChatRemoteVideoDiv")
    b.run("() => BRAC_UserSpeakControl(mSelfUserId, 0)")
    a.until("([code, id]) => seen.some((row) => row[0] === code && row[1] === id && row[2] === 0)", [MICROPHONE, b.id])
    b.press("#leaveroom")
    a.until("() => !document.querySelector('#AnyChatRemoteVideoDiv video').srcObject && mTargetUserId === -1")
    assert a.errors + b.errors + c.errors == []


def test_a_refused_login_stays_where_it_is(tab: Callable[..., Page], site: Site) -> None:
    """7.1: an error leaves the login page; the same page may try again."""
    page = Family(tab(), site.url, "webdemo")
    page.shows("#login_div")
    page.page.fill("#username", "customer1")
    page.page.fill("#password", "wrong")
    page.press("#loginbtn")
    page.shows("#login_error", "200")
    page.page.fill("#password", "customer1-pass")
    page.press("#loginbtn")
    page.shows("#hall_div")


# --- 7.2 calls


def test_calls_between_friends(family: Opener) -> None:
    """7.2: cards, cancelling, refusing, then two whole calls in containers made anew; broken handlers do no harm."""
    a, b = family("callcenter", "call-a"), family("callcenter", "call-b")
    a.shows(f"#UserID_{b.id}", "call-b|127.0.0.1")
    assert b.page.locator(".card").first.get_attribute("id") == f"UserID_{b.id}"
    for page in (a, b):
        cards = page.page.locator(".card").evaluate_all("(cards) => cards.map((card) => card.id)")
        assert len(cards) == len(set(cards)) >= 2
    a.press(f"#UserID_{a.id}")  # oneself: nothing happens
    a.press(f"#UserID_{b.id}")
    a.shows("#Initiative_Call_Div", "call-b")
    b.shows("#BeCalls_Div", "call-a")
    a.press("#Initiative_Cancel_Button")
    b.hides("#BeCalls_Div")
    b.shows("#SessionPrompt_Div", "100101")
    b.press(f"#UserID_{a.id}")
    a.press("#BeCalls_Div [alt=no]")
    b.hides("#Initiative_Call_Div")
    b.shows("#SessionPrompt_Div", "100104")
    for caller, callee in ((a, b), (b, a)):
        caller.press(f"#UserID_{callee.id}")
        caller.shows("#Initiative_Call_Div")
        callee.press("#BeCalls_Div [alt=yes]")
        for page in (caller, callee):
            page.shows("#VideoShowDiv")
            page.sees_motion("#videoshow1")
            page.sees_motion("#videoshow2")
            page.hides("#Initiative_Call_Div")  # no second report after START
        assert caller.text("#names") == f"{callee.user}|{caller.user}"
        caller.press("#finishprivate")
        for page in (caller, callee):
            page.shows("#SessionPrompt_Div", "finished 0")
            page.hides("#VideoShowDiv")
    words = [row[1] for row in a.seen() if row[0] == "call"]
    assert words == [2, 1, 2, 3, 4, 1, 3, 4], "asked, refused, called, started, finished; nothing twice"
    assert any("NoSuch" in error for error in a.errors), "these pages do throw"
    gone = b.id
    b.page.close()
    a.until("(id) => !document.getElementById('UserID_' + id)", gone)


# --- 7.3 friends, groups, texts


def test_friends_groups_and_a_call_with_texts(family: Opener) -> None:
    """7.3: globals of the page before the SDK, each friend once, views that move to other containers by themselves."""
    a = family("webim", "im-a")
    assert a.run("() => [GUID, compute(1, 2), prompt('again'), G.prompted]") == [7, 3, None, "again"]
    b = family("webim", "im-b")
    first = [row[0] for row in b.seen()]
    assert max(i for i, code in enumerate(first) if code == FRIEND) < first.index(INFO)
    assert next(row[1:] for row in b.seen() if row[0] == INFO) == [0, 0]
    for page, other in ((a, b), (b, a)):
        page.until("(id) => document.querySelectorAll('#friend' + id).length === 1", other.id)
        src = page.page.locator(f"#friend{other.id} img").get_attribute("src") or ""
        assert 1 <= int(src.split("/")[-1].split(".")[0]) <= 10
        assert page.run("() => [document.querySelector('#Group0').innerHTML, BRAC_GetUserGroups()]") == ["", [1, 2]]
    a.press(f"#friend{b.id}")
    b.shows("#BeCalls_Div", "im-a")
    b.press("#accept")
    for page in (a, b):
        page.sees_motion("#videoshow1")
        page.sees_motion("#videoshow2")
        assert "undefined" not in page.text("#Settings")
    a.press("#SwappingDiv")
    a.sees_motion("#Video_Show_Target")
    a.sees_motion("#Video_Show_MySelf")
    a.press("#SwappingDiv")
    a.sees_motion("#videoshow1")
    a.page.fill("#SendMsg", "在吗")
    a.press("#BtnSendMsg")
    b.until("() => document.querySelector('#Lines font') && document.querySelector('#Lines img')")
    assert [row[1:4] for row in b.seen() if row[0] == "text"] == [[a.id, b.id, 1]]
    a.press("#CloseImg")
    a.press("#yes")
    for page in (a, b):
        page.hides("#Session")
        assert page.errors == []


# --- 7.4 areas, queues, agents


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


# --- 7.5 several cameras


@pytest.fixture
def many_cameras(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Tabs of a machine with three cameras."""
    flags = [flag for flag in CHROMIUM_FLAGS if "use-fake-device" not in flag]
    flags.append("--use-fake-device-for-media-stream=device-count=3,fps=15")
    machine = browser.browser_type.launch(executable_path=find_chromium(), args=flags)

    def tab() -> Page:
        page = machine.new_context(permissions=["camera", "microphone"]).new_page()
        page.on("console", lambda message: print(f"[{message.type}] {message.text}"))
        page.set_default_timeout(15_000)
        return page

    yield tab
    machine.close()


def test_several_cameras_and_a_wrong_number(family: Opener, many_cameras: Callable[[], Page]) -> None:
    """7.5: placed streams are shown once any camera of the person was asked for; each camera has its own settings."""
    a = enter(family("multicamera", "cam-a", browser_tab=many_cameras()), 7501)
    assert a.run("() => cameras.length") == 3
    a.sees_motion("#div_localvideoarea0")
    a.sees_motion("#div_localvideoarea2")
    b = enter(family("multicamera", "cam-b"), 7501)
    b.press(f"[id='{a.id}_UserDiv']")
    b.until("() => parseInt(GetID('users').title) === 4")  # so it asked for camera 2, whatever area it fills
    b.sees_motion("#div_videoarea0")
    b.sees_motion("#div_videoarea2")
    b.run("() => BRAC_SendTextMessage(0, 0, '听得到吗')")
    a.until("() => seen.some((row) => row[0] === 'text')")
    assert [row[1:5] for row in a.seen() if row[0] == "text"] == [[b.id, -1, 0, "听得到吗"]]
    assert not b.run("() => document.querySelector('video[poster]')"), "nobody set a picture, none is fetched"
    b.press(f"[id='{a.id}_UserDiv']")
    b.sees_motion("#div_videoarea2")
    a.run("() => Settings(2, 320, 240)")
    b.until("() => document.querySelector('#div_videoarea2 video').videoWidth === 320")
    assert b.run("() => document.querySelector('#div_videoarea0 video').videoWidth") == 640
    a.until("() => parseInt(document.querySelector('#rate0').innerHTML) > 0")
    a.press("#leaveroom")
    b.until("() => !document.querySelector('#div_videoarea0 video').srcObject")
    assert a.run("() => [].every.call(document.querySelectorAll('#locals video'), (video) => !video.srcObject)")
    assert a.errors + b.errors == []


# --- a lost link


def test_a_killed_web_server_ends_the_link_once_and_everybody_comes_back(site: Site, family: Opener) -> None:
    """4.8 and 7.3: one LinkClose; Logout and InitSDK inside its handler; the same page then logs in and calls again."""
    a, b = family("webim", "lost-a"), family("webim", "lost-b")
    c = enter(family("webdemo", "lost-c"), 7301)
    c.sees_motion("#AnyChatLocalVideoDiv")
    os.kill(web_process(site), signal.SIGKILL)
    for page in (a, b, c):
        page.until("(code) => seen.some((row) => row[0] === code)", CLOSED)
        assert codes(page, CLOSED) == [CLOSED]
    c.shows("#login_error", "closed")
    c.until("() => !document.querySelector('#AnyChatLocalVideoDiv video').srcObject")
    assert a.text("#Links") == "0"
    a.shows("#HallDiv")
    assert a.run("() => [BRAC_LeaveRoom(-1), BRAC_Logout(), BRAC_GetUserFriends().length]") == [0, 0, 0]
    c.until("() => fetch('/static/sdk/anychatobject.js').then((answer) => answer.ok, () => false)", timeout_ms=30_000)
    for page, log_in in ((a, "Login()"), (b, "Login()"), (c, "DoLogin()")):  # 201 until the dead links are noticed
        page.run(f"() => {{ seen.length = 0; {log_in}; window.again = setInterval('{log_in}', 2000) }}")
    for page in (a, b, c):
        page.until("(code) => seen.some((row) => row[0] === code && row[2] === 0)", LOGIN, timeout_ms=40_000)
        page.run("() => clearInterval(again)")
    a.until("(id) => document.querySelectorAll('#friend' + id).length === 1", b.id)
    a.press(f"#friend{b.id}")
    b.press("#accept")
    for page in (a, b):
        page.sees_motion("#videoshow1")
    gone = b.id
    b.page.close()
    a.until("(id) => seen.some((row) => row[0] === 'call' && row[1] === 4 && row[2] === id)", gone)
    a.hides("#Session")
    a.until("(id) => !document.getElementById('friend' + id)", gone)


def web_process(site: Site) -> int:
    """The process that serves the site's pages."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ, command = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"VAR_DIR={site.var_dir}\0".encode() in environ and b"\0daphne\0" in command:
            return int(folder.name)
    raise AssertionError("the site has no web server")
