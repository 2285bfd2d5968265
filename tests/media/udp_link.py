"""A bad network between a browser and a media node: a UDP relay with a rate, a queue, a delay, jitter and loss."""

from __future__ import annotations

import asyncio
import random
import re
from typing import Any

Address = tuple[str, int]
OVERHEAD = 28  # IPv4 and UDP headers, bytes


class UdpLink:
    """Relays one browser's datagrams; what goes to the browser queues behind `rate_bps` and may be lost.

    With `loses_upwards` what comes from it may be lost, too. Up to `jitter_s` more delay for each packet, both ways,
    lets packets overtake each other. Only media is lost, limited or held up (RFC 7983: a first byte from 128 on):
    setting up is not what is tested here.
    """

    def __init__(
        self,
        rate_bps: float = 1e9,
        *,
        delay_s: float = 0.02,
        queue_s: float = 0.3,
        loss: float = 0.0,
        jitter_s: float = 0.0,
        loses_upwards: bool = False,
    ) -> None:
        self.rate_bps, self.delay_s, self.queue_s, self.loss = rate_bps, delay_s, queue_s, loss
        self.jitter_s, self.loses_upwards = jitter_s, loses_upwards
        self.dropped = self.passed = self.overtaken = 0
        self._last_due_s = 0.0
        self._random = random.Random(7)
        self._free_at_s = 0.0
        self._browser: Address | None = None
        self._node: Address | None = None
        self._near: asyncio.DatagramTransport | None = None
        self._far: asyncio.DatagramTransport | None = None

    async def lead_through(self, sdp: str) -> str:
        """The offer with this relay's port as the only candidate's."""
        found = re.search(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", sdp)
        assert found is not None
        self._node = found[1], int(found[2])
        if self._near is None:
            loop = asyncio.get_running_loop()
            self._near, _ = await loop.create_datagram_endpoint(
                lambda: _Ears(self._from_browser), local_addr=("127.0.0.1", 0)
            )
            self._far, _ = await loop.create_datagram_endpoint(
                lambda: _Ears(self._from_node), local_addr=("127.0.0.1", 0)
            )
        port = self._near.get_extra_info("sockname")[1]
        return re.sub(r"(a=candidate:\S+ 1 udp \d+ \S+) \d+ typ host", rf"\1 {port} typ host", sdp)

    def _from_browser(self, data: bytes, address: Address) -> None:
        self._browser = address
        loop = asyncio.get_running_loop()
        if self.loses_upwards and data[0] >= 128 and self._random.random() < self.loss:
            self.dropped += 1
            return
        loop.call_at(self._due_s(data, loop.time()), self._to_node, data)

    def _from_node(self, data: bytes, address: Address) -> None:
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        if data[0] >= 128:
            begins_s = max(now_s, self._free_at_s)
            if begins_s - now_s > self.queue_s or self._random.random() < self.loss:
                self.dropped += 1
                return
            self._free_at_s = begins_s + 8 * (len(data) + OVERHEAD) / self.rate_bps
        self.passed += 1
        loop.call_at(self._due_s(data, max(now_s, self._free_at_s)), self._to_browser, data)

    def _due_s(self, data: bytes, sent_s: float) -> float:
        """When a packet arrives."""
        if data[0] < 128 or not self.jitter_s:
            return sent_s + self.delay_s
        due_s = sent_s + self.delay_s + self._random.uniform(0, self.jitter_s)
        self.overtaken += due_s < self._last_due_s
        self._last_due_s = due_s
        return due_s

    def _to_node(self, data: bytes) -> None:
        if self._far is not None:
            self._far.sendto(data, self._node)

    def _to_browser(self, data: bytes) -> None:
        if self._near is not None and self._browser is not None:
            self._near.sendto(data, self._browser)

    def close(self) -> None:
        """Relay nothing any more."""
        for transport in (self._near, self._far):
            if transport is not None:
                transport.close()
        self._near = self._far = None


class _Ears(asyncio.DatagramProtocol):
    def __init__(self, hear: Any) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, address: Any) -> None:
        self._hear(data, address)
