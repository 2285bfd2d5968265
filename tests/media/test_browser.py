"""Real Chromium pages that publish to and receive from a real media node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bench.media.house import NodeProcess, WebSide, until
from tests.media.browser import BrowserPage, Theatre, theatre

pytestmark = [pytest.mark.browser, pytest.mark.servers]


@pytest.fixture
async def stage(web: WebSide) -> AsyncIterator[Theatre]:
    """A Chromium whose pages sit in the room of `web`."""
    async with theatre(web) as running:
        yield running


async def sees_more(viewer: BrowserPage, account: int, frames: int = 20, timeout_s: float = 10) -> float:
    """Wait until the viewer decodes more frames of that person; returns the seconds it took."""
    before = await viewer.frames(account)

    async def enough() -> bool:
        return await viewer.frames(account) >= before + frames

    return await until(enough, what=f"{frames} more frames of {account} at {viewer.account}", timeout_s=timeout_s)


async def hears_more(viewer: BrowserPage, account: int) -> None:
    """Wait until the viewer plays more sound of that person (the fake microphone beeps each second)."""
    before = await viewer.energy(account)

    async def enough() -> bool:
        return await viewer.energy(account) > before + 0.0005

    await until(enough, what=f"sound of {account} at {viewer.account}")


async def test_two_people_see_and_hear_each_other(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """Encoded sound and pictures go through the node both ways, in step with each other.

    In step: RFC 3550 6.4.1 lets a receiver align streams by their sender reports; the browser shows by
    `estimatedPlayoutTimestamp` that both of one person's streams map to the same clock.
    """
    alice, bob = await stage.enter(1), await stage.enter(2)
    for page in (alice, bob):
        await page.open(("audio", 0), ("video", 0))
    web.show_all_to_all()
    await asyncio.gather(sees_more(bob, 1), hears_more(bob, 1), sees_more(alice, 2), hears_more(alice, 2))

    async def clocks() -> list[float]:
        return [r["estimatedPlayoutTimestamp"] for r in await bob.received() if "estimatedPlayoutTimestamp" in r]

    async def are_known() -> bool:
        return len(await clocks()) == 2

    await until(are_known, what="sender reports of both streams", timeout_s=15)
    await asyncio.sleep(2)
    sound, picture = await clocks()
    assert abs(sound - picture) < 200


async def test_the_publisher_is_not_held_back_by_the_bandwidth(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """With feedback (draft-holmer-rmcat-transport-wide-cc) the estimate rises; without, it falls to 0.1 Mb/s.

    The estimate is looked at, not the rate: a loaded machine may encode less than it might send.
    """
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("video", 0), width=1280)
    web.show(bob.session, alice.stream("video"))
    await sees_more(bob, 1)
    await asyncio.sleep(4)

    async def is_free() -> bool:
        layers = await alice.call("media.sent()")
        if len(layers) < 3:
            return False
        sent = max(layers, key=lambda layer: layer.get("frameWidth", 0))
        return (
            sent.get("frameWidth") == 1280
            and sent["targetBitrate"] > 1_000_000
            and sent["qualityLimitationReason"] != "bandwidth"
        )

    await until(is_free, what="a high estimate", timeout_s=15)
    [received] = await bob.received()
    assert received["packetsLost"] <= 5


async def test_a_late_viewer_gets_a_picture_within_a_second(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """A viewer who comes while a picture runs causes a key-frame request (RFC 4585 6.3.1) and need not wait."""
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("video", 0))
    web.show(bob.session, alice.stream("video"))
    await sees_more(bob, 1, frames=60)
    carol = await stage.enter(3)
    web.show(carol.session, alice.stream("video"))
    await sees_more(carol, 1, frames=1)
    [received] = await carol.received()
    assert received["firstFrameMs"] < 1000


async def test_a_camera_closed_and_opened_again_keeps_its_m_lines(
    node: NodeProcess, web: WebSide, stage: Theatre
) -> None:
    """Closing is a mute: neither page is offered anything, and the picture comes back by itself."""
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("audio", 0), ("video", 0))
    web.show(bob.session, alice.stream("audio"), alice.stream("video"))
    await sees_more(bob, 1)
    offers = [await page.call(f"media.version('{pc}')") for page, pc in ((alice, "pub"), (bob, "sub"))]

    await alice.shut("video", 0)
    await asyncio.sleep(1.5)
    frozen = await bob.frames(1)
    await hears_more(bob, 1)
    assert await bob.frames(1) == frozen

    await alice.open(("video", 0))
    assert await sees_more(bob, 1, frames=5) < 3
    assert offers == [await page.call(f"media.version('{pc}')") for page, pc in ((alice, "pub"), (bob, "sub"))]
    assert await alice.call("media.lines('pub')") == 2


async def test_two_cameras_and_a_screen_of_one_person(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """Each source of a person is a stream of its own."""
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("video", 0), ("video", 1), ("screen", 0), width=320)
    web.show(bob.session, alice.stream("video"), alice.stream("video", 1), alice.stream("screen"))

    async def all_three() -> bool:
        received = await bob.received()
        return len(received) == 3 and all(r.get("framesDecoded", 0) > 5 for r in received)

    await until(all_three, what="three pictures")


async def test_freed_m_lines_are_used_again(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """Who stops watching one person and watches another gets no more m-lines than before."""
    alice, bob, carol = [await stage.enter(account) for account in (1, 2, 3)]
    await alice.open(("audio", 0), ("video", 0), width=320)
    await carol.open(("audio", 0), ("video", 0), width=320)
    for _ in range(3):
        web.show(bob.session, alice.stream("audio"), alice.stream("video"))
        await sees_more(bob, 1, frames=5)
        web.show(bob.session, carol.stream("audio"), carol.stream("video"))
        await sees_more(bob, 3, frames=5)
    await hears_more(bob, 3)
    assert await bob.call("media.lines('sub')") == 2


async def test_five_people_see_and_hear_each_other(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """Twenty routes of sound and twenty of pictures in one room."""
    pages = [await stage.enter(account) for account in range(1, 6)]
    for page in pages:
        await page.open(("audio", 0), ("video", 0), width=320)
    web.show_all_to_all()
    pairs = [(viewer, source.account) for viewer in pages for source in pages if viewer is not source]
    await asyncio.gather(*(sees_more(viewer, account, frames=5, timeout_s=30) for viewer, account in pairs))
    await asyncio.gather(*(hears_more(viewer, account) for viewer, account in pairs))


async def test_a_killed_node_is_replaced_and_pictures_come_back(
    start_node: Callable[[], NodeProcess], web: WebSide, stage: Theatre
) -> None:
    """The plan is resent, another node takes the room once the lease ends, the pages answer its offers."""
    first = start_node()
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("audio", 0), ("video", 0))
    web.show(bob.session, alice.stream("audio"), alice.stream("video"))
    await sees_more(bob, 1)
    second = start_node()
    first.kill()

    async def is_new() -> bool:
        peers = await bob.call("media.peers()")
        return bool(peers["sub"].startswith(second.name))

    await until(is_new, what="an offer of the second node", timeout_s=10)
    await sees_more(bob, 1)
    await hears_more(bob, 1)


async def test_a_page_that_lost_its_connections_gets_new_ones(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """`ready` and `failed` both lead to a new incarnation of the connection."""
    alice, bob = await stage.enter(1), await stage.enter(2)
    await alice.open(("video", 0))
    web.show(bob.session, alice.stream("video"))
    await sees_more(bob, 1)

    await bob.call("media.forget()")
    web.say(bob.session, {"type": "ready"})
    await sees_more(bob, 1)

    before = (await alice.call("media.peers()"))["pub"]
    web.say(alice.session, {"type": "failed", "pc": "pub", "peer": before})
    await sees_more(bob, 1, frames=60)
    assert (await alice.call("media.peers()"))["pub"] != before


async def test_who_leaves_the_plan_is_told_to_close(node: NodeProcess, web: WebSide, stage: Theatre) -> None:
    """A person the plan drops loses both connections; the others stay."""
    alice, bob, carol = [await stage.enter(account) for account in (1, 2, 3)]
    await alice.open(("video", 0))
    web.show_all_to_all()
    await asyncio.gather(sees_more(bob, 1), sees_more(carol, 1))
    web.leave(bob.session)

    async def is_closed() -> bool:
        return await bob.call("media.peers()") == {}

    await until(is_closed, what="the close")
    await sees_more(carol, 1)
