"""The reference in a real browser: log in, run functions, see what comes back; the module without globals."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

Tab = Callable[..., Page]
LOG = "#console-log"

MODULE = """async (url) => {
  const sdk = await import(url + '/static/sdk/anychatsdk.mjs');
  const heard = new Promise((done) => sdk.on('OnAnyChatLoginSystem', (id, error) => done([id, error])));
  sdk.BRAC_InitSDK('0'); sdk.BRAC_Connect('', 0); sdk.BRAC_Login('module', '', 0);
  const [id, error] = await heard;
  const result = [id > 0, error, sdk.BRAC_GetUserName(-1), typeof window.BRAC_InitSDK];
  sdk.BRAC_Release();
  return result;
}"""

CRVIDEO_MODULE = """async (url) => {
  const { default: sdk, ...names } = await import(url + '/static/sdk/crvideosdk.mjs');
  const heard = new Promise((done) => { names.LoginSuccess.callback = (...args) => done(args); });
  await names.Init();
  names.SetServerAddr(''); names.Login('\u9ed8\u8ba4', '\u9ed8\u8ba4', 'Amy', 'amy', '', { kept: 'kept' });
  const [uid, cookie] = await heard;
  const isSame = sdk.Login === names.Login && Object.isFrozen(sdk.ERR_DEF);
  const result = [uid, cookie.kept, sdk.ASTATUS.AOPEN, isSame, typeof window.CRVideo_Login];
  names.Uninit();
  return result;
}"""


def test_functions_run_on_their_page_and_events_arrive_in_the_console(site: Site, tab: Tab) -> None:
    """A deep link opens at a function; its form runs it; call, result, event and error are read in the log."""
    page = tab(locale="en-US")
    page.goto(f"{site.url}/docs/anychat/#BRAC_EnterRoom")
    expect(page.locator("#BRAC_EnterRoom")).to_be_in_viewport()
    page.get_by_role("button", name="Connect and log in").click()
    expect(page.locator("#console-state")).to_contain_text("logged in as")
    page.locator("#BRAC_EnterRoom summary").click()
    page.locator("#BRAC_EnterRoom").get_by_label("dwRoomid").fill("-5")
    page.locator("#BRAC_EnterRoom").get_by_role("button", name="Run").click()
    expect(page.locator("#BRAC_EnterRoom output")).to_have_text("= 0")
    expect(page.locator(LOG)).to_contain_text("no such room")
    page.locator("#BRAC_EnterRoom").get_by_label("dwRoomid").fill("7311")
    page.locator("#BRAC_EnterRoom").get_by_role("button", name="Run").click()
    expect(page.locator(LOG)).to_contain_text('BRAC_EnterRoom(7311, "", 0) = 0')
    expect(page.locator(LOG)).to_contain_text("OnAnyChatRoomOnlineUser(dwUserCount: 1, dwRoomId: 7311)")
    page.get_by_role("button", name="My camera").click()
    page.wait_for_function("document.querySelector('#local-box video')?.videoWidth > 0")


def test_a_form_that_ends_something_changes_the_state_and_a_refusal_is_its_value(site: Site, tab: Tab) -> None:
    """Leaving and logging out raise no event of their own; a text that nobody can hear returns 3, without one too."""
    page = tab(locale="en-US")
    page.goto(f"{site.url}/docs/anychat/")
    page.get_by_role("button", name="Connect and log in").click()
    page.get_by_role("button", name="Enter").click()
    expect(page.locator("#console-state")).to_contain_text("in room 1")
    for name, result in (("BRAC_LeaveRoom", "= 0"), ("BRAC_SendTextMessage", "= 3")):
        page.locator(f"#{name} summary").click()
        page.locator(f"#{name}").get_by_role("button", name="Run").click()
        expect(page.locator(f"#{name} output")).to_have_text(result)
        expect(page.locator("#console-state")).to_contain_text("logged in as")
    page.locator("#BRAC_Logout summary").click()
    page.locator("#BRAC_Logout").get_by_role("button", name="Run").click()
    expect(page.locator("#console-state")).to_have_text("not connected")


def test_a_constant_may_be_named_and_raw_messages_seen(site: Site, tab: Tab) -> None:
    """What a form takes is what one would write; the dispatcher's rule can be watched."""
    page = tab(locale="zh-CN")
    page.goto(f"{site.url}/docs/anychat/#BRAC_GetSDKOptionInt")
    page.get_by_role("checkbox", name="原始消息").check()
    page.get_by_role("button", name="连接并登录").click()
    expect(page.locator(LOG)).to_contain_text("OnAnyChatNotifyMessage(dwNotifyMsg: 1225")
    expect(page.locator(LOG)).not_to_contain_text("OnAnyChatConnect")
    page.locator("#BRAC_GetSDKOptionInt summary").click()
    page.locator("#BRAC_GetSDKOptionInt").get_by_label("optname").fill("BRAC_SO_LOCALVIDEO_WIDTHCTRL")
    page.locator("#BRAC_GetSDKOptionInt").get_by_role("button", name="运行").click()
    expect(page.locator("#BRAC_GetSDKOptionInt output")).to_have_text("= 640")


def test_it_fits_a_phone_and_needs_no_mouse(site: Site, tab: Tab) -> None:
    """Nothing sticks out; the search is a key away; the console unfolds from below."""
    page = tab(locale="en-US", viewport={"width": 390, "height": 844})
    page.goto(f"{site.url}/docs/anychat/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("/")
    page.keyboard.type("private chat")
    expect(page.locator("#BRAC_InitSDK")).to_be_hidden()
    page.locator("#console-toggle").press("Enter")
    expect(page.get_by_role("button", name="Connect and log in")).to_be_visible()


def test_the_module_works_without_globals(site: Site, tab: Tab) -> None:
    """Imported by a page that loads no script of ours: functions are exports, events are heard with `on`."""
    page = tab()
    page.goto(f"{site.url}/static/img/logo.svg")
    assert page.evaluate(MODULE, site.url) == [True, 0, "module", "undefined"]


def test_crvideo_functions_run_and_their_callbacks_arrive(site: Site, tab: Tab) -> None:
    """The same page for the other SDK: log in, make a meeting, enter it; promises are followed to their end."""
    page = tab(locale="en-US")
    page.goto(f"{site.url}/docs/crvideo/#CRVideo_GetAllMembers")
    expect(page.locator("#CRVideo_GetAllMembers")).to_be_in_viewport()
    page.get_by_role("button", name="Connect and log in").click()
    expect(page.locator("#console-state")).to_contain_text("logged in as guest")
    expect(page.locator(LOG)).to_contain_text("CRVideo_Init resolved()")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("#room-number")).to_have_value(re.compile(r"^\d{8}$"))
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.locator(LOG)).to_contain_text('CRVideo_EnterMeetingRslt(sdkErr: 0, cookie: "console")')
    expect(page.locator("#console-state")).to_contain_text("in room")
    page.get_by_role("button", name="My camera").click()
    page.wait_for_function("document.querySelector('#local-box video')?.videoWidth > 0")
    for name, result in (("CRVideo_GetAllMembers", '"userID":"guest"'), ("CRVideo_Kickout", '"errCode":605')):
        page.locator(f"#{name} summary").click()
        if name == "CRVideo_Kickout":
            page.locator(f"#{name}").get_by_label("UID").fill("nobody")
        page.locator(f"#{name}").get_by_role("button", name="Run").click()
        expect(page.locator(f"#{name} output")).to_contain_text(result)
    expect(page.locator(LOG)).to_contain_text("no such user")
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("#console-state")).to_have_text("logged in as guest")


def test_the_crvideo_module_works_without_globals(site: Site, tab: Tab) -> None:
    """Names without prefix, callbacks on holders, numbers in frozen maps; the default export has the same."""
    page = tab()
    page.goto(f"{site.url}/static/img/logo.svg")
    assert page.evaluate(CRVIDEO_MODULE, site.url) == ["amy", "kept", 3, True, "undefined"]
