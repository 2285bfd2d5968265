"""`python -m webapp.media.live.push ADDRESS`: sends the FLV that comes in to an RTMP server, packet by packet.

Says CONNECTED when the server has taken the stream; its last line on stderr says why it ended otherwise.
"""

from __future__ import annotations

import os
import sys

import av

CONNECTED = b"connected"
TARGET = {"rtmp_live": "live", "flvflags": "no_duration_filesize"}
PROBE = {"probesize": "100000", "analyzeduration": "500000"}


def main(address: str) -> int:
    """Push until there is no more; returns the exit code."""
    try:
        _push(address)
    except (av.FFmpegError, OSError) as error:
        # The message would repeat the address, which may hold the key of a stream.
        print(error.strerror or type(error).__name__, file=sys.stderr)  # noqa: T201 - the node reads it
        return 1
    return 0


def _push(address: str) -> None:
    with (
        av.open(os.fdopen(0, "rb", buffering=0), "r", format="flv", options=PROBE) as source,
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
    sys.exit(main(sys.argv[1]))
