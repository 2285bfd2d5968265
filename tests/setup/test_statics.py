"""Static files: scripts without a charset, stable names that are asked for again."""

from pathlib import Path

import pytest
from django.test import AsyncClient, Client

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "/static/admin/js/core.js"
SDKS = ("anychatsdk.js", "crvideosdk.js", "conferencesdk.js")


def test_a_script_is_served_without_a_charset() -> None:
    """A charset in the header beats the script tag's attribute, and customers' GBK pages then fail to parse."""
    assert Client().get(SCRIPT).headers["Content-Type"] == "text/javascript"


async def test_a_script_is_served_without_a_charset_over_asgi_too() -> None:
    response = await AsyncClient().get(SCRIPT)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/javascript"


def test_a_style_sheet_keeps_its_charset() -> None:
    assert Client().get("/static/admin/css/base.css").headers["Content-Type"] == 'text/css; charset="utf-8"'


def test_a_page_on_another_host_may_load_the_sdk() -> None:
    assert Client().get(SCRIPT).headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_asks_again_and_is_told_that_nothing_changed() -> None:
    first = Client().get(SCRIPT)
    assert first.headers["Cache-Control"] == "max-age=0, public"
    again = Client().get(SCRIPT, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_whole_file_arrives() -> None:
    import django.contrib.admin

    source = Path(django.contrib.admin.__file__).parent / "static/admin/js/core.js"
    response = Client().get(SCRIPT)
    assert response.content == source.read_bytes()
    assert response.headers["Content-Length"] == str(len(response.content))


def test_a_part_of_a_file_can_be_asked_for() -> None:
    part = Client().get(SCRIPT, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == Client().get(SCRIPT).content[10:20]


@pytest.mark.parametrize("name", SDKS)
def test_a_built_sdk_is_pure_ascii(name: str) -> None:
    """The same file is read as GBK by some pages and as UTF-8 by others."""
    assert (ROOT / "static" / "sdk" / name).read_bytes().isascii()
