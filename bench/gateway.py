"""What a page costs the web process: memory of idle pages, CPU and delay of one delivery in rooms of 50 and 300.

Run: python -m bench.gateway [--server daphne|uvicorn] [--idle 500] [--rooms 50,300] [--messages 100]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets

from webapp.servers.processes import free_port, spawn, stop, wait_until
from webapp.servers.redis import start_redis


def cpu_s(pid: int) -> float:
    """CPU seconds of all threads of a process, from the scheduler's own accounting."""
    return sum(int(t.read_text().split()[0]) for t in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def rss_kb(pid: int) -> int:
    """Resident memory in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@dataclass
class Server:
    """One web process of the product, with its own Redis and an empty database."""

    port: int
    pid: int


@contextmanager
def product(kind: str) -> Iterator[Server]:
    """Start Redis and one web process; stop both."""
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as folder:
        redis = start_redis(Path(folder) / "redis")
        env = {**os.environ, "VAR_DIR": folder, "REDIS_URL": redis.url, "LOG_LEVEL": "WARNING", "DEBUG": "0"}
        env.pop("DATABASE_URL", None)
        for command in (["migrate", "--verbosity", "0"], ["seed_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], env=env, check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        process = spawn(_command(kind, port), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: _answers(port), timeout_s=20)
            yield Server(port, process.pid)
        finally:
            stop(process)
            redis.stop()


def _command(kind: str, port: int) -> list[str]:
    if kind == "daphne":
        return [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "webapp.asgi:application"]
    return [
        *(sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port), "--ws", "websockets-sansio"),
        *("--log-level", "warning", "--lifespan", "off", "webapp.asgi:application"),
    ]


def _answers(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Client:
    """A page: logs in as a visitor, then counts the texts it hears."""

    socket: Any
    delays_s: list[float] = field(default_factory=list)
    count: int = 0
    frames: int = 0

    async def say(self, fn: str, *args: Any) -> None:
        await self.socket.send(json.dumps({"op": "call", "id": 1, "fn": fn, "args": list(args)}))

    async def ping(self) -> None:
        """What every page says each five seconds: I am here and have read this much."""
        await self.socket.send(json.dumps({"op": "ping", "t": 0, "got": self.frames}))

    async def until_return(self) -> None:
        while '"op":"return"' not in await self.socket.recv():
            self.frames += 1
        self.frames += 1

    async def listen(self) -> None:
        """Read what comes; a text carries the moment it was sent."""
        async for frame in self.socket:
            self.frames += 1
            if "OnAnyChatTextMessage" in frame:
                sent = float(json.loads(frame)["callbacks"][0][4])
                self.delays_s.append(time.monotonic() - sent)
                self.count += 1


async def _keep_alive(clients: list[Client]) -> None:
    """Ping for all pages, spread over the five seconds as real pages are."""
    while True:
        for client in list(clients):
            await client.ping()
            await asyncio.sleep(5 / max(1, len(clients)))
        await asyncio.sleep(0.05)


async def _client(port: int, name: str, *, log_in: bool = True) -> Client:
    socket = await websockets.connect(
        f"ws://127.0.0.1:{port}/ws/anychat/", compression=None, ping_interval=None, max_queue=None
    )
    client = Client(socket)
    await socket.recv()
    if log_in:
        await client.say("BRAC_Login", name, "", 0)
        await client.until_return()
    return client


async def idle(server: Server, count: int) -> dict[str, float]:
    """Memory per idle page: connected, then logged in (each sees all the others as friends)."""
    base = rss_kb(server.pid)
    clients: list[Client] = []
    alive = asyncio.create_task(_keep_alive(clients))
    for i in range(count):
        clients.append(await _client(server.port, f"idle{i}", log_in=False))
    await asyncio.sleep(1)
    connected = rss_kb(server.pid)
    readers = [asyncio.create_task(c.listen()) for c in clients]
    before = cpu_s(server.pid)
    await asyncio.sleep(5)
    rest = (cpu_s(server.pid) - before) / 5
    for task in (alive, *readers):
        task.cancel()
    for c in clients:
        await c.socket.close()
    return {"clients": count, "base_mb": base / 1024, "kb_per_client": (connected - base) / count, "cpu_idle": rest}


async def fan_out(server: Server, listeners: int, messages: int, rate: float) -> dict[str, float]:
    """CPU microseconds of the web process per delivered text, and the delay from say to hear."""
    pages: list[Client] = []
    alive = asyncio.create_task(_keep_alive(pages))
    tasks = [alive]
    for i in range(listeners + 1):
        page = await _client(server.port, f"page{i}")
        await page.say("BRAC_EnterRoom", 700 + listeners, "", 0)
        await page.until_return()
        pages.append(page)
        tasks.append(asyncio.create_task(page.listen()))
    speaker, *clients = pages
    await asyncio.sleep(2)
    quiet = cpu_s(server.pid)
    await asyncio.sleep(2)
    quiet = (cpu_s(server.pid) - quiet) / 2
    started, before = time.monotonic(), cpu_s(server.pid)
    for n in range(messages):
        await speaker.say("BRAC_SendTextMessage", 0, 0, repr(time.monotonic()))
        await asyncio.sleep(max(0.0, started + (n + 1) / rate - time.monotonic()))
    deadline = time.monotonic() + 20
    while sum(c.count for c in clients) < listeners * messages and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    used = cpu_s(server.pid) - before - quiet * (time.monotonic() - started)
    delivered = sum(c.count for c in clients)
    delays = sorted(d for c in clients for d in c.delays_s)
    for task in tasks:
        task.cancel()
    for client in pages:
        await client.socket.close()
    return {
        "listeners": listeners,
        "delivered": delivered,
        "lost": listeners * messages - delivered,
        "cpu_us": used / delivered * 1e6,
        "p50_ms": statistics.median(delays) * 1e3,
        "p99_ms": delays[int(len(delays) * 0.99)] * 1e3,
    }


def main() -> None:
    """Measure and print the rows as markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="daphne", choices=("daphne", "uvicorn"))
    parser.add_argument("--idle", type=int, default=500)
    parser.add_argument("--rooms", default="50,300")
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--rate", type=float, default=10.0)
    args = parser.parse_args()
    with product(args.server) as server:
        row = asyncio.run(idle(server, args.idle))
        print(f"| {args.server} | idle clients {row['clients']} | base {row['base_mb']:.0f} MB |", end="")
        print(f" {row['kb_per_client']:.1f} kB/client | {row['cpu_idle'] * 100:.2f} % CPU |")
        for n in map(int, args.rooms.split(",")):
            # The speaker is one of the people in the room.
            found = asyncio.run(fan_out(server, n - 1, args.messages, args.rate))
            print(
                f"| {args.server} | room of {n} | {found['delivered']} delivered, {found['lost']} lost |"
                f" {found['cpu_us']:.1f} us CPU per delivery |"
                f" p50 {found['p50_ms']:.2f} ms | p99 {found['p99_ms']:.2f} ms |",
                flush=True,
            )


if __name__ == "__main__":
    main()
