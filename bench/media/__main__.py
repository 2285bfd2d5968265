"""CPU microseconds per forwarded RTP packet of a real media node: `python -m bench.media`.

Starts a private Redis and one node per measurement, drives the node through its own control protocol, and
reads the node's CPU time from the kernel.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.media.house import NodeProcess, WebSide, until
from bench.media.load import Load, Publisher, Subscriber
from bench.media.page import KEY_FRAME, PlainPage
from webapp.servers.redis import start_redis

WARMUP_S = 2.0


@dataclass(frozen=True)
class Result:
    """One measurement; latency percentiles in microseconds."""

    subscribers: int
    sent: int
    delivered: int
    cpu_us_per_packet: float
    cpu_percent: float
    latency_p50_us: int
    latency_p99_us: int
    rss_mb: float


def main() -> int:
    """Measure, print the table and, with --write, keep it."""
    arguments = _arguments()
    rounds = [[_measure(n, arguments.seconds) for n in arguments.subscribers] for _ in range(arguments.rounds)]
    text = _report(rounds, arguments.seconds)
    sys.stdout.write(text)
    if arguments.write:
        arguments.write.write_text(text)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.media", description=__doc__)
    parser.add_argument("--subscribers", type=int, nargs="+", default=[1, 5, 20])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    return parser.parse_args()


def _measure(subscribers: int, seconds: float) -> Result:
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as directory:
        server = start_redis(Path(directory))
        node = NodeProcess(server.url, level="WARNING")
        try:
            result = asyncio.run(_measure_node(node, server.url, subscribers, seconds))
        finally:
            node.stop()
            server.stop()
    sys.stderr.write(f"1 -> {subscribers}: {result.cpu_us_per_packet:.2f} us per packet\n")
    return result


async def _measure_node(node: NodeProcess, url: str, subscribers: int, seconds: float) -> Result:
    web = WebSide(url)
    await web.start()
    try:
        load = await _seat(web, subscribers)
        load.run(WARMUP_S, is_measuring=False)
        sent, cpu_s = load.publisher.sent, cpu_seconds(node.process.pid)
        load.run(seconds, is_measuring=True)
        used_s = cpu_seconds(node.process.pid) - cpu_s
    finally:
        await web.close()
    delivered = sum(s.received for s in load.subscribers)
    latencies = sorted(latency for s in load.subscribers for latency in s.latencies_us)
    assert delivered > 0.98 * (load.publisher.sent - sent) * subscribers, "packets were lost: no fair measurement"
    return Result(
        subscribers,
        load.publisher.sent - sent,
        delivered,
        1e6 * used_s / delivered,
        100 * used_s / seconds,
        latencies[len(latencies) // 2],
        latencies[int(len(latencies) * 0.99)],
        resident_mb(node.process.pid),
    )


async def _seat(web: WebSide, count: int) -> Load:
    """One person publishes, `count` others watch; returns when all connections stand."""
    publisher = PlainPage(web, 1)
    viewers = [PlainPage(web, 2 + n) for n in range(count)]
    [stream] = await publisher.open(("video", 0))
    for viewer in viewers:
        web.show(viewer.session, publisher.stream("video"))
    await until(lambda: all(v.connected["sub"].is_set() for v in viewers), timeout_s=60, what="all connections")

    def all_see() -> bool:
        stream.send(KEY_FRAME)
        return all(viewer.received(1, "video") for viewer in viewers)

    await until(all_see, what="the first packets")
    sender = Publisher(publisher.clients["pub"], stream.mid)
    return Load(sender, [Subscriber(v.clients["sub"], v.ssrcs_of(1, "video")[0]) for v in viewers])


def cpu_seconds(pid: int) -> float:
    """The time all threads of the process ran, from the scheduler (1 ns)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:  # the thread ended meanwhile
            continue
    return total / 1e9


def resident_mb(pid: int) -> float:
    """The memory of the process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _report(rounds: list[list[Result]], seconds: float) -> str:
    lines = [
        "## Media node: CPU per forwarded RTP packet",
        "",
        "`python -m bench.media`: one publisher (VP8-like, 300 packets/s, 1100 bytes, frames of ten packets in bursts",
        "of 4+4+2), N subscribers with ICE and DTLS-SRTP, one RR per second each, transport-cc feedback each 50 ms.",
        f"CPU: scheduler time of the node's threads over {seconds:g} s / packets delivered, STUN, RTCP and timers",
        "included. Latency: publisher's clock to the kernel's receive time. All on loopback;",
        f"{len(rounds)} interleaved rounds, median [min..max].",
        f"Machine: {_machine()}.",
        "",
        "| 1 -> N | CPU us per packet | node CPU % | latency p50 / p99 us | memory MB |",
        "|---|---|---|---|---|",
        *(_row([results[i] for results in rounds]) for i in range(len(rounds[0]))),
        "",
    ]
    return "\n".join(lines)


def _row(results: list[Result]) -> str:
    cpu = [r.cpu_us_per_packet for r in results]
    return (
        f"| 1 -> {results[0].subscribers} | {statistics.median(cpu):.1f} [{min(cpu):.1f}..{max(cpu):.1f}] "
        f"| {statistics.median(r.cpu_percent for r in results):.1f} "
        f"| {statistics.median(r.latency_p50_us for r in results):.0f} / "
        f"{statistics.median(r.latency_p99_us for r in results):.0f} "
        f"| {statistics.median(r.rss_mb for r in results):.0f} |"
    )


def _machine() -> str:
    facts = [line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line]
    model = next((value.strip() for name, value in facts if name.strip() == "model name"), platform.machine())
    software = f"Python {platform.python_version()}, kernel {platform.release()}"
    return f"{os.cpu_count()} CPUs ({model}), {software}, load average {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
