"""AnyChat pages in a real browser, with nothing but anychatsdk.js. Section numbers are the Web SDK manual's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import Site
from tests.e2e.pages import AnyChat, contract

Opener = Callable[..., AnyChat]
PICTURE_SIZE = """async (file) => {
  const picture = await createImageBitmap(await (await fetch(file)).blob());
  return [picture.width, picture.height];
}"""
VIDEO_SIZE = """() => {
  const video = document.querySelector("#local video");
  return [video.videoWidth, video.videoHeight];
}"""


def test_the_script_brings_no_other_global_and_is_ascii(anychat: Opener, site: Site) -> None:
    """2.2: a page includes one classic script; existing pages define globals of their own that must survive it."""
    page = anychat()
    page.page.goto("about:blank")
    before = set(page.run("() => Object.getOwnPropertyNames(window)"))
    text = page.page.request.get(site.url + "/static/sdk/anychatsdk.js").body()
    assert all(byte < 128 for byte in text)
    page.page.add_script_tag(content=text.decode("ascii"))
    added = set(page.run("() => Object.getOwnPropertyNames(window)")) - before
    constants = {row["name"] for row in contract("anychat")["constants"]}
    constants |= {row["name"] for row in contract("anychat")["errors"]}
    known = {name for name in added if name.startswith(("BRAC_", "ANYCHAT_", "WM_GV_", "GV_ERR_", "TRANSTASK_"))}
    assert added - known - constants <= {"anychat"}
    assert {row["name"] for row in contract("anychat")["functions"]} <= added
    assert {row["name"] for row in contract("anychat")["constants"]} <= added


def test_connect_and_login_back_to_back(anychat: Opener) -> None:
    """5.2.2, 5.2.3: login may be called right after connect; the events come in this order and never inside a call."""
    page = anychat("customer1")
    assert page.id > 0
    assert [row[0] for row in page.log()[:2]] == ["OnAnyChatConnect", "OnAnyChatLoginSystem"]
    assert page.call("BRAC_GetUserName", page.id) == "customer1"
    assert not [row for row in page.log() if row[-1] == "DURING A CALL"]


def test_a_wrong_password_is_refused_with_200_and_the_right_one_then_works(anychat: Opener) -> None:
    """6: 200 means the account or the password is wrong."""
    page = anychat()
    page.connect()
    page.call("BRAC_Login", "customer1", "wrong", 0)
    assert page.hears("OnAnyChatLoginSystem")[1] == 200
    page.call("BRAC_Login", "customer1", "customer1-pass", 0)
    assert page.hears("OnAnyChatLoginSystem")[1] == 0


def test_a_visitor_needs_no_password(anychat: Opener) -> None:
    """5.2.3: an empty password logs a visitor in, where the application allows it."""
    assert anychat("Wang").id > 0


def test_nobody_listens_there(anychat: Opener) -> None:
    """4.1.2: a server that cannot be reached is reported as OnAnyChatConnect(0, error)."""
    page = anychat()
    page.call("BRAC_InitSDK", "0")
    page.call("BRAC_Connect", "127.0.0.1", 9)
    success, code = page.hears("OnAnyChatConnect")
    assert success == 0
    assert code == 100


@pytest.mark.parametrize(
    ("room", "password", "code"), [(9001, "", 300), (9003, "", 301), (9003, "no", 301), (0, "", 303)]
)
def test_a_room_that_refuses_says_its_number(anychat: Opener, room: int, password: str, code: int) -> None:
    """5.2.5 and 6: locked 300, wrong password 301, no such room 303."""
    page = anychat("visitor")
    page.call("BRAC_EnterRoom", room, password, 0)
    assert page.hears("OnAnyChatEnterRoom")[1] == code


def test_full_and_already_inside(anychat: Opener) -> None:
    """6: 302 when every chair is taken, 308 when the page sits in a room already."""
    first, second = anychat("first").enter(9002), anychat("second")
    second.call("BRAC_EnterRoom", 9002, "", 0)
    assert second.hears("OnAnyChatEnterRoom")[1] == 302
    first.call("BRAC_EnterRoom", 41, "", 0)
    assert first.hears("OnAnyChatEnterRoom")[1] == 308


def test_a_room_by_name_and_with_its_password(anychat: Opener) -> None:
    """5.2.6: EnterRoomEx takes a name; the result carries the number that the name stands for."""
    one, two = anychat("one"), anychat("two")
    one.call("BRAC_EnterRoomEx", "\u4e1a\u52a1\u5385", "")
    room, code = one.hears("OnAnyChatEnterRoom")
    assert code == 0
    two.call("BRAC_EnterRoomEx", "\u4e1a\u52a1\u5385", "")
    assert two.hears("OnAnyChatEnterRoom") == [room, 0]
    assert one.hears("OnAnyChatUserAtRoom") == [two.id, 1]
    anychat("three").enter(9003, "secret")


def test_two_people_see_and_hear_each_other(anychat: Opener) -> None:
    """5.3.1-5.3.3, 5.4: devices on, pictures and sound arrive, the getters agree, and off means off."""
    a, b = anychat("customer1").enter(101_001), anychat("customer2").enter(101_001)
    assert a.hears("OnAnyChatUserAtRoom") == [b.id, 1]
    a.open_devices().watch(b.id)
    b.open_devices().watch(a.id)
    assert a.hears("OnAnyChatCameraStateChange", b.id) == [b.id, 2]
    for page, other in ((a, b), (b, a)):
        page.sees_motion("#remote")
        page.sees_motion("#local")
        page.hears_sound_of(other.id)
        assert page.call("BRAC_GetCameraState", other.id) == 2
        assert page.call("BRAC_GetSpeakState", other.id) == 1
        assert page.call("BRAC_GetOnlineUser") == [other.id]
    a.forget()
    b.call("BRAC_UserCameraControl", -1, 0)
    assert a.hears("OnAnyChatCameraStateChange", b.id) == [b.id, 1]
    assert a.call("BRAC_GetCameraState", b.id) == 1
    b.call("BRAC_UserCameraControl", -1, 1)
    assert a.hears("OnAnyChatCameraStateChange", b.id) == [b.id, 2]
    seen = a.frames("#remote")
    a.until("(n) => document.querySelector('#remote video').getVideoPlaybackQuality().totalVideoFrames > n + 10", seen)


def test_views_may_be_placed_before_anything_else(anychat: Opener) -> None:
    """5.3.3 and pages: SetVideoPos before the user is there, before the request, again after the element is gone."""
    a = anychat("early").enter(101_002)
    b = anychat("late")
    a.call("BRAC_SetVideoPos", b.id, "remote", "ANYCHAT_VIDEO_REMOTE")
    assert a.run("() => document.querySelector('#remote').childElementCount") >= 1
    a.call("BRAC_UserCameraControl", b.id, 1)
    b.enter(101_002).open_devices()
    a.sees_motion("#remote")
    a.run("() => { document.querySelector('#remote').innerHTML = '' }")
    a.call("BRAC_SetVideoPos", b.id, "remote", "ANYCHAT_VIDEO_REMOTE")
    a.sees_motion("#remote")


def test_texts_and_buffers(anychat: Opener) -> None:
    """5.5.4, 5.5.5: room text to everybody but the sender, private text to one, a buffer also across rooms."""
    a, b, c = anychat("a").enter(101_003), anychat("b").enter(101_003), anychat("c")
    a.call("BRAC_SendTextMessage", 0, 0, "\u4f60\u597d <b>hi</b>")
    assert b.hears("OnAnyChatTextMessage")[3] == "\u4f60\u597d <b>hi</b>"
    a.call("BRAC_SendTextMessage", b.id, 1, "psst")
    assert b.hears("OnAnyChatTextMessage")[:4] == [a.id, b.id, 1, "psst"]
    a.call("BRAC_TransBuffer", c.id, "over there")
    assert c.hears("OnAnyChatTransBuffer")[:2] == [a.id, "over there"]
    assert not [row for row in a.unasked() if row[0] in {"OnAnyChatTextMessage", "OnAnyChatTransBuffer"}]


def test_a_file_arrives_with_identical_bytes_and_both_see_progress(anychat: Opener) -> None:
    """5.5.7, 5.5.8: TransFile returns a task id; its progress can be asked for; the receiver gets the same bytes."""
    a, b = anychat("sender").enter(101_004), anychat("receiver").enter(101_004)
    task = a.run(
        """(to) => {
          const bytes = new Uint8Array(5_300_000);
          for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31 + (i >> 8)) & 255;
          window.original = bytes;
          return BRAC_TransFile(to, new File([bytes], '\u5408\u540c.bin'), 7, 8, 0);
        }""",
        b.id,
    )
    assert task > 0
    arrived = b.hears("OnAnyChatTransFile", timeout_ms=30_000)
    assert [arrived[0], arrived[1], arrived[3], arrived[4], arrived[5], arrived[6]] == [
        *(a.id, "\u5408\u540c.bin", 5_300_000, 7, 8, task)
    ]
    digest = "async (bytes) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))"
    sent = a.run(f"() => ({digest})(window.original)")
    got = b.run(f"async (url) => ({digest})(await (await fetch(url)).arrayBuffer())", arrived[2])
    assert sent == got
    assert hashlib.sha256().digest_size == len(got)
    a.until("([to, task]) => BRAC_QueryTransTaskInfo(to, task, BRAC_TRANSTASK_STATUS) === 3", [b.id, task])
    assert a.call("BRAC_QueryTransTaskInfo", b.id, task, 1) == 100


def test_a_cancelled_file_never_arrives(anychat: Opener) -> None:
    """2.2 CancelTransTask, 5.5.8: the sender's status becomes 4, the receiver hears of no file."""
    a, b = anychat("canceller").enter(101_005), anychat("waiter").enter(101_005)
    task = a.run("(to) => BRAC_TransFile(to, new File([new Uint8Array(60_000_000)], 'big.bin'), 0, 0, 0)", b.id)
    assert a.call("BRAC_CancelTransTask", b.id, task) == 0
    a.until("([to, task]) => BRAC_QueryTransTaskInfo(to, task, BRAC_TRANSTASK_STATUS) === 4", [b.id, task])
    b.page.wait_for_timeout(1500)
    assert not [row for row in b.unasked() if row[0] == "OnAnyChatTransFile"]


def test_a_receiver_cancels_and_both_read_it(anychat: Opener) -> None:
    """2.2 CancelTransTask, 5.5.8: the receiver names the task by its starter; 2 while it moves, then 5 for both."""
    a, b = anychat("giver").enter(101_015), anychat("refuser").enter(101_015)
    task = a.run("(to) => BRAC_TransFile(to, new File([new Uint8Array(200_000_000)], 'huge.bin'), 0, 0, 0)", b.id)
    b.until("([from, task]) => BRAC_QueryTransTaskInfo(from, task, BRAC_TRANSTASK_STATUS) === 2", [a.id, task])
    assert b.call("BRAC_CancelTransTask", a.id, task) == 0
    for page in (a, b):
        page.until("([from, task]) => BRAC_QueryTransTaskInfo(from, task, BRAC_TRANSTASK_STATUS) === 5", [a.id, task])
    assert 0 < b.call("BRAC_QueryTransTaskInfo", a.id, task, 1) < 100
    assert a.call("BRAC_TransFile", -1, "local-box", 0, 0, 0) < 0, "one named person, never everybody"


def test_leaving_stops_the_devices_and_tells_the_others(anychat: Opener) -> None:
    """5.2.7 and pages: no page closes its devices before LeaveRoom, so LeaveRoom does."""
    a, b = anychat("leaver").enter(101_006).open_devices(), anychat("stayer").enter(101_006)
    b.watch(a.id).sees_motion("#remote")
    a.call("BRAC_LeaveRoom", -1)
    assert b.hears("OnAnyChatUserAtRoom", a.id, 0) == [a.id, 0]
    a.until("() => { const v = document.querySelector('#local video'); return !v || !v.srcObject }")
    assert a.call("BRAC_LeaveRoom", -1) == 0, "leaving twice is harmless"


def test_logout_is_silent_and_a_lost_link_is_not(anychat: Opener, site: Site) -> None:
    """4.1.7 and pages: OnAnyChatLinkClose only when the link breaks by itself."""
    a, b = anychat("quitter"), anychat("loser")
    a.call("BRAC_Logout")
    b.page.context.set_offline(True)
    a.page.wait_for_timeout(500)
    assert not [row for row in a.log() if row[0] == "OnAnyChatLinkClose"]
    b.hears("OnAnyChatLinkClose", timeout_ms=30_000)


def test_a_dispatcher_of_the_page_gets_the_numbered_messages_instead(anychat: Opener) -> None:
    """Pages, section 3: with OnAnyChatNotifyMessage defined the specific handlers are not called by the SDK."""
    page = anychat()
    page.run("() => { window.OnAnyChatNotifyMessage = function () { note('notify', arguments) } }")
    page.connect()
    page.call("BRAC_Login", "dispatched", "", 0)
    assert page.hears("notify", 1225) == [1225, 1, 0]
    code, _, error = page.hears("notify", 1226)
    assert (code, error) == (1226, 0)
    assert not [row for row in page.log() if row[0] in {"OnAnyChatConnect", "OnAnyChatLoginSystem"}]


def test_a_handler_that_throws_stops_nothing(anychat: Opener) -> None:
    """Pages, section 3: existing pages throw in their handlers; later events still come."""
    page = anychat()
    page.run("() => { window.OnAnyChatConnect = () => { throw new Error('page bug') } }")
    page.connect()
    page.call("BRAC_Login", "thrower", "", 0)
    assert page.hears("OnAnyChatLoginSystem")[1] == 0


def test_a_snapshot_of_somebody_is_kept_and_can_be_fetched(anychat: Opener) -> None:
    """5.5.11, 4.3.1: SnapShot answers with OnAnyChatRecordSnapShot and the address of a picture."""
    a, b = anychat("photographer").enter(101_007), anychat("model").enter(101_007).open_devices()
    a.watch(b.id).sees_motion("#remote")
    assert a.call("BRAC_SnapShot", b.id, 0x400, 5) == 0
    heard: list[Any] = a.hears("OnAnyChatRecordSnapShot", b.id)
    answer = a.page.request.get(heard[1] if heard[1].startswith("http") else a.url + heard[1])
    assert answer.ok
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.body()[:2] == b"\xff\xd8"


def test_a_snapshot_on_the_server_shows_the_stream_in_its_full_size(anychat: Opener) -> None:
    """3.5, 5.5.11: with the server flag the picture comes from the stream, also where the page shows nobody."""
    a, b = anychat("photographer").enter(101_008), anychat("model").enter(101_008).open_devices()
    b.sees_motion("#local")
    assert a.call("BRAC_SnapShot", b.id, 0x404, 6) == 0
    heard: list[Any] = a.hears("OnAnyChatRecordSnapShot", b.id)
    assert heard[2:] == [6, 0x404]
    answer = a.page.request.get(heard[1] if heard[1].startswith("http") else a.url + heard[1])
    assert answer.ok
    assert answer.headers["content-type"] == "image/jpeg"
    assert a.run(PICTURE_SIZE, heard[1]) == b.run(VIDEO_SIZE)
