"""Real Chromium pages that reach the node over TCP, over IPv6, on another path than before, and in other codecs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import PlainPage
from tests.media.browser import BrowserPage, Theatre, theatre
from tests.media.test_browser import hears_more, sees_more
from tests.media.turn_server import TurnServer
from tests.media.udp_link import UdpLink
from webapp.media.core.formats import RED

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture
async def stage(web: WebSide) -> AsyncIterator[Theatre]:
    """A Chromium whose pages sit in the room of `web`."""
    async with theatre(web) as running:
        yield running


@pytest.fixture
def node(redis_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """A node on the addresses that the test's parameter names."""
    running = NodeProcess(redis_url, log=tmp_path / "node.log", level="DEBUG", address=request.param)
    yield running
    running.kill()
    print((tmp_path / "node.log").read_text(errors="replace")[-20000:])  # shown by pytest when a test fails


def without(protocol: str) -> Callable[[str], str]:
    """Removes the candidates of the protocol from an offer, as a firewall would its packets."""
    return lambda sdp: re.sub(rf"a=candidate:\S+ 1 {protocol} .*\r\n", "", sdp)


async def paths(page: BrowserPage) -> set[tuple[str, str]]:
    """Protocol and node's address of the candidate pairs in use."""
    return {(pair["protocol"], pair["address"]) for pair in await page.call("media.paths()")}


@pytest.mark.parametrize(
    ("node", "blocked", "used"),
    [
        ("127.0.0.1", "udp", {("tcp", "127.0.0.1")}),
        ("::1", "udp", {("tcp", "::1")}),
        ("::1", "tcp", {("udp", "::1")}),
        ("127.0.0.1,::1", "nothing", {("udp", "127.0.0.1"), ("udp", "::1")}),
    ],
    indirect=["node"],
)
async def test_two_people_meet_on_any_path(
    node: NodeProcess, web: WebSide, stage: Theatre, blocked: str, used: set[tuple[str, str]]
) -> None:
    """RFC 6544 and RFC 4571 where UDP is blocked, IPv6 where there is no IPv4, and UDP where there is all of it."""
    alice, bob = [await stage.enter(account, filter_offer=without(blocked)) for account in (1, 2)]
    for page in (alice, bob):
        await page.open(("audio", 0), ("video", 0))
    web.show_all_to_all()
    await asyncio.gather(sees_more(bob, 1), hears_more(bob, 1), sees_more(alice, 2), hears_more(alice, 2))
    assert await paths(alice) <= used
    assert await paths(bob) <= used


async def test_a_page_behind_a_firewall_meets_others_over_a_turn_server(
    redis_url: str, tmp_path: Path, web: WebSide, stage: Theatre
) -> None:
    """RFC 8656: it may speak to nobody but the relay, over TCP; the node names the relay, and forwards as ever."""
    relay = TurnServer()
    node = NodeProcess(redis_url, log=tmp_path / "node.log", ice_servers=[await relay.start()])
    try:
        alice, bob = await stage.enter(1), await stage.enter(2)
        await bob.call("media.configuration.iceTransportPolicy = 'relay'")
        for page in (alice, bob):
            await page.open(("audio", 0), ("video", 0))
        web.show_all_to_all()
        await asyncio.gather(sees_more(bob, 1), hears_more(bob, 1), sees_more(alice, 2), hears_more(alice, 2))
        assert relay.relayed > 100
        assert {own["candidateType"] for own in await bob.call("media.paths('local')")} == {"relay"}
    finally:
        node.kill()
        await relay.close()


@pytest.mark.parametrize("node", ["127.0.0.1"], indirect=True)
async def test_a_page_whose_network_changed_goes_on_with_the_same_connection(
    node: NodeProcess, web: WebSide, stage: Theatre
) -> None:
    """RFC 8445 9: an ICE restart finds another path; DTLS, streams and the page's RTCPeerConnection stay."""
    link = UdpLink()
    alice, bob = await stage.enter(1), await stage.enter(2, link, without("tcp"))
    await alice.open(("audio", 0), ("video", 0))
    web.show(bob.session, alice.stream("audio"), alice.stream("video"))
    await sees_more(bob, 1)
    before, received = await bob.call("media.peers()"), await bob.received()
    link.close()  # the next offer leads through other ports
    await sees_more(bob, 1, frames=60, timeout_s=40)
    assert await bob.call("media.peers()") == before
    assert {r["ssrc"] for r in await bob.received()} == {r["ssrc"] for r in received}
    link.close()


@pytest.mark.parametrize("node", ["127.0.0.1"], indirect=True)
async def test_a_call_changes_its_codecs_as_people_prefer_and_can(
    node: NodeProcess, web: WebSide, stage: Theatre
) -> None:
    """AV1 and VP9 pass through, RED doubles the sound, all in the middle of a stream and on the same SSRC."""
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("audio", 0), ("video", 0), width=320)
    web.show(bob.session, alice.stream("audio"), alice.stream("video"))
    await sees_more(bob, 1)
    before = {r["ssrc"] for r in await bob.received()}
    for codec in ("AV1", "VP9", "H264"):
        await asyncio.to_thread(web.say, alice.session, {"type": "prefer", "codecs": [codec.lower(), "red"]})
        await until(partial(plays, bob, f"video/{codec}"), what=codec, timeout_s=15)
        await asyncio.gather(sees_more(bob, 1), hears_more(bob, 1))
    carol = PlainPage(web, 3)
    web.show(carol.session, alice.stream("audio"))
    await until(
        lambda: RED.payload_type in {packet[1] & 0x7F for packet in carol.received(1, "audio")},
        what="RED",
        timeout_s=15,
    )
    await carol.close()
    assert {r["ssrc"] for r in await bob.received()} == before


async def plays(page: BrowserPage, mime: str) -> bool:
    """Whether the page receives a stream in this codec now."""
    return mime in await page.call("media.codecs()")
