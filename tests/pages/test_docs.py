"""The reference over HTTP: complete, in both languages, with one form per function and links that lead somewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.test import Client

from webapp.dialects.reference import Reference
from webapp.domain.accounts.models import Account
from webapp.pages.docs import SDKS

pytestmark = pytest.mark.django_db
BOTH = [pytest.param(f"/docs/{key}/", sdk.reference, id=key) for key, sdk in SDKS.items()]
NUMBERS = [f"/docs/{key}/constants/" for key in SDKS]
ALL_PAGES = ["/docs/", *(f"/docs/{key}/" for key in SDKS), *NUMBERS]
REFERENCE = "/docs/anychat/"


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
    assert set(ALL_PAGES[1:]) <= Seen(page("/docs/")).links


def test_an_sdk_that_there_is_not_has_no_reference() -> None:
    assert Client().get("/docs/nothing/").status_code == 404


@pytest.mark.parametrize(("path", "reference"), BOTH)
def test_every_function_has_its_place_and_a_form_with_its_parameters(path: str, reference: Reference) -> None:
    """Deep links: the id of an entry is the function's name."""
    seen = Seen(page(path))
    rows = reference.functions
    assert {row.name for row in rows} <= set(seen.ids)
    assert seen.forms == {row.name: len(row.params) for row in rows}


@pytest.mark.parametrize(("path", "reference"), BOTH)
def test_every_event_structure_and_number_has_its_place(path: str, reference: Reference) -> None:
    assert {event.name for event in reference.events} <= set(Seen(page(path)).ids)
    found = set(Seen(page(f"{path}constants/")).ids)
    assert {row.name for group in reference.groups for row in group.constants} <= found
    assert {row.name for row in reference.errors} | {row.name for row in reference.structs} <= found


@pytest.mark.parametrize("path", ALL_PAGES)
def test_an_id_stands_for_one_thing(path: str) -> None:
    """Scripts and links find what they mean."""
    assert [name for name, count in Counter(Seen(page(path)).ids).items() if count > 1] == []


@pytest.mark.parametrize("path", ALL_PAGES[1:])
def test_links_inside_the_reference_lead_somewhere(path: str) -> None:
    here = Seen(page(path))
    numbers = {address: Seen(page(address)).ids for address in NUMBERS}
    wanted = {link for link in here.links if "#" in link}
    assert wanted
    dead = {link for link in wanted if link.startswith("#") and link[1:] not in here.ids}
    for address, ids in numbers.items():
        dead |= {link for link in wanted if link.startswith(address) and link.partition("#")[2] not in ids}
    assert dead == set()


@pytest.mark.parametrize("path", ALL_PAGES)
def test_a_chinese_reader_finds_no_english_sentence(path: str) -> None:
    """Names of the SDK and of files stay; labels, sentences and titles are Chinese."""
    html = re.sub(
        r"(?s)<(script|code|pre|option|select)\b.*?</\1>",
        "",
        re.sub("(AnyChat|CRVideo) for Web", "", page(path, "zh-hans")),
    )
    texts = [text.strip() for text in re.findall(r">([^<]+)<", html)]
    english = {text for text in texts if re.search(r"[a-z]{3,} [a-z]{2,}", text)}
    assert english == set()


@pytest.mark.parametrize("path", ALL_PAGES)
def test_an_english_reader_finds_no_chinese_word(path: str) -> None:
    """But for 默认, which is how the default application of CRVideo is called."""
    html = re.sub(r'data-search="[^"]*"', "", page(path)).replace("默认", "")
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
