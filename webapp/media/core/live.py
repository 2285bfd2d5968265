"""What is mixed live of a recording: its picture, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from webapp.media.core.style import Framing, Style

OutputState = Literal["running", "retrying", "failed"]
Cause = Literal["", "busy", "unreachable", "broken"]
"""Why an output does not run: no mixer is free, its server does not take it, or something else broke."""

RTMP = ("rtmp://", "rtmps://")
LONGEST_ADDRESS = 512


@dataclass(frozen=True, slots=True)
class PlannedOutput:
    """Where the mixed stream goes: to an RTMP address, or as HLS into a directory."""

    number: int
    target: str

    @property
    def is_rtmp(self) -> bool:
        """Whether it is pushed to a server."""
        return self.target.startswith(RTMP)


@dataclass(frozen=True, slots=True)
class PlannedLive:
    """One mixer. `width` 0 mixes sound only; the account `first` is shown first, and heard on the left in stereo.

    `directory` has the images of the style's panes, `font` a file, empty for the house's.
    """

    outputs: tuple[PlannedOutput, ...]
    width: int
    height: int
    style: Style
    first: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    directory: str = ""
    time_zone: str = "UTC"
    font: str = ""

    @property
    def size(self) -> tuple[int, int] | None:
        """Of the picture, if there is one."""
        return (self.width, self.height) if self.width and self.style.has_picture else None

    @property
    def framing(self) -> Framing | None:
        """What decides how large people are shown, if there is a picture."""
        return self.style.framing(*self.size, self.first) if self.size else None


def is_rtmp_address(text: str) -> bool:
    """Whether the mixed stream can be pushed there: an address of printable ASCII with a host, and no blanks."""
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST_ADDRESS
    host = text.partition("://")[2].partition("/")[0]
    return plain and text.startswith(RTMP) and bool(host)
