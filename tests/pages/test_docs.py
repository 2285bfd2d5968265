"""The reference over HTTP: complete, in both languages, with one form per function and links that lead somewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.test import Client

from webapp.dialects.anychat import reference
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.texts.events import EVENTS
from webapp.domain.accounts.models import Account

pytestmark = pytest.mark.django_db
REFERENCE, CONSTANT_PAGE = "/docs/anychat/", "/docs/anychat/constants/"


class Seen(HTMLParser):
    """Collects ids, addresses and forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.forms: dict[str, int] = {}
        self.form = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what has an id, leads somewhere, or can be run."""
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.add(found.get("href", ""))
        if tag == "form" and "data-run" in found:
            self.form = found["data-run"]
            self.forms[self.form] = 0
        if "data-kind" in found:
            self.forms[self.form] += 1


def page(path: str, language: str = "en") -> str:
    """A page as a browser of that language gets it."""
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_start_page_leads_to_the_reference() -> None:
    assert 'href="/docs/"' in page("/")
    assert {REFERENCE, CONSTANT_PAGE} <= Seen(page("/docs/")).links


def test_every_function_has_its_place_and_a_form_with_its_parameters() -> None:
    """Deep links: the id of an entry is the function's name."""
    seen = Seen(page(REFERENCE))
    rows = reference.functions()
    assert {row.name for row in rows} <= set(seen.ids)
    assert seen.forms == {row.name: len(row.params) for row in rows}


def test_every_event_and_constant_has_its_place() -> None:
    assert {event.name for event in EVENTS} <= set(Seen(page(REFERENCE)).ids)
    found = set(Seen(page(CONSTANT_PAGE)).ids)
    assert CONSTANTS.keys() <= found
    assert {error.name for error in reference.errors()} <= found


@pytest.mark.parametrize("path", [REFERENCE, CONSTANT_PAGE, "/docs/"])
def test_an_id_stands_for_one_thing(path: str) -> None:
    """Scripts and links find what they mean."""
    assert [name for name, count in Counter(Seen(page(path)).ids).items() if count > 1] == []


@pytest.mark.parametrize("path", [REFERENCE, CONSTANT_PAGE])
def test_links_inside_the_reference_lead_somewhere(path: str) -> None:
    here, constants = Seen(page(path)), Seen(page(CONSTANT_PAGE))
    wanted = {link for link in here.links if "#" in link}
    assert wanted
    dead = {link for link in wanted if link.startswith("#") and link[1:] not in here.ids}
    dead |= {link for link in wanted if link.startswith(CONSTANT_PAGE) and link.partition("#")[2] not in constants.ids}
    assert dead == set()


@pytest.mark.parametrize("path", [REFERENCE, CONSTANT_PAGE, "/docs/"])
def test_a_chinese_reader_finds_no_english_sentence(path: str) -> None:
    """Names of the SDK and of files stay; labels, sentences and titles are Chinese."""
    html = re.sub(
        r"(?s)<(script|code|pre|option|select)\b.*?</\1>", "", page(path, "zh-hans").replace("AnyChat for Web", "")
    )
    texts = [text.strip() for text in re.findall(r">([^<]+)<", html)]
    english = {text for text in texts if re.search(r"[a-z]{3,} [a-z]{2,}", text)}
    assert english == set()


def test_an_english_reader_finds_no_chinese_word() -> None:
    html = re.sub(r'data-search="[^"]*"', "", page(REFERENCE))
    assert set(re.findall(r"[\u4e00-\u9fff]+", html)) == {"中文"}  # the switch to the other language


def test_the_console_knows_events_and_errors_by_their_words() -> None:
    facts = re.search(r'<script id="facts" type="application/json">(.*?)</script>', page(REFERENCE))
    assert facts
    known = json.loads(facts[1])
    assert known["events"]["OnAnyChatConnect"] == ["bSuccess", "errorcode"]
    assert known["errors"]["301"] == "wrong room password"


def test_demo_accounts_are_offered_only_where_they_work() -> None:
    """A changed password ends the offer; the administrator is never offered."""
    call_command("seed_demo")
    offered = page(REFERENCE)
    assert 'data-name="agent1"' in offered
    assert 'data-name="admin"' not in offered
    Account.objects.filter(login_name="agent1").update(password="!")
    assert 'data-name="agent1"' not in page(REFERENCE)
