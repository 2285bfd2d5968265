"""The product's own pages in a real browser: from the customer's name to the rating, and what may end it earlier."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.pages_flow import AgentPage, CustomerPage, Link

Tab = Callable[..., Page]


@pytest.fixture
def agent(site: Site, tab: Tab) -> Iterator[AgentPage]:
    """Agent 1 at a desk in area 10001, ready, served nobody's call yet in this test."""
    desk = AgentPage(tab(locale="en-US"), site.url).log_in("agent1", "agent1-pass").take_area()
    desk.page.click("[data-status='1']")
    yield desk
    # Leaves no call and no service behind for the next test.
    desk.page.evaluate("() => window.BRAC_Logout?.()")


@pytest.fixture
def customer(site: Site, tab: Tab) -> Callable[..., CustomerPage]:
    """Make customers who wait in queue 101 already."""

    def wait(name: str, queue: int = 101) -> CustomerPage:
        page = CustomerPage(tab(locale="en-US"), site.url)
        return page.begin(name).go_on().choose_area().choose_queue(queue)

    return wait


def test_a_customer_is_served_from_the_queue_to_the_rating(
    agent: AgentPage, customer: Callable[..., CustomerPage]
) -> None:
    """Both see each other move, write to each other, and the desk counts the service once it is done."""
    waiting = customer("Li Na")
    assert waiting.position() == 1
    expect(agent.page.locator("[data-queue='101'] b")).to_have_text("1")
    agent.take_next()
    waiting.accept()
    agent.sees_pictures(2)
    waiting.sees_pictures(2)
    agent.say("Good morning")
    waiting.say("Hello")
    waiting.reads(".line__text", "Good morning")
    agent.reads(".line__text", "Hello")
    expect(agent.page.locator("[data-queue='101'] b")).to_have_text("0")
    before = int(agent.page.inner_text(".tally:nth-child(2) b"))
    agent.finish()
    waiting.page.locator(".stars label").nth(3).click()
    waiting.page.click("[data-rate]")
    waiting.reads("h1", "Thank you")
    agent.page.fill(".idle textarea", "wants a second card")
    agent.page.click("[data-done]")
    expect(agent.page.locator(".tally:nth-child(2) b")).to_have_text(str(before + 1))
    agent.page.click("#tab-today")
    agent.reads("#panel-today", "wants a second card")


def test_a_file_reaches_the_other_side_byte_for_byte(agent: AgentPage, customer: Callable[..., CustomerPage]) -> None:
    """The sender reads that it was delivered; what the receiver saves is what was sent."""
    waiting = customer("Zhao")
    agent.take_next()
    waiting.accept()
    content = bytes(range(256)) * 9000
    waiting.press("chat")
    waiting.page.set_input_files(
        "input[type=file]", {"name": "form.bin", "mimeType": "application/octet-stream", "buffer": content}
    )
    waiting.reads(".parcel", "Delivered")
    with agent.page.expect_download() as saving:
        agent.page.click(".parcel a")
    assert saving.value.suggested_filename == "form.bin"
    assert hashlib.sha256(saving.value.path().read_bytes()).digest() == hashlib.sha256(content).digest()


def test_a_recording_made_at_the_desk_is_linked_in_the_conversation(
    agent: AgentPage, customer: Callable[..., CustomerPage]
) -> None:
    """The mark shows while it runs; afterwards the link plays as a film with both in it."""
    waiting = customer("Qian")
    agent.take_next()
    waiting.accept()
    agent.sees_pictures(2)
    agent.press("record")
    expect(agent.page.locator("[data-recording]")).to_be_visible()
    agent.page.wait_for_timeout(3000)
    agent.press("record")
    expect(agent.page.locator("[data-recording]")).to_be_hidden()
    link = agent.page.locator(".chat__lines a[href*='/files/rec/']")
    link.wait_for(timeout=30_000)
    answer = agent.page.request.get(str(link.get_attribute("href")))
    assert answer.ok
    assert answer.body()[4:8] == b"ftyp"


def test_a_declined_call_brings_the_customer_back_to_the_queues(
    agent: AgentPage, customer: Callable[..., CustomerPage]
) -> None:
    """Both sides read what happened, and the agent is free for the next."""
    waiting = customer("Sun")
    agent.take_next()
    waiting.page.click("[data-decline]")
    waiting.reads(".notice", "You declined the call")
    agent.reads(".toast", "Sun declined the call")
    expect(agent.page.locator(".pane--left [data-next]")).to_be_enabled()


def test_who_leaves_the_queue_lets_the_others_move_up(site: Site, customer: Callable[..., CustomerPage]) -> None:
    """The place shown goes from 2 to 1 by itself; the one who left reads so."""
    first, second = customer("First", 103), customer("Second", 103)
    assert (first.position(), second.position()) == (1, 2)
    first.page.click("[data-leave]")
    first.agree()
    first.reads(".notice", "You have left the queue")
    expect(second.page.locator(".position b")).to_have_text("1")
    second.reads("[role=status]", "You are next")


def test_the_desk_says_when_nobody_waits(agent: AgentPage) -> None:
    """An empty queue is a sentence, not a silence."""
    agent.take_next()
    agent.reads(".toast", "Nobody is waiting")


def test_an_agent_who_hangs_up_by_losing_the_page_ends_the_call_for_the_customer(
    agent: AgentPage, customer: Callable[..., CustomerPage]
) -> None:
    """The customer is not left in front of a still picture: the rating opens with the reason."""
    waiting = customer("Wu")
    agent.take_next()
    waiting.accept()
    waiting.sees_pictures(2)
    agent.page.goto("about:blank")
    waiting.page.locator(".stars").wait_for(timeout=40_000)


def test_a_wrong_password_is_refused_in_a_sentence(site: Site, tab: Tab) -> None:
    """Error 200 is shown in words, in the language of the page; an empty password never reaches the server."""
    desk = AgentPage(tab(locale="zh-CN"), site.url).log_in("agent2", "wrong")
    desk.reads(".field__error", "账号或密码不正确")
    desk.page.fill("#password", "")
    desk.page.click("main form button")
    desk.reads(".field__error", "请输入账号和密码")


def test_a_direct_call_to_somebody_online(site: Site, agent: AgentPage, tab: Tab) -> None:
    """The people tab offers everyone online; the other desk rings and both meet."""
    other = AgentPage(tab(locale="en-US"), site.url).log_in("agent2", "agent2-pass").take_area(10002)
    agent.page.click("#tab-people")
    agent.page.click("[aria-label='Call agent2']")
    other.page.click("[data-accept]")
    agent.sees_pictures(2)
    other.sees_pictures(2)
    agent.finish()
    other.page.locator("[data-done]").wait_for()


def test_a_lost_link_is_announced_and_the_customer_waits_again(site: Site, tab: Tab) -> None:
    """The banner appears, the page signs in anew by itself, and the customer stands in the same queue."""
    page = tab(locale="en-US")
    link = Link(page)
    waiting = CustomerPage(page, site.url).begin("Zhou").go_on().choose_area().choose_queue(102)
    link.cut()
    waiting.reads("#link-banner", "connection to the server was lost")
    link.mend()
    waiting.reads(".toast", "you are in the queue again")
    expect(page.locator("#link-banner")).to_be_empty()
    assert waiting.position() == 1


def test_a_customer_whose_link_is_lost_in_a_call_is_waited_for(agent: AgentPage, site: Site, tab: Tab) -> None:
    """The desk says so on his tile, what the agent writes meanwhile reaches him, and the pictures are back."""
    page = tab(locale="en-US")
    link = Link(page)
    waiting = CustomerPage(page, site.url).begin("Feng").go_on().choose_area().choose_queue()
    agent.take_next()
    waiting.accept()
    agent.sees_pictures(2)
    link.cut()
    waiting.reads("#link-banner", "connection to the server was lost")
    expect(page.locator(".duo")).to_be_visible()
    agent.reads(".tile--away .tile__away", "Connection lost, waiting for Feng")
    agent.say("Are you there?")
    link.mend()
    expect(agent.page.locator(".tile--away")).to_have_count(0, timeout=15_000)
    waiting.sees_pictures(2)
    waiting.press("chat").reads(".line__text", "Are you there?")
    agent.sees_pictures(2)
