"""How the tests drive pages of the existing families: a web server as customers have it, logins, looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from tests.e2e.pages import SdkPage

FAMILIES = Path(__file__).parent / "families"
UTF8_SCRIPTS = {"queue", "crvideo"}
SCRIPT = "text/javascript"  # no charset: it would overrule the script tag's
# Numbers of messages that a page's dispatcher hears (WM_GV_*).
CONNECT, LOGIN, ENTER, MICROPHONE, AT_ROOM, CLOSED, ONLINE, INFO, FRIEND = (
    1225,
    1226,
    1227,
    1228,
    1229,
    1230,
    1231,
    1240,
    1241,
)


def serve(route: Route) -> None:
    """A page's own web server: scripts in GBK where the family's are, no charset, case-sensitive, honest 404s."""
    path = Path(route.request.url.split("/families/", 1)[1].split("?")[0])
    file = FAMILIES / path
    if not file.is_file():
        route.fulfill(status=404, body="")
    elif file.suffix == ".js":
        text = file.read_text(encoding="utf-8")
        encoding = "utf-8" if path.parts[0] in UTF8_SCRIPTS else "gbk"
        route.fulfill(body=text.encode(encoding), content_type=SCRIPT)
    else:
        route.fulfill(body=b"\xef\xbb\xbf" + file.read_bytes(), content_type="text/html")


class Family(SdkPage):
    """A page of one family in a browser."""

    def __init__(self, page: Page, url: str, family: str, file: str = "index.html") -> None:
        self.page, self.url, self.name = page, url, family
        self.user = ""
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.route("**/families/**", serve)
        page.goto(f"{url}/families/{family}/{file}")

    def seen(self) -> list[list[Any]]:
        """Every message the page's own dispatcher got, in order."""
        found: list[list[Any]] = self.run("() => seen")
        return found

    def shows(self, selector: str, text: str | None = None) -> None:
        """The element is visible (and says this)."""
        self.page.locator(selector, has_text=text).first.wait_for(state="visible")

    def hides(self, selector: str) -> None:
        """The element is not visible, or not there."""
        self.page.locator(selector).first.wait_for(state="hidden")

    def press(self, selector: str) -> None:
        """Click as a user does."""
        self.page.click(selector)

    def text(self, selector: str) -> str:
        """What the element says."""
        return self.page.locator(selector).first.inner_text()

    @property
    def id(self) -> int:
        """The own user id, as the page keeps it."""
        return int(self.run("() => mSelfUserId"))


def log_in_to_rooms(page: Family, name: str) -> None:
    """7.1: the password's hint counts as no password."""
    page.shows("#login_div")
    page.page.fill("#username", name)
    page.press("#loginbtn")
    page.shows("#hall_div")


def log_in_to_friends(page: Family, name: str) -> None:
    """7.3: the hall opens whatever the error code is, so the codes are looked at."""
    page.until("() => G.prompted === 'ready'")
    page.page.fill("#txtUserName", name)
    page.press("#mLoginBtn")
    page.shows("#HallDiv")
    assert [row[2] for row in page.seen() if row[0] == LOGIN] == [0]


def log_in_to_areas(page: Family, name: str, *, agent: bool = False, area: int = 10002) -> None:
    """7.4: no password; the port goes as text; the hall appears when the areas are synchronised."""
    page.until("() => document.querySelector('#loginRoom').onclick")
    page.page.fill("#username", name)
    page.page.select_option("#askSelect", "2" if agent else "1")
    page.press("#loginRoom")
    page.press(f"li[areaid='{area}'] .btn")
    page.shows("#videoCall" if agent else "#queues")


def log_in_to_cameras(page: Family, name: str) -> None:
    """7.5."""
    page.until("() => document.querySelector('#username').title === 'ready'")
    page.page.fill("#username", name)
    page.press("#loginbtn")
    page.shows("#hall_div")


LOGINS: dict[str, Callable[..., None]] = {
    "webdemo": log_in_to_rooms,
    "callcenter": log_in_to_rooms,
    "webim": log_in_to_friends,
    "queue": log_in_to_areas,
    "multicamera": log_in_to_cameras,
}


def enter(page: Family, room: int) -> Family:
    """Type a room number and go in."""
    page.page.fill("#customroomid", str(room))
    page.press("#EnterRoomBtn")
    page.shows("#room_div")
    return page


def codes(page: Family, *wanted: int) -> list[int]:
    """The order in which messages of these numbers came."""
    return [row[0] for row in page.seen() if row[0] in wanted]
