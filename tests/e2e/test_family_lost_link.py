"""Pages of existing families when the server dies under them.

What these pages rely on beyond the manual stands in the family's own code (families/): dispatchers, GBK scripts,
inline handlers, text timers, jQuery 1.x habits. The tests only click and look. Section numbers are those of the survey
of existing pages.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from tests.e2e.conftest import Site
from tests.e2e.family import CLOSED, LOGIN, Family, codes, enter

Opener = Callable[..., Family]


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
