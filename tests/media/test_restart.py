"""ICE restarts: a page that looks for another path keeps its connection."""

from __future__ import annotations

import asyncio
import time

import pytest

from bench.media.house import WebSide, until
from bench.media.page import DELTA_FRAME, PlainPage
from bench.media.rtc_client import Offer
from tests.media.scene import EnterPage, connect
from webapp.media.rtc.link import MIN_RESTART_S

pytestmark = pytest.mark.servers


def say_restart(page: PlainPage, pc: str) -> None:
    """The page's network changed."""
    page.web.say(page.session, {"type": "restart", "pc": pc, "peer": page.epochs[pc]})


async def test_a_restart_is_offered_with_new_credentials_and_the_same_keys(web: WebSide, enter: EnterPage) -> None:
    """RFC 8445 9 and RFC 8842 5.5: ufrag and password change, certificate and connection do not."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    before = next(offer for offer in reversed(bob.offers) if offer["pc"] == "sub")
    say_restart(bob, "sub")
    await until(lambda: bob.offers[-1]["version"] > before["version"], what="an offer")
    old, new = Offer(before["sdp"]), Offer(bob.offers[-1]["sdp"])
    assert bob.offers[-1]["peer"] == before["peer"]
    assert old.ufrag != new.ufrag
    assert old.password != new.password
    assert old.fingerprint == new.fingerprint
    count = len(bob.received(1, "video"))
    stream.send(DELTA_FRAME)
    await until(lambda: len(bob.received(1, "video")) > count, what="the picture")


async def test_a_page_cannot_make_the_node_spin(web: WebSide, enter: EnterPage) -> None:
    """Asking again within a second changes nothing: twenty wishes get one offer for each second that they took."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    count, began_s = len(bob.offers), time.monotonic()
    for _ in range(20):
        say_restart(bob, "sub")
    await until(lambda: len(bob.offers) > count, what="an offer")
    await asyncio.sleep(0.5)
    assert len(bob.offers) - count <= 1 + (time.monotonic() - began_s) // MIN_RESTART_S
