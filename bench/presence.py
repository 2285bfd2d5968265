"""What a login costs the web process while many people are online: people who watch nobody, and people who watch all.

Run: python -m bench.presence [--online 0,300,2000] [--watching 300] [--logins 30]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from typing import Any

import websockets

from bench.gateway import Server, cpu_s, product

DEFAULT = "\u9ed8\u8ba4"  # the demo data's CRVideo application
AT_ONCE = 20
STALE_S = 5


class Page:
    """A CRVideo page that reads what it is sent, and pings."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.frames = self.events = self.returns = 0
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def log_in(cls, port: int, name: str) -> Page:
        """A page that is logged in; it reads from here on."""
        url = f"ws://127.0.0.1:{port}/ws/crvideo/"
        page = cls(await websockets.connect(url, compression=None, ping_interval=None, max_queue=None, max_size=None))
        await page.socket.recv()
        await page.say("CRVideo_Login", DEFAULT, DEFAULT, name, name, "")
        page._reader = asyncio.create_task(page._read())
        return page

    async def say(self, fn: str, *args: str) -> None:
        """Call a function and wait for its return."""
        await self.socket.send(json.dumps({"op": "call", "id": 1, "fn": fn, "args": list(args)}))
        while '"op":"return"' not in await self.socket.recv():
            self.frames += 1

    async def watch(self, verb: str) -> None:
        """Ask for the status news ("Start"), or for no more of them ("Stop")."""
        call, returns = {"op": "call", "id": 2, "fn": f"CRVideo_{verb}UserStatusNotify", "args": []}, self.returns
        await self.socket.send(json.dumps(call))
        while self.returns == returns:
            await asyncio.sleep(0.01)

    async def _read(self) -> None:
        async for frame in self.socket:
            self.frames += 1
            self.events += frame.startswith('{"op":"event"')
            self.returns += frame.startswith('{"op":"return"')

    async def close(self) -> None:
        """Leave."""
        if self._reader:
            self._reader.cancel()
        await self.socket.close()


async def keep_alive(pages: list[Page]) -> None:
    """Ping for all pages, spread over five seconds."""
    while True:
        for page in list(pages):
            await page.socket.send(json.dumps({"op": "ping", "t": 0, "got": page.frames}))
            await asyncio.sleep(STALE_S / max(1, len(pages)))
        await asyncio.sleep(0.05)


async def come_online(port: int, count: int, pages: list[Page]) -> None:
    """Log `count` more people in, some at once."""
    for first in range(0, count, AT_ONCE):
        names = [f"p{len(pages) + i}" for i in range(min(AT_ONCE, count - first))]
        pages += await asyncio.gather(*(Page.log_in(port, name) for name in names))


async def cost_of_logins(server: Server, logins: int, pages: list[Page]) -> dict[str, float]:
    """CPU ms and time of one login and logout beside what the process does anyway, and frames that others got."""
    quiet, since = cpu_s(server.pid), time.monotonic()
    await asyncio.sleep(3)
    quiet = (cpu_s(server.pid) - quiet) / (time.monotonic() - since)
    events, before, since, took = sum(p.events for p in pages), cpu_s(server.pid), time.monotonic(), []
    for i in range(logins):
        started = time.monotonic()
        page = await Page.log_in(server.port, f"visitor{i}")
        took.append(time.monotonic() - started)
        await page.close()
        await asyncio.sleep(0.05)
    used = cpu_s(server.pid) - before - quiet * (time.monotonic() - since)
    heard = sum(p.events for p in pages) - events
    return {"cpu_ms": used / logins * 1e3, "p50_ms": statistics.median(took) * 1e3, "frames": heard / logins}


async def run(server: Server, online: list[int], watching: int, logins: int) -> None:
    """One row per number of people online, and one when all of the first `watching` watch."""
    pages: list[Page] = []
    alive = asyncio.create_task(keep_alive(pages))
    for count in online:
        await come_online(server.port, count - len(pages), pages)
        show(f"{count} online, nobody watches", await cost_of_logins(server, logins, pages))
        if count == watching:
            await change(pages, "Start")
            show(f"{count} online, all watch", await cost_of_logins(server, logins, pages))
            await change(pages, "Stop")
    alive.cancel()
    await asyncio.gather(*(page.close() for page in pages))


async def change(pages: list[Page], verb: str) -> None:
    """Have all pages watch, or no longer."""
    for page in pages:
        await page.watch(verb)


def show(what: str, row: dict[str, float]) -> None:
    """A row as markdown."""
    cpu, p50, frames = row["cpu_ms"], row["p50_ms"], row["frames"]
    print(f"| {what} | {cpu:.1f} ms | {p50:.1f} ms | {frames:.1f} |", flush=True)


def main() -> None:
    """Measure and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--online", default="0,300,2000")
    parser.add_argument("--watching", type=int, default=300)
    parser.add_argument("--logins", type=int, default=30)
    args = parser.parse_args()
    with product("daphne") as server:
        asyncio.run(run(server, [int(n) for n in args.online.split(",")], args.watching, args.logins))


if __name__ == "__main__":
    main()
