"""Pages of the family that enters rooms, looks at one person and writes, written anew in its manner.

What these pages rely on beyond the manual stands in the family's own code (families/): dispatchers, GBK scripts,
inline handlers, text timers, jQuery 1.x habits. The tests only click and look. Section numbers are those of the survey
of existing pages.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.family import AT_ROOM, CLOSED, CONNECT, ENTER, LOGIN, MICROPHONE, ONLINE, Family, codes, enter

Opener = Callable[..., Family]


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
