"""A node that is told to stop does so in bounded time, whatever it waits for."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from webapp.media.node import main


class _Deaf:
    """A node whose end waits for something that never comes."""

    async def stop(self) -> None:
        await asyncio.Event().wait()


async def test_a_node_that_cannot_finish_its_work_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The limit is shorter than a supervisor's patience, and the log says that it was reached."""
    monkeypatch.setattr(main, "STOP_LIMIT_S", 0.05)
    await asyncio.wait_for(main._stop(cast(Any, _Deaf())), 60)
    assert "did not stop within" in caplog.text
