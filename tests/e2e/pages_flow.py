"""What people do on the product's own pages, in their words; used by the tests and by the screenshots."""

from __future__ import annotations

from typing import Self

from playwright.sync_api import Page, WebSocketRoute


class Link:
    """The link of a page to the server: to be cut, and to be let through again."""

    def __init__(self, page: Page) -> None:
        self._is_cut = False
        self._last: WebSocketRoute | None = None
        page.route_web_socket("**/ws/anychat/", self._opened)

    def cut(self) -> None:
        """Lose it without a goodbye; new ones fail until `mend`."""
        assert self._last is not None
        self._is_cut = True
        self._last.close(code=1012)

    def mend(self) -> None:
        """The network is back; the page finds out when it tries again."""
        self._is_cut = False

    def _opened(self, link: WebSocketRoute) -> None:
        if self._is_cut:
            link.close(code=1012)
            return
        link.connect_to_server()
        self._last = link


class OwnPage:
    """A page of Switchboard in a browser."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def say(self, text: str) -> Self:
        """Write a line into the chat, which is opened if it is not."""
        box = self.page.locator(".chat textarea")
        if not box.is_visible():
            self.press("chat")
        box.fill(text)
        box.press("Enter")
        return self

    def press(self, control: str) -> Self:
        """Press a button under the pictures."""
        self.page.click(f"[data-control={control}]")
        return self

    def agree(self) -> Self:
        """Say yes in the dialog that asks."""
        self.page.click("dialog .button--danger")
        return self

    def reads(self, selector: str, text: str) -> None:
        """Wait until the element says this."""
        self.page.locator(selector, has_text=text).first.wait_for()

    def sees_pictures(self, count: int) -> None:
        """That many pictures move."""
        self.page.wait_for_function(
            """(count) => [...document.querySelectorAll('.tile video')].filter((video) => {
                 const frames = video.videoWidth ? video.getVideoPlaybackQuality().totalVideoFrames : 0;
                 video.first ??= frames;
                 return frames > video.first + 5;
               }).length === count""",
            arg=count,
        )


class CustomerPage(OwnPage):
    """The customer's way through the page."""

    def begin(self, name: str) -> Self:
        """Open the page and say who one is."""
        self.page.goto(f"{self.url}/customer/")
        self.page.fill("#name", name)
        self.page.click("main form button")
        self.page.wait_for_selector("[data-go]")
        self.page.wait_for_function("() => !document.querySelector('[data-device=camera]').disabled")
        return self

    def go_on(self) -> Self:
        """Leave the device check."""
        self.page.click("[data-go]")
        self.page.wait_for_selector("[data-choices] .choice")
        return self

    def choose_area(self, area: int = 10001) -> Self:
        """Enter an area."""
        self.page.click(f".choice[data-id='{area}']")
        return self

    def choose_queue(self, queue: int = 101) -> Self:
        """Enter a queue."""
        self.page.click(f".choice[data-id='{queue}']")
        self.page.wait_for_selector(".position")
        return self

    def position(self) -> int:
        """The place in the queue that is shown."""
        return int(self.page.inner_text(".position b"))

    def accept(self) -> Self:
        """Take the agent's call."""
        self.page.click("[data-accept]")
        self.page.wait_for_selector(".duo")
        return self

    def close_chat(self) -> Self:
        """Show the pictures again."""
        self.page.click(".side__head button")
        return self


class AgentPage(OwnPage):
    """The agent's desk."""

    def log_in(self, name: str, password: str) -> Self:
        """Sign in."""
        self.page.goto(f"{self.url}/agent/")
        self.page.fill("#name", name)
        self.page.fill("#password", password)
        self.page.click("main form button")
        return self

    def take_area(self, area: int = 10001) -> Self:
        """Choose the area to serve."""
        self.page.click(f".choice[data-id='{area}']")
        self.page.wait_for_selector(".desk")
        return self

    def take_next(self) -> Self:
        """Ask for the next customer."""
        self.page.click(".pane--left [data-next]:enabled")
        return self

    def length_of(self, queue: int) -> str:
        """How many wait in a queue, as shown."""
        return self.page.inner_text(f"[data-queue='{queue}'] b")

    def finish(self) -> Self:
        """End the call."""
        self.press("hang-up").agree()
        self.page.wait_for_selector("[data-done]")
        return self


class MeetingPage(OwnPage):
    """The meeting page."""

    def door(self, name: str, room: int) -> Self:
        """Come by a link."""
        self.page.goto(f"{self.url}/meeting/?room={room}&name={name}")
        self.page.wait_for_function("() => !document.querySelector('[data-device=camera]').disabled")
        return self

    def knock(self) -> Self:
        """Press the button at the door."""
        self.page.click("[data-join]")
        return self

    def join(self, name: str, room: int) -> Self:
        """Come by a link and enter."""
        self.door(name, room).knock()
        self.page.wait_for_selector(".grid .tile")
        return self

    def open(self, panel: str) -> Self:
        """Open chat or people."""
        return self.press(panel)

    def leave(self) -> Self:
        """Leave after being asked."""
        self.press("leave").agree()
        self.page.wait_for_selector("[data-again]")
        return self
