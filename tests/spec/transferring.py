"""What the page's own code does around a transfer: upload pieces over HTTP; and a worker's turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

PIECE = 1024 * 1024


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Path:
    """A storage directory of the test's own."""
    settings.STORAGE_DIR = tmp_path / "storage"
    return tmp_path / "storage"


async def upload(address: str, body: bytes) -> None:
    """Send every piece, as the page does once it finds the address in its mirror."""
    from django.test import AsyncClient

    for index in range(-(-len(body) // PIECE)):
        piece = body[index * PIECE : (index + 1) * PIECE]
        answer = await AsyncClient().put(f"{address}/{index}", piece, content_type="application/octet-stream")
        assert answer.status_code == 200, answer.content


async def fetch(address: str) -> bytes:
    """What is behind an address that an event has told."""
    from django.test import AsyncClient

    answer = await AsyncClient().get(address)
    assert answer.status_code == 200
    return b"".join([block async for block in answer.streaming_content])  # type: ignore[attr-defined]


async def work() -> None:
    """A worker does every assembly that waits for one."""
    from webapp.domain.transfers.models import Transfer
    from webapp.tasks.transfers import assemble

    def turn() -> None:
        for pk in Transfer.objects.filter(state="assembling").values_list("pk", flat=True):
            assemble(pk)

    await sync_to_async(turn, thread_sensitive=False)()
