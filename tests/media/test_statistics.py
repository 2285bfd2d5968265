"""What a node tells a page that looks at the numbers of others."""

from __future__ import annotations

import asyncio

import pytest

from bench.media.house import WebSide, until
from bench.media.page import DELTA_FRAME
from tests.media.scene import EnterPage, connect

pytestmark = pytest.mark.servers


async def test_a_page_that_looks_hears_each_second_what_comes_from_a_publisher(web: WebSide, enter: EnterPage) -> None:
    """Measured at the node, also for somebody who receives nothing; only those who look are told."""
    alice, bob, carol = enter(1), enter(2), enter(3)
    stream = await connect(web, alice, bob)
    web.say(carol.session, {"type": "watch_stats", "on": True})
    for _ in range(100):
        stream.send(DELTA_FRAME)
        await asyncio.sleep(0.02)
        if carol.stats and carol.stats[-1]:
            break
    await until(lambda: bool(carol.stats and carol.stats[-1]), what="the numbers")
    [row] = carol.stats[-1]
    assert (row["account"], row["kind"], row["index"], row["loss_permille"]) == (1, "video", 0, 0)
    assert row["bitrate_bps"] > 20 * len(DELTA_FRAME) * 8
    assert row["fps"] > 15
    assert bob.stats == []
    web.say(carol.session, {"type": "watch_stats", "on": False})
    await asyncio.sleep(0.3)
    heard = len(carol.stats)
    await asyncio.sleep(1.3)
    assert len(carol.stats) == heard
