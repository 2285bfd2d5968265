"""Nodes that end: rooms move to those that are left, at once, and the pages follow by themselves."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable

import redis

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import PlainPage
from tests.media.scene import EnterPage, connect
from webapp.media.node.load import CpuLoad

StartNode = Callable[[], NodeProcess]


async def both_on(node: NodeProcess, *pages: PlainPage) -> None:
    """Wait until every connection of the pages is with the node."""

    def moved() -> bool:
        return all(epoch.startswith(node.name) for page in pages for epoch in page.epochs.values())

    await until(moved, what=f"connections with {node.name}")
    await asyncio.gather(*(ready.wait() for page in pages for ready in page.connected.values()))


def said_about(broker: redis.Redis, name: str) -> list[str]:
    """Which nodes told the web side that something changed about the node `name`."""
    tasks = [json.loads(message) for message in broker.lrange("default", 0, -1)]
    facts = [json.loads(base64.b64decode(t["body"]))[1] for t in tasks if t["headers"]["task"] == "media.nodes_changed"]
    return [fact["node"] for fact in facts if name in fact["nodes"]]


async def test_a_node_that_is_told_to_end_hands_its_rooms_over_first(
    start_node: StartNode, web: WebSide, enter: EnterPage, node: NodeProcess
) -> None:
    """It serves until the other has the room, so that a deployment costs a new connection and no silence."""
    sender, viewer = enter(1), enter(2)
    await connect(web, sender, viewer)
    successor = start_node()
    stopping = asyncio.create_task(asyncio.to_thread(node.stop))
    await both_on(successor, sender, viewer)
    assert await stopping == 0
    stream = sender.sent["video", 0]
    before = len(viewer.received(1, "video"))

    def has_more() -> bool:
        stream.send(b"\x10" + b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00")
        return len(viewer.received(1, "video")) > before + 3

    await until(has_more, what="pictures over the other node")


async def test_the_last_node_ends_without_waiting(
    web: WebSide, enter: EnterPage, node: NodeProcess, redis_url: str
) -> None:
    """There is nobody to hand the room to: it says nothing of being emptied."""
    await until(lambda: [lease.node for lease in web.client.leases()] == [node.name], what="the end of earlier nodes")
    await connect(web, enter(1), enter(2))
    assert await asyncio.to_thread(node.stop) == 0
    assert said_about(redis.Redis.from_url(redis_url), node.name) == [node.name]  # when it started


async def test_a_drained_node_is_left_empty_and_alive(
    start_node: StartNode, web: WebSide, enter: EnterPage, node: NodeProcess
) -> None:
    """Asked to drain it says so in its lease; the next plan moves the room; asked to resume it takes part again."""
    sender, viewer = enter(1), enter(2)
    await connect(web, sender, viewer)
    successor = start_node()
    assert web.client.drain(node.name)
    await both_on(successor, sender, viewer)
    await until(lambda: node.lease().rooms == 0, what="the empty house")
    assert node.lease().is_draining
    assert web.client.drain(node.name, on=False)
    await until(lambda: not node.lease().is_draining, what="the return")


async def test_a_dead_node_is_missed_by_exactly_one_of_the_others(start_node: StartNode, redis_url: str) -> None:
    """Whoever misses it has the plans sent again at once; told twice, every room's plan would go out twice."""
    broker = redis.Redis.from_url(redis_url)
    dead, one, other = start_node(), start_node(), start_node()
    dead.kill()
    await until(lambda: not dead.has_lease(), what="the end of the lease")

    def told() -> list[str]:
        return [who for who in said_about(broker, dead.name) if who != dead.name]

    await until(lambda: bool(told()), what="the report")
    await asyncio.sleep(0.6)
    [witness] = told()
    assert witness in (one.name, other.name)


async def test_a_node_that_starts_asks_for_its_rooms(node: NodeProcess, redis_url: str) -> None:
    """A site with one node has its pictures back as soon as the node is."""
    broker = redis.Redis.from_url(redis_url)
    await until(lambda: node.name in said_about(broker, node.name), what="the report")


def test_the_load_is_the_smoothed_share_of_a_core() -> None:
    """A second of half a core moves the load towards one half, step by step; without new time it stays."""
    now = {"cpu": 0.0, "wall": 0.0}
    load = CpuLoad(lambda: now["cpu"], lambda: now["wall"])
    seen = []
    for _ in range(12):
        now["cpu"] += 0.2
        now["wall"] += 0.4
        seen.append(load.look())
    assert seen == sorted(seen)
    assert seen[0] < 0.2
    assert 0.45 < seen[-1] <= 0.5
    assert load.look() == seen[-1]
