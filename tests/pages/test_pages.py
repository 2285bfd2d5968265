"""The pages over HTTP: what the start page's form answers, who sees demo accounts, and the pages for errors."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from webapp.domain.accounts.models import Account

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def english() -> Client:
    """A browser that asks for English."""
    return Client(**ENGLISH)


def test_the_start_page_has_three_doors_and_five_lines(english: Client) -> None:
    """Customer, desk, meeting; and the code for one's own page names this server."""
    page = english.get("/").content.decode()
    assert 'href="/customer/"' in page
    assert 'href="/agent/"' in page
    assert 'id="id_room"' in page
    assert "http://testserver/static/sdk/anychatsdk.js" in page
    assert "BRAC_Connect(&quot;testserver&quot;, 80)" in page


def test_a_sound_wish_leads_to_the_meeting(english: Client) -> None:
    """The name is escaped into the address."""
    answer = english.post("/", {"name": "Li & Na", "room": "7"})
    assert answer.status_code == 302
    assert answer["Location"] == "/meeting/?room=7&name=Li+%26+Na"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "room": "7"}, "Please tell the others your name."),
        ({"name": "   ", "room": "7"}, "Please tell the others your name."),
        ({"name": "x" * 41, "room": "7"}, "The name may have at most 40 characters."),
        ({"name": "Li", "room": ""}, "Please enter the number of the room."),
        ({"name": "Li", "room": "seven"}, "A room number consists of digits only."),
        ({"name": "Li", "room": "7.5"}, "A room number consists of digits only."),
        ({"name": "Li", "room": "0"}, "Room numbers start at 1."),
        ({"name": "Li", "room": "-3"}, "Room numbers start at 1."),
        ({"name": "Li", "room": "2147483648"}, "There is no room with so large a number."),
        ({}, "Please tell the others your name."),
    ],
)
def test_bad_input_is_answered_beside_its_field(english: Client, form: dict[str, str], sentence: str) -> None:
    """Status 422, the sentence, the field marked for screen readers, and what was typed still there."""
    answer = english.post("/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'aria-invalid="true"' in page
    if typed := form.get("name", "").strip():
        assert f'value="{typed}"' in page


def test_markup_in_a_name_stays_text(english: Client) -> None:
    """What somebody typed is shown escaped."""
    page = english.post("/", {"name": "<script>alert(1)</script>", "room": ""}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_demo_accounts_are_shown_only_while_their_password_works(english: Client) -> None:
    """Not without the seed, and not once somebody changed the password."""
    assert "agent1-pass" not in english.get("/").content.decode()
    call_command("seed_demo", verbosity=0)
    assert "agent1-pass" in english.get("/").content.decode()
    agent = Account.objects.get(login_name="agent1")
    agent.set_password("a better one")
    agent.save()
    assert "agent1-pass" not in english.get("/").content.decode()


@pytest.mark.parametrize(
    ("path", "script"),
    [("/customer/", "customer.js"), ("/agent/", "agent.js"), ("/meeting/?room=7", "meeting.js")],
)
def test_a_page_brings_the_public_sdk_before_its_own_script(english: Client, path: str, script: str) -> None:
    """Our pages use the file that customers use."""
    page = english.get(path).content.decode()
    assert page.index("/static/sdk/anychatsdk.js") < page.index(f"/static/dist/{script}")


def test_the_pages_speak_chinese_by_default_and_english_when_asked() -> None:
    """The language of the document follows, so that the script's words do too."""
    chinese = Client().get("/").content.decode()
    assert '<html lang="zh-Hans">' in chinese
    assert "我是客户" in chinese
    assert '<html lang="en">' in Client().get("/", **ENGLISH).content.decode()


def test_a_page_that_does_not_exist_says_so_in_the_same_look(english: Client) -> None:
    """404 with a way back."""
    answer = english.get("/nothing-here/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "This page does not exist" in page
    assert 'href="/"' in page
    assert "css/tokens.css" in page


def test_a_form_without_its_token_is_refused_in_a_sentence() -> None:
    """403 for a stale form."""
    answer = Client(enforce_csrf_checks=True, **ENGLISH).post("/", {"name": "Li", "room": "7"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_a_fault_of_ours_shows_a_page_and_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 needs nothing that may be broken: no database, no translations."""
    monkeypatch.setattr("webapp.pages.views.demo_accounts", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong" in page
    assert "ZeroDivisionError" not in page


@override_settings(ALLOWED_HOSTS=["example.org"])
def test_a_request_for_another_host_is_refused() -> None:
    """400, in the same look."""
    answer = Client(HTTP_HOST="evil.test").get("/")
    assert answer.status_code == 400
    assert "Switchboard" in answer.content.decode()
