"""People come to a media node, see a stream and leave, some at a time: python -m bench.newcomers --people 4000.

Prints how much memory the node takes as their number grows. Needs REDIS_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os

from bench.fuzz import look_in, memory_kb
from bench.media.house import NodeProcess, WebSide
from bench.media.page import DELTA_FRAME, KEY_FRAME, PlainPage, SentStream

PICTURE_S = 0.02
KEY_FRAME_EVERY = 3  # pictures: nobody waits for long
FIRST_REPORT, REPORT_EVERY = 100, 500  # people


async def film(stream: SentStream) -> None:
    """Send pictures until cancelled."""
    for number in itertools.count():
        stream.send(DELTA_FRAME if number % KEY_FRAME_EVERY else KEY_FRAME)
        stream.history.clear()  # nobody asks for them again
        await asyncio.sleep(PICTURE_S)


async def come_and_go(people: int, at_once: int) -> None:
    """Let so many come and go; raises AssertionError when one of them sees nothing."""
    url = os.environ["REDIS_URL"]
    node, web = NodeProcess(url), WebSide(url)
    await web.start()
    alice = PlainPage(web, 1)
    numbers = iter(range(1, people + 1))

    async def visit() -> None:
        for number in numbers:
            await look_in(web, alice, 1 + number)
            if number % REPORT_EVERY == 0 or number == FIRST_REPORT:
                print(f"{number} came and went: {memory_kb(node.process.pid)} kB", flush=True)

    try:
        [stream] = await alice.open(("video", 0))
        filming = asyncio.create_task(film(stream))
        await asyncio.gather(*(visit() for _ in range(at_once)))
        filming.cancel()
    finally:
        await alice.close()
        await web.close()
        node.stop()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--at-once", type=int, default=4)
    arguments = parser.parse_args()
    asyncio.run(come_and_go(arguments.people, arguments.at_once))


if __name__ == "__main__":
    main()
