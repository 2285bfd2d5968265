"""An ASGI layer that refuses large bodies before they are read: Django would spool them to disk first."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Asgi = Callable[..., Awaitable[None]]

MAX_BODY_BYTES = 2 * 1024 * 1024  # a piece of an upload is 1 MiB; no form of ours comes near
TOO_LARGE = json.dumps({"error": "This is more than the server takes at once; send files in pieces."}).encode()


def refuse_large_bodies(application: Asgi) -> Asgi:
    """Answer 413 to a request that announces too much, or announces nothing about how much."""

    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and _too_large(dict(scope["headers"])):
            headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": 413, "headers": headers})
            await send({"type": "http.response.body", "body": TOO_LARGE})
            return
        await application(scope, receive, send)

    return guarded


def _too_large(headers: dict[bytes, bytes]) -> bool:
    length = headers.get(b"content-length", b"0")
    chunked = b"chunked" in headers.get(b"transfer-encoding", b"").lower()
    return chunked or not length.isdigit() or int(length) > MAX_BODY_BYTES
