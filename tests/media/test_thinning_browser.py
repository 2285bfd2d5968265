"""Real Chromium pages on a link that carries less than the lowest layer: a slow picture instead of none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bench.media.house import NodeProcess, WebSide, until
from tests.media.browser import BrowserPage, Theatre, theatre
from tests.media.udp_link import UdpLink
from webapp.media.core.links import Served

pytestmark = [pytest.mark.browser, pytest.mark.servers]

WIDE = 1280
SOUND_SHARE, PICTURE_SHARE = 1.25, 0.75  # of what each takes now: room for the sound, too little for all pictures
THINNED = ("l", True, "bandwidth")
WRAPPING_BPS = 50 * 8 * 38  # of the sound: 50 packets per second with SRTP, UDP and IP around them


@pytest.fixture
async def stage(web: WebSide) -> AsyncIterator[Theatre]:
    """A Chromium whose pages sit in the room of `web`."""
    async with theatre(web) as running:
        yield running


def served(web: WebSide, account: int) -> dict[str, Served]:
    """What flows to the person by kind, as the operator sees it."""
    found = web.client.links(web.room)
    rows = [
        row for link in (found.links if found is not None else []) if link.account == account for row in link.served
    ]
    return {row.kind: row for row in rows}


def picture(web: WebSide) -> tuple[str, bool, str]:
    """The layer of the picture that flows to the second person, whether it is thinned, and why it is no more."""
    row = served(web, 2).get("video")
    return (row.layer, row.thinned, row.limit) if row is not None else ("", False, "")


async def rate_bps(web: WebSide, kind: str) -> float:
    """What that stream takes of the second person's link, over five seconds."""
    told = []
    for _ in range(10):
        await asyncio.sleep(0.5)
        row = served(web, 2).get(kind)
        told += [row.bitrate_bps] if row is not None else []
    return sum(told) / len(told)


async def came(viewer: BrowserPage, seconds: float) -> tuple[float, float]:
    """Pictures decoded per second meanwhile, and the share of the sound that was played as it came."""

    async def look() -> tuple[int, int, int]:
        rows = {row["kind"]: row for row in await viewer.received()}
        sound = rows["audio"]
        return rows["video"].get("framesDecoded", 0), sound["totalSamplesReceived"], sound["concealedSamples"]

    before, begun_s = await look(), time.monotonic()
    await asyncio.sleep(seconds)
    pictures, samples, made_up = (now - then for now, then in zip(await look(), before, strict=True))
    return pictures / (time.monotonic() - begun_s), 1 - made_up / max(1, samples)


async def test_a_link_that_carries_less_than_the_lowest_layer_shows_a_slow_picture_and_keeps_the_sound(
    node: NodeProcess, web: WebSide, stage: Theatre
) -> None:
    """Issue 4, a lowest layer that always flows: temporal layer 0 alone is decoded, and later all pictures again."""
    link = UdpLink()
    alice, bob = await stage.enter(1), await stage.enter(2, link)
    await alice.open(("audio", 0), ("video", 0), width=WIDE)
    web.show_all_to_all()
    web.say(bob.session, {"type": "view", "account": 1, "kind": "video", "index": 0, "width": 0, "height": 0})
    await until(lambda: picture(web) == ("l", False, "hidden"), what="the low layer")
    await asyncio.sleep(3)
    (whole_per_s, _), sound_bps, picture_bps = await asyncio.gather(
        came(bob, 5), rate_bps(web, "audio"), rate_bps(web, "video")
    )
    link.rate_bps = SOUND_SHARE * sound_bps + WRAPPING_BPS + PICTURE_SHARE * picture_bps
    took_s = await until(lambda: picture(web) == THINNED, timeout_s=30, what="a thinned picture")
    print(f"{link.rate_bps / 1000:.0f} kb/s: thinned after {took_s:.1f} s")

    async def is_slow_and_heard() -> bool:
        per_s, heard = await came(bob, 4)
        print(f"{per_s:.1f} of {whole_per_s:.1f} pictures/s, {heard:.3f} heard, {picture(web)}")
        return 0.1 * whole_per_s < per_s < 0.6 * whole_per_s and heard > 0.9 and picture(web) == THINNED

    await until(is_slow_and_heard, timeout_s=40, what="a slow picture, and all of the sound")

    link.rate_bps = 1e9

    async def is_whole() -> bool:
        return (await came(bob, 2))[0] > 0.7 * whole_per_s and picture(web) == ("l", False, "hidden")

    await until(is_whole, timeout_s=30, what="all pictures")
    link.close()
