"""A side process for tests: says back what it hears, or misbehaves as its argument says."""

from __future__ import annotations

import sys

from webapp.media.core import side
from webapp.media.rtc.side_process import join


def main(how: str) -> int:
    """Run until told to end, or until the other side is gone."""
    ours = join()
    while data := ours.recv(side.MAX_MESSAGE):
        match side.read(data):
            case side.Told("end"):
                if how != "deaf":
                    return 3
            case _:
                ours.send(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[2]))
