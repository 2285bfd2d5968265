"""Feeds a media node with broken packets over UDP and TCP while a stream flows: python -m bench.fuzz --minutes 60.

Every ten seconds a newcomer looks at the stream, leaves again, and it prints how much of the stream came through and
how much memory the node takes; at the end how that grew, without the first minute. Needs REDIS_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from bench.media.house import NodeProcess, WebSide, until
from bench.media.mutations import Mutator
from bench.media.page import DELTA_FRAME, KEY_FRAME, PlainPage

DATA = Path(__file__).parents[1] / "tests" / "media" / "data"
REPORT_S = 10
KEY_FRAME_EVERY = 20  # pictures: a newcomer waits for one
PATIENCE_S = 60  # the machine may be busy
SETTLING_LOOKS = 6  # the first minute does not count: caches fill


def samples() -> list[bytes]:
    """The captured packets, and the heads of a DTLS and a STUN message."""
    found = [b"\x16\xfe\xff" + bytes(60), b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12)]
    for path in sorted(DATA.glob("*.bin")):
        data, at = path.read_bytes(), 0
        while at < len(data):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            found.append(data[at + 2 : end])
            at = end
    return found


def knock(where: tuple[str, int], packets: list[bytes]) -> None:
    """One TCP connection with broken packets in frames, then noise."""
    with suppress(OSError), socket.create_connection(where, timeout=1) as stranger:
        for packet in packets:
            stranger.sendall(len(packet).to_bytes(2, "big") + packet)
        stranger.sendall(b"".join(packets)[:3000])


def memory_kb(pid: int) -> int:
    """What the process keeps in memory (resident set)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def growth(looks: Sequence[tuple[float, int]]) -> str:
    """How memory went, from (seconds since the start, kB): the slope of the line through all looks but the first."""
    at_s, taken_kb = np.array(looks[SETTLING_LOOKS:] if len(looks) > SETTLING_LOOKS + 1 else looks, float).T
    slope = np.polyfit(at_s, taken_kb, 1)[0] if len(at_s) > 1 else 0.0
    ends = f"from {taken_kb[0] / 1024:.1f} to {taken_kb[-1] / 1024:.1f} MB, at most {taken_kb.max() / 1024:.1f} MB"
    return f"memory of the node in {at_s[-1] - at_s[0]:.0f} s: {ends}, {slope * 3600 / 1024:+.2f} MB per hour"


async def look_in(web: WebSide, source: PlainPage, account: int) -> None:
    """A newcomer sees the stream and leaves: what a connection takes, its end must give back."""
    page = PlainPage(web, account)
    try:
        web.show(page.session, source.stream("video"))
        await until(lambda: bool(page.received(source.account, "video")), timeout_s=PATIENCE_S, what="a picture")
    finally:
        web.leave(page.session)
        await page.close()


async def soak(minutes: float, seed: int, rounds_per_s: float) -> None:
    """Run for so long; raises AssertionError when the stream stops."""
    url = os.environ["REDIS_URL"]
    node, web = NodeProcess(url), WebSide(url)
    await web.start()
    alice, bob = PlainPage(web, 1), PlainPage(web, 2)
    [stream] = await alice.open(("video", 0))
    web.show(bob.session, alice.stream("video"))
    mutator, good = Mutator(seed), samples()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    where, sent, thrown = ("127.0.0.1", node.lease().port), 0, 0
    begun_s = time.monotonic()
    until_s = begun_s + 60 * minutes
    looks: list[tuple[float, int]] = []
    try:
        while time.monotonic() < until_s:
            report_s, came = time.monotonic() + REPORT_S, len(bob.received(1, "video"))
            newcomer = asyncio.create_task(look_in(web, alice, 3 + len(looks)))
            while time.monotonic() < report_s or not newcomer.done():  # who waits for a key frame shall get one
                broken = [packet[:1400] for packet in mutator.broken(good, 50)]
                for packet in broken:
                    udp.sendto(packet, where)
                    alice.clients["pub"].send_raw(packet)
                await asyncio.to_thread(knock, where, broken[:20])
                stream.send(KEY_FRAME if sent % KEY_FRAME_EVERY == 0 else DELTA_FRAME)
                sent, thrown = sent + 1, thrown + 120
                await asyncio.sleep(1 / rounds_per_s)
            await newcomer
            came = len(bob.received(1, "video")) - came
            looks.append((time.monotonic() - begun_s, memory_kb(node.process.pid)))
            at_s, taken_kb = looks[-1]
            facts = f"{thrown} broken packets, {sent} good ones sent, {came} came lately"
            print(f"{at_s:.0f} s: {facts}, {taken_kb} kB", flush=True)
            assert came, "the stream has stopped"
    finally:
        if looks:
            print(growth(looks))
        udp.close()
        for page in (alice, bob):
            await page.close()
        await web.close()
        node.stop()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds-per-s", type=float, default=100, help="at most, of 120 broken packets and a picture")
    arguments = parser.parse_args()
    asyncio.run(soak(arguments.minutes, arguments.seed, arguments.rounds_per_s))


if __name__ == "__main__":
    main()
