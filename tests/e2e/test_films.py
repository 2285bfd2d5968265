"""Films of the house in a real browser: to a customer who waits, and from the desk into the call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.pages_flow import AgentPage, CustomerPage, Link
from tests.media.film_clock import COLOURS, colour_clock

Tab = Callable[..., Page]
FILM = ".waiting .film video"
ADD_FILM = """
from webapp.domain.accounts.models import Application
from webapp.domain.playback import library
from webapp.tasks.playback import check
file = library.add(application=Application.objects.get(), name="Clock", content=[open({path!r}, "rb").read()])
check(file.pk)
print(file.pk)
"""
# The colour in the middle of the other person's picture.
SEEN = """() => {
  const video = document.querySelector(".tile--remote video");
  if (!video || !video.videoWidth) return [0, 0, 0];
  const canvas = new OffscreenCanvas(1, 1), paper = canvas.getContext("2d");
  paper.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
  return [...paper.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


@pytest.fixture
def agent(site: Site, tab: Tab) -> Iterator[AgentPage]:
    """Agent 2 at a desk in area 10001, ready."""
    desk = AgentPage(tab(locale="en-US"), site.url).log_in("agent2", "agent2-pass").take_area()
    desk.page.click("[data-status='1']")
    yield desk
    desk.page.evaluate("() => window.BRAC_Logout?.()")


@pytest.fixture
def waiting(site: Site, tab: Tab) -> tuple[CustomerPage, Link]:
    """A customer in queue 102, and the link of the page."""
    page = tab(locale="en-US")
    link = Link(page)
    return CustomerPage(page, site.url).begin("Li Na").go_on().choose_area().choose_queue(102), link


@pytest.fixture(scope="session")
def film(site: Site, tmp_path_factory: pytest.TempPathFactory) -> int:
    """A film of thirty seconds, each of its own colour, in the library; its number."""
    path = colour_clock(tmp_path_factory.mktemp("film") / "clock.mp4", 30)
    return int(site.manage("shell", "-v", "0", "-c", ADD_FILM.format(path=str(path))))


def second_seen(page: Page) -> int:
    """Which second's colour the other person's picture shows (modulo 6)."""
    red, green, blue = (value / 255 for value in page.evaluate(SEEN))
    y = 16 + 65.5 * red + 128.6 * green + 25.0 * blue
    u = 128 - 37.8 * red - 74.2 * green + 112 * blue
    v = 128 + 112 * red - 93.8 * green - 18.2 * blue
    return min(range(len(COLOURS)), key=lambda n: sum(abs(a - b) for a, b in zip((y, u, v), COLOURS[n], strict=True)))


def second_on(page: Page) -> float:
    """Where the film of the waiting page is, seconds."""
    return float(page.eval_on_selector(FILM, "(video) => video.currentTime"))


def test_who_waits_sees_and_hears_a_film_until_the_call(agent: AgentPage, waiting: tuple[CustomerPage, Link]) -> None:
    """Waiting-room media: the browser plays it itself; a lost link does not begin it anew; the call ends it at once."""
    customer, link = waiting
    customer.page.wait_for_function("(film) => document.querySelector(film)?.currentTime > 1.5", arg=FILM)
    link.cut()
    customer.page.wait_for_timeout(500)
    link.mend()
    customer.reads("[role=status]", "queue")
    customer.page.wait_for_selector(FILM)
    customer.page.wait_for_function("(film) => document.querySelector(film)?.currentTime > 1.5", arg=FILM)
    customer.page.click("[data-film-sound]")
    assert customer.page.eval_on_selector(FILM, "(video) => video.muted") is True
    expect(customer.page.locator("[data-film-sound]")).to_have_text("Tap for sound")
    agent.take_next()
    customer.page.wait_for_selector("[data-accept]")
    assert customer.page.locator("video").count() == 0


def test_an_agent_plays_a_film_into_the_call(agent: AgentPage, waiting: tuple[CustomerPage, Link], film: int) -> None:
    """The customer sees the film in place of the agent; pause, seek and stop are the agent's."""
    customer, _ = waiting
    agent.take_next()
    customer.accept()
    agent.sees_pictures(2)
    agent.press("film")
    agent.page.click(f"[data-film='{film}']")
    agent.page.wait_for_function("() => document.querySelector('.film__monitor')?.videoWidth === 320")
    agent.page.click("[data-film-pause]")
    agent.page.fill("[data-film-position]", "15000")
    until(customer.page, lambda: second_seen(customer.page) == 15 % 6)
    agent.page.focus("[data-film-position]")
    agent.page.keyboard.press(" ")
    until(customer.page, lambda: second_seen(customer.page) in {16 % 6, 17 % 6, 18 % 6, 19 % 6})
    agent.page.click("[data-film-stop]")
    agent.page.wait_for_selector("[data-film]")
    customer.page.wait_for_function("() => document.querySelector('.tile--remote video')?.videoWidth !== 320")
    agent.finish()


def until(page: Page, check: Callable[[], Any], timeout_ms: int = 15_000) -> None:
    """Wait until the page shows it."""
    for _ in range(timeout_ms // 100):
        if check():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen")
