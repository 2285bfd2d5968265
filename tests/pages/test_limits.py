"""What every HTTP request meets first: bodies that are too large, and pages on other origins."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest


async def ask(headers: list[tuple[bytes, bytes]]) -> list[dict[str, Any]]:
    """What the whole ASGI application answers to a PUT with these headers."""
    from webapp.asgi import application

    sent: list[dict[str, Any]] = []

    body = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        # After the body the client stays connected and says nothing more.
        return next(body, None) or await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "PUT", "path": "/files/up/nobody/0", "raw_path": b"/files/up/nobody/0"}
    more = {"query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80)}
    await application({**scope, **more, "headers": [(b"host", b"127.0.0.1"), *headers]}, receive, send)
    return sent


@pytest.mark.parametrize(
    "header", [(b"content-length", b"3000000"), (b"content-length", b"many"), (b"transfer-encoding", b"chunked")]
)
async def test_a_body_that_is_too_large_is_refused_before_it_is_read(header: tuple[bytes, bytes]) -> None:
    start, body = await ask([header])
    assert start["status"] == 413
    assert "in pieces" in json.loads(body["body"])["error"]


@pytest.mark.django_db(transaction=True)
async def test_a_small_body_reaches_the_view() -> None:
    start = (await ask([(b"content-length", b"0")]))[0]
    assert start["status"] == 404


@pytest.mark.django_db(transaction=True)
def test_files_answer_pages_of_any_origin_and_nothing_else_does(client: Any) -> None:
    """The demos take the server's address from a field: page and server may have different origins."""
    preflight = client.options("/files/up/nobody/0", headers={"origin": "https://bank.example"})
    assert preflight.status_code == 204
    assert "PUT" in preflight.headers["Access-Control-Allow-Methods"]
    assert client.get("/files/down/nobody/a.txt").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
