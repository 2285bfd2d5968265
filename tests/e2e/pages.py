"""Pages as a customer would write them, using only one SDK file each, and what a test asks of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Page

FACTS = Path(__file__).resolve().parent.parent / "contracts" / "facts"
WAIT_MS = 30_000  # two products and their browsers share the machine


def contract(name: str) -> Any:
    """The vendor's contract as data."""
    return json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))


RECORDER = """
window.heard = []; window.log = []; window.inCall = false;
window.note = (name, args) => {
  const row = [name, ...[].map.call(args, (a) => (a === undefined ? null : a))];
  if (window.inCall) row.push('DURING A CALL');
  window.heard.push(row); window.log.push(row);
};
window.take = (name, first) => {
  const at = window.heard.findIndex((row) => row[0] === name && first.every((v, i) => row[i + 1] === v));
  return at < 0 ? null : window.heard.splice(at, 1)[0].slice(1);
};
"""


CALL = """([fn, args]) => {
  window.inCall = true;
  try { return window[fn](...args) } finally { window.inCall = false }
}"""


class SdkPage:
    """An empty page with one SDK script and recorders for everything it may hear."""

    script = ""

    def __init__(self, page: Page, url: str, head: str = "", body: str = "") -> None:
        self.page, self.url = page, url
        self.name = ""
        address = f"{url}/e2e-{type(self).__name__.lower()}.html"
        html = (
            f"<!doctype html><meta charset=utf-8><title>{type(self).__name__}</title><script>{RECORDER}</script>{head}"
        )
        html += f"<script src='/static/sdk/{self.script}'></script>{body or self.body}"
        page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto(address)

    body = "<div id=local style='width:320px;height:240px'></div><div id=remote style='width:320px;height:240px'></div>"

    def run(self, script: str, arg: Any = None) -> Any:
        """Evaluate JavaScript in the page."""
        return self.page.evaluate(script, arg)

    def hears(self, name: str, *first: Any, timeout_ms: int = WAIT_MS) -> list[Any]:
        """The arguments of the next callback with that name and those first arguments."""
        try:
            handle = self.page.wait_for_function(
                "([name, first]) => window.take(name, first)", arg=[name, list(first)], timeout=timeout_ms, polling=20
            )
        except Exception as error:
            raise AssertionError(f"{self.name} did not hear {name}{first}; unasked: {self.unasked()}") from error
        found: list[Any] = handle.json_value()
        return found

    def unasked(self) -> list[Any]:
        """Callbacks heard and not asked for yet."""
        return list(self.run("() => window.heard"))

    def log(self) -> list[list[Any]]:
        """Every callback since the page was loaded."""
        return list(self.run("() => window.log"))

    def forget(self) -> None:
        """Drop what was heard so far."""
        self.run("() => { window.heard.length = 0 }")

    def until(self, condition: str, arg: Any = None, timeout_ms: int = WAIT_MS) -> Any:
        """Wait until a JavaScript expression is true."""
        return self.page.wait_for_function(condition, arg=arg, timeout=timeout_ms, polling=50).json_value()

    # --- eyes and ears

    def sees_motion(self, selector: str, timeout_ms: int = WAIT_MS) -> None:
        """A video below the selector shows new frames that are not black."""
        self.until(
            """(selector) => {
              const video = document.querySelector(selector + ' video, video' + selector);
              if (!video || !video.videoWidth) return false;
              const canvas = document.createElement('canvas');
              canvas.width = 64; canvas.height = 48;
              const ctx = canvas.getContext('2d');
              ctx.drawImage(video, 0, 0, 64, 48);
              const data = ctx.getImageData(0, 0, 64, 48).data;
              let light = 0;
              for (let i = 0; i < data.length; i += 4) light += data[i] + data[i + 1] + data[i + 2];
              const frames = video.getVideoPlaybackQuality().totalVideoFrames;
              const state = (video.__seen = video.__seen || { first: frames });
              state.first = Math.min(state.first, frames); // another stream in the same element counts anew
              return light / (64 * 48 * 3) > 8 && frames > state.first + 5;
            }""",
            selector,
            timeout_ms,
        )

    def frames(self, selector: str) -> int:
        """How many frames the video below the selector has shown."""
        return int(
            self.run("(s) => document.querySelector(s + ' video').getVideoPlaybackQuality().totalVideoFrames", selector)
        )


class AnyChat(SdkPage):
    """A page of the AnyChat Web SDK with specific handlers only (the manual's way)."""

    script = "anychatsdk.js"

    def __init__(self, page: Page, url: str, **options: Any) -> None:
        events = [e["name"] for e in contract("anychat")["events"] if e["name"] not in DISPATCHERS]
        recorders = "".join(f"window.{n} = function () {{ note('{n}', arguments) }};" for n in events)
        super().__init__(page, url, head=f"<script>{recorders}</script>", **options)
        self.id = 0

    def call(self, fn: str, *args: Any) -> Any:
        """Call a BRAC_* function; whatever it dispatches before it returns is marked as a fault."""
        return self.run(CALL, [fn, list(args)])

    def connect(self) -> None:
        """InitSDK and Connect to the server the page came from."""
        where = urlparse(self.url)
        assert self.call("BRAC_InitSDK", "0") == 0
        assert self.call("BRAC_Connect", where.hostname, where.port) == 0

    def log_in(self, name: str, password: str | None = None) -> AnyChat:
        """Connect and Login back to back, as pages do; demo passwords are known."""
        self.name = name
        known = name[:-1] in {"customer", "agent", "supervisor"}
        self.connect()
        assert (
            self.call("BRAC_Login", name, password if password is not None else f"{name}-pass" if known else "", 0) == 0
        )
        assert self.hears("OnAnyChatConnect") == [1, 0]
        self.id, code = self.hears("OnAnyChatLoginSystem")
        assert code == 0
        return self

    def enter(self, room: int, password: str = "") -> AnyChat:
        """Enter a room by number and wait for both results."""
        assert self.call("BRAC_EnterRoom", room, password, 0) == 0
        assert self.hears("OnAnyChatEnterRoom") == [room, 0]
        self.hears("OnAnyChatRoomOnlineUser")
        return self

    def open_devices(self) -> AnyChat:
        """Open one's own camera and microphone and show the picture."""
        self.call("BRAC_UserCameraControl", -1, 1)
        self.call("BRAC_UserSpeakControl", -1, 1)
        self.call("BRAC_SetVideoPos", self.id, "local", "ANYCHAT_VIDEO_LOCAL")
        return self

    def watch(self, other: int, box: str = "remote") -> AnyChat:
        """Ask for somebody's picture and sound."""
        self.call("BRAC_UserCameraControl", other, 1)
        self.call("BRAC_UserSpeakControl", other, 1)
        self.call("BRAC_SetVideoPos", other, box, f"ANYCHAT_VIDEO_{box.upper()}")
        return self

    def hears_sound_of(self, other: int) -> None:
        """The speaking volume of somebody rises above 0."""
        self.until("(id) => BRAC_QueryUserStateInt(id, 3) > 0", other)

    def room_of(self, call: str = "OnAnyChatVideoCallEvent") -> int:
        """The room number that START carries."""
        return int(self.hears(call, 3)[4])


DISPATCHERS = {"OnAnyChatNotifyMessage", "OnAnyChatObjectEvent"}


class CRVideo(SdkPage):
    """A page of the CRVideo Web SDK."""

    script = "crvideosdk.js"

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url)
        names = [row["name"] for row in contract("crvideo")["callbacks"]]
        self.run("(names) => { for (const n of names) window[n].callback = function () { note(n, arguments) } }", names)

    def call(self, fn: str, *args: Any) -> Any:
        """Call a CRVideo_* function."""
        return self.run(CALL, [fn, list(args)])

    def log_in(self, name: str) -> CRVideo:
        """Init, SetServerAddr, Login to the default application; the name is also the user id."""
        self.name = name
        self.run("async () => { await CRVideo_Init({}); }")
        self.call("CRVideo_SetServerAddr", urlparse(self.url).netloc)
        self.call("CRVideo_Login", "\u9ed8\u8ba4", "\u9ed8\u8ba4", name, name, "", "normally")
        assert self.hears("CRVideo_LoginSuccess") == [name, "normally"]
        return self

    def enter(self, room: int) -> CRVideo:
        """Enter a meeting and wait for the result."""
        self.call("CRVideo_EnterMeeting3", room, "enter")
        assert self.hears("CRVideo_EnterMeetingRslt") == [0, "enter"]
        return self

    def open_devices(self) -> CRVideo:
        """Open one's own camera and microphone."""
        self.call("CRVideo_OpenVideo", self.name)
        self.call("CRVideo_OpenMic", self.name)
        return self

    def watch(self, uid: str, box: str = "remote") -> CRVideo:
        """Put a view component for somebody into a box."""
        self.run(
            """([uid, box]) => {
              const view = CRVideo_CreatVideoObj({});
              document.getElementById(box).appendChild(view.handler());
              view.setVideo(uid, -1);
            }""",
            [uid, box],
        )
        return self


class Conference(SdkPage):
    """A page of the conference SDK."""

    script = "conferencesdk.js"

    def connect(self, name: str) -> Conference:
        """init and connect_MCU with the demo password; returns when the MCU is connected."""
        self.name = name
        self.run(
            """async () => {
              window.library = new Conference();
              await library.init({}, {
                on_conference_state: function () { note('state', arguments) },
                on_conference_chat: function () { note('chat', arguments) },
              });
            }"""
        )
        assert self.run("(n) => library.connect_MCU('', 0, n, n + '-pass')", name) == 0
        self.hears("state", 0, 1)
        return self

    def say(self, fn: str, *args: Any) -> Any:
        """Call a function of the manual and return its code."""
        return self.run("([fn, args]) => library.say(fn, ...args)", [fn, list(args)])
