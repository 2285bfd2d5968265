"""`python -m tests.media.rtmp_receiver ADDRESS FOLDER`: an RTMP server that keeps one stream after the other.

The first is 0.flv once it has ended, the next 1.flv.
"""

from __future__ import annotations

import itertools
import sys
from contextlib import suppress
from pathlib import Path

import av


def receive(address: str, file: Path) -> None:
    """Wait for somebody and write what they send until they hang up."""
    draft = file.with_suffix(".draft")
    with (
        av.open(address, "r", options={"listen": "1"}) as source,
        av.open(str(draft), "w", format="flv") as target,
    ):
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        with suppress(av.FFmpegError):  # which is how the end of a stream shows to a server
            for packet in source.demux():
                if packet.size:
                    packet.stream = streams[packet.stream.index]
                    target.mux(packet)
    draft.rename(file)


def main(address: str, folder: str) -> None:
    """Receive for ever."""
    for number in itertools.count():
        receive(address, Path(folder) / f"{number}.flv")


if __name__ == "__main__":
    main(*sys.argv[1:])
