"""`python -m webapp.media.live.push`: sends the FLV that comes in to an RTMP server, packet by packet.

The address is the first line that comes in: it may hold the key of a stream, and everybody on a machine sees the
arguments of its processes. Says CONNECTED when the server has taken the stream; its last line on stderr says why it
ended otherwise.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import av

CONNECTED = b"connected"
TARGET = {"rtmp_live": "live", "flvflags": "no_duration_filesize"}
PROBE = {"probesize": "100000", "analyzeduration": "500000"}


def main() -> int:
    """Push until there is no more; returns the exit code."""
    # Unbuffered: what follows the address is for the demuxer.
    incoming = os.fdopen(0, "rb", buffering=0)
    try:
        _push(incoming.readline().decode().rstrip("\n"), incoming)
    except (av.FFmpegError, OSError) as error:
        # The message would repeat the address.
        print(error.strerror or type(error).__name__, file=sys.stderr)  # noqa: T201 - the node reads it
        return 1
    return 0


def _push(address: str, incoming: BinaryIO) -> None:
    with (
        av.open(incoming, "r", format="flv", options=PROBE) as source,
        av.open(address, "w", format="flv", options=TARGET) as target,
    ):
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        target.start_encoding()
        os.write(1, CONNECTED)
        for packet in source.demux():
            if packet.size:
                packet.stream = streams[packet.stream.index]
                target.mux_one(packet)


if __name__ == "__main__":
    sys.exit(main())
