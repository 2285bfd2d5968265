"""Real Chromium pages over links that lose sound: what is sent twice (RED, Opus FEC) arrives, and is heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, NamedTuple

import pytest

from bench.media.house import NodeProcess, WebSide, until
from tests.media.browser import BrowserPage, Theatre, theatre
from tests.media.udp_link import UdpLink

pytestmark = [pytest.mark.browser, pytest.mark.servers]

LOSS = 0.1
LISTEN_S, ATTEMPTS = 5.0, 3


@pytest.fixture
async def stage(web: WebSide) -> AsyncIterator[Theatre]:
    """A Chromium whose pages sit in the room of `web`."""
    async with theatre(web) as running:
        yield running


async def sound(listener: BrowserPage) -> dict[str, Any]:
    """The browser's numbers about the only sound that it receives; none before it came."""
    return next((r for r in await listener.received() if r["kind"] == "audio" and r.get("packetsReceived")), {})


async def hears(listener: BrowserPage) -> bool:
    """Whether any sound came."""
    return bool(await sound(listener))


class Heard(NamedTuple):
    """What a browser told of a while of sound."""

    made_up: float  # of what was played: the browser's own invention, for packets that were missing
    spare: int  # frames of sound that came, but had been there already


async def listen(listener: BrowserPage) -> Heard:
    """Hear for a while."""
    before = await sound(listener)
    await asyncio.sleep(LISTEN_S)
    after = await sound(listener)
    names = ("concealedSamples", "totalSamplesReceived", "packetsDiscarded")
    made_up, played, spare = (after[name] - before[name] for name in names)
    return Heard(made_up / played, spare)


async def test_who_loses_a_tenth_of_the_packets_hears_the_sound_that_the_next_ones_repeat(
    node: NodeProcess, web: WebSide, stage: Theatre
) -> None:
    """RFC 2198: RED passes through the node; without it the same link costs a tenth of the sound."""
    link = UdpLink(loss=LOSS)
    alice, bob = await stage.enter(1), await stage.enter(2, link)
    await alice.open(("audio", 0))
    web.show(bob.session, alice.stream("audio"))
    await until(partial(hears, bob), what="the first sound")
    once = await listen(bob)
    await asyncio.to_thread(web.say, alice.session, {"type": "prefer", "codecs": ["red"]})

    async def is_mended() -> bool:
        twice = await listen(bob)
        print(f"made up: {once.made_up:.3f} of the sound, with RED {twice.made_up:.3f}; {twice.spare} to spare")
        return twice.made_up < once.made_up / 3 and twice.spare > 100

    assert once.made_up > LOSS / 2
    assert once.spare < 50
    await until(is_mended, what="sound without holes", timeout_s=ATTEMPTS * LISTEN_S)
    link.close()


async def test_opus_repeats_itself_once_the_sender_hears_of_losses(
    node: NodeProcess, web: WebSide, stage: Theatre
) -> None:
    """RFC 7587 3.3 (useinbandfec): the node reports the loss upwards, and what the sender adds is of use below."""
    up, down = (UdpLink(loss=LOSS, loses_upwards=True) for _ in range(2))
    alice, bob = await stage.enter(1, uplink=up), await stage.enter(2, down)
    await alice.open(("audio", 0))
    web.show(bob.session, alice.stream("audio"))

    async def is_mended() -> bool:
        came = await sound(bob)
        repeated, spare = (came.get(name, 0) for name in ("fecPacketsReceived", "fecPacketsDiscarded"))
        return bool(repeated > 30 and repeated - spare >= 10)

    took_s = await until(is_mended, what="ten packets that were lost, from those behind them", timeout_s=40)
    print(f"{took_s:.1f} s; {up.dropped} lost upwards, {down.dropped} downwards; {await sound(bob)}")
    up.close()
    down.close()
