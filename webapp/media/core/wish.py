"""What is asked of the composer for one film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.media.core.cutting import PART_MS
from webapp.media.core.scene import Interval
from webapp.media.core.style import Cue, Style


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. Times are wall-clock ms; what happened during `pauses` is left out.

    `accounts` are heard and, in this order, seen (empty: everyone, as they appeared); people not in `shown` are only
    heard. A screen, or a second camera, has a picture of its own. From each of `cues` on the layout is another one.
    With `style.is_stereo` one is heard on the left, the first of `accounts` unless the style names somebody.
    """

    started_at_ms: int
    stopped_at_ms: int
    accounts: Sequence[int] = ()
    shown: Sequence[int] | None = None
    style: Style = Style()  # noqa: RUF009 -- frozen
    width: int = 1280
    height: int = 720
    video: bool = True
    cues: Sequence[Cue] = ()
    pauses: Sequence[Interval] = ()
    names: Mapping[int, str] | None = None
    time_zone: str = "UTC"
    font: str = ""
    part_ms: int = PART_MS
