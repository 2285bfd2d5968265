"""Pages of the family that shows several cameras of one person.

What these pages rely on beyond the manual stands in the family's own code (families/): dispatchers, GBK scripts,
inline handlers, text timers, jQuery 1.x habits. The tests only click and look. Section numbers are those of the survey
of existing pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import CHROMIUM_FLAGS
from tests.e2e.family import Family, enter
from webapp.servers.chromium import find_chromium

Opener = Callable[..., Family]


@pytest.fixture
def many_cameras(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Tabs of a machine with three cameras."""
    flags = [flag for flag in CHROMIUM_FLAGS if "use-fake-device" not in flag]
    flags.append("--use-fake-device-for-media-stream=device-count=3,fps=15")
    machine = browser.browser_type.launch(executable_path=find_chromium(), args=flags)

    def tab() -> Page:
        page = machine.new_context(permissions=["camera", "microphone"]).new_page()
        page.on("console", lambda message: print(f"[{message.type}] {message.text}"))
        page.set_default_timeout(30_000)
        return page

    yield tab
    machine.close()


def test_several_cameras_and_a_wrong_number(family: Opener, many_cameras: Callable[[], Page]) -> None:
    """7.5: placed streams are shown once any camera of the person was asked for; each camera has its own settings."""
    a = enter(family("multicamera", "cam-a", browser_tab=many_cameras()), 7501)
    assert a.run("() => cameras.length") == 3
    a.sees_motion("#div_localvideoarea0")
    a.sees_motion("#div_localvideoarea2")
    b = enter(family("multicamera", "cam-b"), 7501)
    b.press(f"[id='{a.id}_UserDiv']")
    b.until("() => parseInt(GetID('users').title) === 4")  # so it asked for camera 2, whatever area it fills
    b.sees_motion("#div_videoarea0")
    b.sees_motion("#div_videoarea2")
    b.run("() => BRAC_SendTextMessage(0, 0, '听得到吗')")
    a.until("() => seen.some((row) => row[0] === 'text')")
    assert [row[1:5] for row in a.seen() if row[0] == "text"] == [[b.id, -1, 0, "听得到吗"]]
    assert not b.run("() => document.querySelector('video[poster]')"), "nobody set a picture, none is fetched"
    b.press(f"[id='{a.id}_UserDiv']")
    b.sees_motion("#div_videoarea2")
    a.run("() => Settings(2, 320, 240)")
    b.until("() => document.querySelector('#div_videoarea2 video').videoWidth === 320")
    assert b.run("() => document.querySelector('#div_videoarea0 video').videoWidth") == 640
    a.until("() => parseInt(document.querySelector('#rate0').innerHTML) > 0")
    a.press("#leaveroom")
    b.until("() => !document.querySelector('#div_videoarea0 video').srcObject")
    assert a.run("() => [].every.call(document.querySelectorAll('#locals video'), (video) => !video.srcObject)")
    assert a.errors + b.errors == []
