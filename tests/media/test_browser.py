"""Real Chromium pages that publish to and receive from a real media node."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.media.browser import Theatre, theatre
from tests.media.house import NodeProcess, WebSide, until

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture
async def stage(web: WebSide) -> AsyncIterator[Theatre]:
    """A Chromium whose pages sit in the room of `web`."""
    async with theatre(web) as running:
        yield running


async def test_one_page_sees_and_hears_another(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """Encoded sound and pictures go from one browser through the node to another."""
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("audio", 0), ("video", 0))
    web.show(bob.session, alice.stream("audio"), alice.stream("video"))
    await until(lambda: _more_frames(bob, 1, 20), what="twenty frames")
    await until(lambda: _hears(bob, 1), what="sound")


async def _more_frames(page: object, account: int, least: int) -> bool:
    return await page.frames(account) >= least  # type: ignore[attr-defined]


async def _hears(page: object, account: int) -> bool:
    return await page.energy(account) > 0.001  # type: ignore[attr-defined]
