"""The loop that forwards while it waits: Python is woken for what is its own, and for nothing else."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.media import wire
from tests.media.conftest import native_twin
from tests.media.test_pump import Path
from tests.media.wire import DELTA, KEY, Viewer


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The native twin's loop."""
    with pytest.MonkeyPatch.context() as patch:
        twin = native_twin()
        patch.setattr(wire, "twin", twin)
        made = twin.new_event_loop()
        yield made
        made.close()


class Flow:
    """A path whose packets are on their way, not yet read, and how often Python was woken to read."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.path, self.viewer, self.woken = Path(), Viewer(), 0
        self.path.stream.attach(self.viewer.out, 0.0)
        self.path.send(self.path.make(KEY))
        read = self.path.pump.on_readable
        self.path.pump.on_readable = lambda: self._on_readable(read)
        self.path.pump.start(loop)
        self._loop = loop

    def _on_readable(self, read: Any) -> None:
        self.woken += 1
        read()

    def send(self, *bodies: bytes) -> None:
        """The page sends; nobody has read yet."""
        for body in bodies:
            self.path._page.sendto(self.path._encrypting.protect(self.path.make(body)), self.path._ours.getsockname())

    def close(self) -> None:
        """Nobody reads any more."""
        self.path.pump.stop(self._loop)
        self.path.close()


def test_what_flows_in_order_wakes_nobody(loop: asyncio.AbstractEventLoop) -> None:
    """Delta pictures go from socket to socket; a key frame, a check and a gap come up."""
    flow = Flow(loop)
    for _ in range(5):
        flow.send(DELTA, DELTA, DELTA)
        loop.run_until_complete(asyncio.sleep(0.01))
    assert len(flow.viewer.packets) == 16
    assert flow.woken == 0
    flow.send(KEY, DELTA)
    loop.run_until_complete(asyncio.sleep(0.01))
    assert flow.woken == 1
    flow.path._page.sendto(check := b"\x00\x01" + bytes(30), flow.path._ours.getsockname())
    loop.run_until_complete(asyncio.sleep(0.01))
    assert flow.path.others == [check]
    flow.path.make(DELTA)
    flow.send(DELTA)
    loop.run_until_complete(asyncio.sleep(0.01))
    assert [p[-2:] for p in flow.viewer.packets[-3:]] == [KEY[-2:], DELTA[-2:], DELTA[-2:]]
    flow.close()


def test_timers_are_in_time_and_other_sockets_are_heard_while_packets_flow(loop: asyncio.AbstractEventLoop) -> None:
    """Forwarding must not keep the rest of the node waiting."""
    flow = Flow(loop)
    near, far = socket.socketpair()
    near.setblocking(False)
    fired: list[float] = []
    heard: list[bytes] = []
    loop.add_reader(near, lambda: heard.append(near.recv(9)))

    async def scene() -> None:
        began_s = time.monotonic()
        for number in range(1, 5):
            loop.call_later(0.01 * number, lambda: fired.append(time.monotonic() - began_s))
        for _ in range(40):
            flow.send(DELTA)
            far.send(b"x")
            await asyncio.sleep(0.002)

    loop.run_until_complete(scene())
    assert b"".join(heard) == b"x" * 40
    assert len(fired) == 4
    assert all(at_s >= 0.01 * number - 0.002 for number, at_s in enumerate(fired, 1))
    assert len(flow.viewer.packets) == 41
    loop.remove_reader(near)
    flow.close()
    near.close()
    far.close()


def test_who_leaves_takes_along_what_was_read_for_them(loop: asyncio.AbstractEventLoop) -> None:
    """Between the loop's reading and ours a connection may end: its packet is nobody's."""
    flow = Flow(loop)
    flow.send(KEY)
    loop.call_soon(flow.path.pump.route, flow.path.address, None)
    loop.run_until_complete(asyncio.sleep(0.01))
    assert len(flow.viewer.packets) == 1
    flow.close()
