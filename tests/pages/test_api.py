"""The API for companies' servers: who may call, what is refused, and that every example of the document works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.stage import Opener

DOCUMENT = Path(__file__).parents[2] / "docs" / "BUSINESS.md"
KEY = "\u9ed8\u8ba4"


@pytest.fixture
def token(demo: None) -> str:
    """A token of the demo application."""
    from io import StringIO

    from django.core.management import call_command

    out = StringIO()
    call_command("make_api_token", KEY, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def secret(demo: None) -> str:
    """The secret the demo application shares with its company."""
    from webapp.domain.accounts.models import Application

    Application.objects.update(webhook_secret="between us")
    return "between us"


def post(client: Any, verb: str, body: bytes, **headers: str) -> Any:
    return client.post(
        f"/api/v1/{verb}", body, content_type="application/json", headers={"host": "localhost", **headers}
    )


def signed(secret: str, body: bytes, at_s: float) -> dict[str, str]:
    """The two headers of docs/BUSINESS.md, "The webhook", made here by hand."""
    import hashlib
    import hmac

    stamp = str(int(at_s))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Switchboard-Timestamp": stamp, "X-Switchboard-Signature": f"sha256={digest}"}


TO_ALL = json.dumps({"application": KEY, "text": "hello"}).encode()


def test_a_token_opens_the_api_until_there_is_a_newer_one(client: Any, token: str) -> None:
    """Docs, The API."""
    from io import StringIO

    from django.core.management import call_command

    assert post(client, "text", TO_ALL, Authorization=f"Bearer {token}").status_code == 204
    call_command("make_api_token", KEY, stdout=StringIO())
    assert post(client, "text", TO_ALL, Authorization=f"Bearer {token}").status_code == 401


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", "Basic wrong"])
def test_without_a_right_token_nothing_opens(client: Any, token: str, authorization: str) -> None:
    """Docs, The API: 401, also for verbs that do not exist."""
    assert post(client, "text", TO_ALL, Authorization=authorization).status_code == 401
    assert post(client, "nonsense", TO_ALL, Authorization=authorization).status_code == 401


def test_a_signature_opens_the_api_once(client: Any, secret: str) -> None:
    """Docs, The API: a request that is overheard cannot be sent again."""
    headers = signed(secret, TO_ALL, time.time())
    assert post(client, "text", TO_ALL, **headers).status_code == 204
    assert post(client, "text", TO_ALL, **headers).status_code == 401


def test_a_signature_is_for_this_body_this_secret_and_now(client: Any, secret: str) -> None:
    """Docs, The API: another body, another secret, a time stamp six minutes away either way are refused."""
    now = time.time()
    assert post(client, "text", TO_ALL.replace(b"hello", b"hullo"), **signed(secret, TO_ALL, now)).status_code == 401
    assert post(client, "text", TO_ALL, **signed("guessed", TO_ALL, now)).status_code == 401
    assert post(client, "text", TO_ALL, **signed(secret, TO_ALL, now - 360)).status_code == 401
    assert post(client, "text", TO_ALL, **signed(secret, TO_ALL, now + 360)).status_code == 401
    assert post(client, "text", TO_ALL, **signed(secret, TO_ALL, now)).status_code == 204


def test_an_application_without_a_secret_cannot_be_signed_for(client: Any, demo: None) -> None:
    """Docs, The API: an empty secret opens nothing."""
    assert post(client, "text", TO_ALL, **signed("", TO_ALL, time.time())).status_code == 401


def test_an_application_reaches_only_its_own_people(client: Any, token: str) -> None:
    """Docs, The API: a user of another application is unknown."""
    from tests.domain.people import make_account, make_application

    stranger = make_account(make_application("other"), "li")
    body = json.dumps({"user_id": stranger.pk, "name": "taken over"}).encode()
    assert post(client, "user-info", body, Authorization=f"Bearer {token}").status_code == 404
    stranger.refresh_from_db()
    assert stranger.nickname == ""


@pytest.mark.parametrize(
    ("verb", "body", "status", "error"),
    [
        ("text", b"no json", 422, "invalid_body"),
        ("text", b'{"text": 7}', 422, "invalid_body"),
        ("text", b'{"txet": "x"}', 422, "invalid_body"),
        ("text", b'{"text": "%s"}' % (b"x" * 9000), 413, "message_too_large"),
        ("user-info", b'{"external_id": "customer1", "items": {"-1": "x"}}', 422, "invalid_argument"),
        ("user-info", b'{"external_id": "customer1", "group_id": -1}', 422, "invalid_argument"),
        ("groups", b'{"groups": {"0": "nobody"}}', 422, "invalid_argument"),
        ("groups", b'{"groups": {"5": " "}}', 422, "invalid_argument"),
        ("kick", b'{"external_id": "nobody"}', 404, "account_missing"),
        ("finish-call", b'{"external_id": "customer1"}', 404, "call_missing"),
        ("nonsense", b"{}", 404, "no_such_verb"),
    ],
)
def test_a_wrong_request_says_what_is_wrong(
    client: Any, token: str, verb: str, body: bytes, status: int, error: str
) -> None:
    """Docs, The API: errors."""
    answer = post(client, verb, body, Authorization=f"Bearer {token}")
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_only_post_is_understood(client: Any, token: str) -> None:
    """Docs, The API: nothing changes by following a link."""
    assert client.get("/api/v1/text", headers={"host": "localhost"}).status_code == 405


def one_list() -> set[tuple[str, int]]:
    """The friends of customer1 as stored."""
    from webapp.domain.accounts.models import Friend

    rows = Friend.objects.filter(owner__login_name="customer1")
    return set(rows.values_list("friend__login_name", "group"))


def run_in_shell(example: str, environment: dict[str, str]) -> Any:
    """As a reader would paste it."""
    return subprocess.run(["sh", "-euc", example], env=environment, capture_output=True, timeout=60, check=False)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
async def test_every_example_of_the_document_works(anychat: Opener, token: str, secret: str, live_server: Any) -> None:
    """Docs, The API: each shell example runs as printed, and the page hears what its comment says."""
    from asgiref.sync import sync_to_async

    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 7, "", 0)
    await one.say("BRAC_VideoCallControl", 1, two.id, 0, 0, 0, "")
    await two.say("BRAC_VideoCallControl", 2, one.id, 0, 0, 0, "")
    await one.listen()
    one.forget()
    given = {"SERVER": live_server.url, "TOKEN": token, "SECRET": secret, "APPLICATION": KEY}
    examples = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    for example in examples:
        done = await sync_to_async(run_in_shell, thread_sensitive=False)(example, {**os.environ, **given})
        assert done.returncode == 0, (example, done.stderr)
    await one.hears("OnAnyChatEnterRoom", 7, 305)
    await one.hears("OnAnyChatTextMessage", 0, one.id, 1, "signed")
    heard = [callback[:2] for callback in one.log]
    for callback in (
        ("OnAnyChatTextMessage", 0),
        ("OnAnyChatTransBuffer", 0),
        ("OnAnyChatSDKFilterData", "closing at six"),
        ("OnAnyChatUserInfoUpdate", one.id),
        ("OnAnyChatVideoCallEvent", 4),
    ):
        assert callback in heard
    assert len(examples) == 9
    assert await sync_to_async(one_list)() == {("agent1", 10), ("agent2", 10), ("agent2", 11)}
    assert one.row("groups", 10)["name"] == "Gold"
    assert one.row("people", one.id)["info"]["50"] == "branch 12"
