"""The meeting page in a real browser: the door, its refusals, the room, and going."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.pages_flow import Link, MeetingPage

Tab = Callable[..., Page]
RATE = re.compile(r"^[1-9][\d.]* [kM]b/s$")


@pytest.fixture
def guest(site: Site, tab: Tab) -> Callable[..., MeetingPage]:
    """Make pages for guests."""
    return lambda **options: MeetingPage(tab(locale="en-US", **options), site.url)


def test_three_people_see_and_read_each_other(guest: Callable[..., MeetingPage]) -> None:
    """Everyone has three moving pictures; a line reaches the others; who goes takes the tile along."""
    wang, anna, ben = guest().join("Wang", 701), guest().join("Anna", 701), guest().join("Ben", 701)
    for person in (wang, anna, ben):
        person.sees_pictures(3)
    ben.say("Good morning")
    anna.press("chat").reads(".line__text", "Good morning")
    anna.press("microphone")
    wang.open("people")
    wang.page.locator(".side li", has_text="Anna").get_by_title("microphone off").wait_for()
    anna.leave()
    expect(wang.page.locator(".grid .tile")).to_have_count(2)
    ben.reads(".line--note", "Anna left")


def test_the_screen_is_one_more_tile(guest: Callable[..., MeetingPage]) -> None:
    """Also for somebody who enters later; it goes when sharing stops."""
    wang, ben = guest().join("Wang", 702), guest().join("Ben", 702)
    ben.sees_pictures(2)
    ben.press("screen")
    wang.sees_pictures(3)
    anna = guest().join("Anna", 702)
    anna.sees_pictures(4)
    ben.press("screen")
    expect(anna.page.locator(".tile--screen")).to_have_count(0)


def test_a_lost_link_is_announced_and_the_pictures_come_back(site: Site, tab: Tab) -> None:
    """The banner says what happens; both see each other again without having done anything, and nobody has left."""
    page = tab(locale="en-US")
    link = Link(page)
    wang = MeetingPage(page, site.url).join("Wang", 705)
    anna = MeetingPage(tab(locale="en-US"), site.url).join("Anna", 705)
    wang.sees_pictures(2)
    link.cut()
    wang.reads("#link-banner", "connection to the server was lost")
    anna.reads(".tile--away .tile__away", "Connection lost, waiting for Wang")
    anna.say("Are you there?")
    link.mend()
    expect(page.locator("#link-banner")).to_be_empty()
    expect(anna.page.locator(".tile--away")).to_have_count(0, timeout=30_000)
    wang.sees_pictures(2)
    anna.sees_pictures(2)
    expect(anna.page.locator(".alone")).to_be_hidden()
    wang.press("chat").reads(".line__text", "Are you there?")


def test_a_tile_tells_what_is_received_and_what_is_sent(
    guest: Callable[..., MeetingPage], site: Site, tab: Tab
) -> None:
    """Issue 4: the layer and the rate that are really served, in the reader's language, with keyboard or finger."""
    wang, anna = MeetingPage(tab(locale="zh-CN"), site.url).join("Wang", 706), guest(has_touch=True).join("Anna", 706)
    wang.sees_pictures(2)
    mark = wang.page.locator(".tile:not(.tile--self) [data-connection]")
    mark.press("Enter")
    panel = wang.page.locator(".connection")
    expect(panel).to_contain_text("来自 Anna")
    expect(panel.locator("tr", has_text="清晰度层").locator("td").first).to_have_text(
        re.compile(r"[低中高]（\d/\d）|单层")
    )
    expect(panel.locator("tr", has_text="码率").locator("td").first).to_have_text(RATE)
    wang.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(mark).to_be_focused()
    anna.page.tap("[data-connection=own]")
    panel = anna.page.locator(".connection")
    expect(panel).to_contain_text("What I send")
    expect(panel.locator("tr", has_text="Rate").locator("td").first).to_have_text(RATE)
    anna.page.tap("h1")
    expect(panel).to_have_count(0)


def test_who_is_alone_may_copy_the_link(guest: Callable[..., MeetingPage], site: Site) -> None:
    """The link leads to the same room and carries no name."""
    wang = guest().join("Wang", 703)
    wang.page.context.grant_permissions(["clipboard-read", "clipboard-write", "camera", "microphone"])
    wang.reads(".alone", "You are alone here")
    wang.page.click("[data-copy]")
    assert wang.page.evaluate("() => navigator.clipboard.readText()") == f"{site.url}/meeting/?room=703"


def test_a_locked_room_is_refused_at_the_door(guest: Callable[..., MeetingPage]) -> None:
    """Error 300 as a sentence, with name and number still in their fields."""
    wang = guest().door("Wang", 9001).knock()
    wang.reads(".notice", "The room is locked")
    expect(wang.page.locator("#name")).to_have_value("Wang")
    expect(wang.page.locator("#room")).to_have_value("9001")


def test_a_room_with_a_password_asks_for_it(guest: Callable[..., MeetingPage]) -> None:
    """Error 301: first asked for, then wrong, then right."""
    wang = guest().door("Wang", 9003).knock()
    wang.reads(".notice", "asks for a password")
    wang.page.fill("#password", "guess")
    wang.knock().reads(".notice--danger, .notice", "password is wrong")
    wang.page.fill("#password", "secret")
    wang.knock().page.wait_for_selector(".grid .tile")


def test_a_full_room_is_refused_at_the_door(guest: Callable[..., MeetingPage]) -> None:
    """Error 302."""
    guest().join("Wang", 9002)
    guest().door("Anna", 9002).knock().reads(".notice", "The room is full")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("", "enter the number"), ("abc", "digits only"), ("0", "no room with this number"), ("99999999999", "no room")],
)
def test_a_wrong_number_is_refused_before_anything_is_sent(
    guest: Callable[..., MeetingPage], number: str, sentence: str
) -> None:
    """The sentence stands at the field, which is marked for screen readers."""
    wang = guest().door("Wang", 1)
    wang.page.fill("#room", number)
    wang.knock().reads("#room-error", sentence)
    expect(wang.page.locator("#room")).to_have_attribute("aria-invalid", "true")


def test_the_start_page_leads_to_the_room(site: Site, tab: Tab) -> None:
    """Bad input is answered beside its field, good input opens the door of that room."""
    page = tab(locale="en-US")
    page.goto(site.url)
    page.fill("#id_room", "seven")
    page.click(".door form button")
    expect(page.locator("#id_room_error")).to_have_text("A room number consists of digits only.")
    page.fill("#id_name", "Wang")
    page.fill("#id_room", "7")
    page.click(".door form button")
    expect(page.locator("h1")).to_have_text("Join meeting 7")
    expect(page.locator("#name")).to_have_value("Wang")


def test_the_five_lines_of_the_start_page_show_a_picture(site: Site, tab: Tab) -> None:
    """What the start page offers to copy is a whole page that works as it stands."""
    page = tab()
    page.goto(site.url)
    code = page.inner_text(".code code").strip()
    assert len(code.splitlines()) == 5
    page.route(f"{site.url}/five.html", lambda route: route.fulfill(body=code, content_type="text/html"))
    page.goto(f"{site.url}/five.html")
    page.wait_for_function("() => document.querySelector('#me video')?.getVideoPlaybackQuality().totalVideoFrames > 5")


def test_the_language_is_switched_on_the_page(site: Site, tab: Tab) -> None:
    """The button names the other language; the page's own words and the script's follow it."""
    page = tab(locale="zh-CN")
    page.goto(f"{site.url}/meeting/")
    expect(page.locator("h1")).to_have_text("加入会议")
    page.click("button[name=language]")
    expect(page.locator("h1")).to_have_text("Join a meeting")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_theme_is_chosen_and_kept(site: Site, tab: Tab) -> None:
    """The button turns a light page dark, and the next page is dark from its first paint."""
    page = tab(color_scheme="light")
    page.goto(site.url)
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto(f"{site.url}/customer/")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == dark


@pytest.mark.parametrize("path", ["/", "/customer/", "/agent/", "/meeting/"])
def test_every_page_fits_a_small_phone(site: Site, tab: Tab, path: str) -> None:
    """At 360 pixels nothing has to be scrolled sideways."""
    page = tab(viewport={"width": 360, "height": 640})
    page.goto(site.url + path)
    page.wait_for_timeout(300)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_without_permission_the_door_explains_what_to_do(site: Site, tab: Tab) -> None:
    """A refused camera is no dead end: the help says where to allow it, and joining stays possible."""
    page = tab(locale="en-US")
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    person = MeetingPage(page, site.url).door("Wang", 704)
    person.reads(".check [role=alert]", "Camera and microphone cannot be used")
    person.reads(".check [role=alert]", "symbol left of the address")
    person.knock().page.wait_for_selector(".grid .tile")
