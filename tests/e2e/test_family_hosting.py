"""The SDK files as web servers of existing AnyChat pages deliver and load them.

What these pages rely on beyond the manual stands in the family's own code (families/): dispatchers, GBK scripts,
inline handlers, text timers, jQuery 1.x habits. The tests only click and look. Section numbers are those of the survey
of existing pages.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.family import SCRIPT, Family

Opener = Callable[..., Family]


@pytest.mark.parametrize("name", ["anychatsdk.js", "anychat4html5.min.js", "anychatobject.js"])
def test_the_sdk_files_can_be_read_in_any_encoding_and_under_any_page(
    tab: Callable[..., Page], site: Site, name: str
) -> None:
    """Section 2: ASCII without a charset, and no policy that forbids inline handlers or text timers."""
    answer = tab().request.get(f"{site.url}/static/sdk/{name}")
    assert answer.headers["content-type"] == SCRIPT
    assert "content-security-policy" not in answer.headers
    assert answer.body().isascii()


def test_the_sdk_files_may_come_in_any_order_and_twice(tab: Callable[..., Page], site: Site) -> None:
    """Section 1: object constants are in two files, the html5 file brings no factory, both spellings are there."""
    page = Family(tab(), site.url, "manual")
    assert page.errors == []
    assert page.run(
        "() => [typeof AnyChatSDK, ANYCHAT_OBJECT_TYPE_AREA, BRAC_TRANSTASK_STATUS === TRANSTASK_STATUS]"
    ) == [*("undefined", 4, True)]
    assert page.run("() => BRAC_SO_CORESDK_REMOTEDDEBUG === BRAC_SO_CORESDK_REMOTEDEBUG")
    assert page.run("() => { for (var i in ['only']) if (i !== '0') return i; return null }") is None
