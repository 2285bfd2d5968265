"""What is asked of a recording: whom it takes along, how its film looks, and where else it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from webapp.domain.recordings import separate
from webapp.domain.recordings.models import Form
from webapp.kernel.errors import InvalidArgument
from webapp.media.core.style import Style

MAX_KEY, MAX_USER_STR = 64, 4096
MAX_WIDTH, MAX_HEIGHT, MIN_SIDE = 1920, 1080, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Everything but the room and the people.

    `file_name` gets the ending of the style's container. `outputs` by number: where the mixed stream goes live, see
    `live.add_outputs`; without `keeps_film` that is all that is made of it. `copied` by number: names of other files
    as which the film is written, see `files.add_copies`. `images` by name: what the style's panes show, beside people.
    With `rules` there is no film, but a file per stream.
    """

    form: Form = Form.SHORT
    key: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    file_name: str = ""
    has_audio: bool = True
    has_video: bool = True
    mixes_audio: bool = False
    mixes_video: bool = False
    width: int = 1280
    height: int = 720
    style: Style = field(default_factory=Style)
    flags: int = 0
    param: int = 0
    user_str: str = ""
    keeps_film: bool = True
    outputs: Mapping[int, str] = field(default_factory=dict)
    copied: Mapping[int, str] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    rules: Sequence[separate.Rule] = ()

    def columns(self) -> dict[str, Any]:
        """What of it stands in the recording's own row. Raises InvalidArgument, and what `separate.check` does."""
        separate.check(self.rules)
        if len(self.key) > MAX_KEY or len(self.user_str) > MAX_USER_STR:
            raise InvalidArgument(f"A key has at most {MAX_KEY} and a text at most {MAX_USER_STR} characters.")
        return {
            "form": self.form,
            "key": self.key,
            "config": self.config,
            "file_name": self.file_name,
            "has_audio": self.has_audio,
            "has_video": self.has_video and self.style.has_picture,
            "mixes_audio": self.mixes_audio,
            "mixes_video": self.mixes_video,
            "width": _even(self.width, MAX_WIDTH),
            "height": _even(self.height, MAX_HEIGHT),
            "style": msgspec.to_builtins(self.style),
            "rules": msgspec.to_builtins(self.rules),
            "flags": self.flags,
            "param": self.param,
            "user_str": self.user_str,
            "keeps_film": self.keeps_film,
        }


def _even(side: int, most: int) -> int:
    """A picture side that video codecs take: even and of sensible length."""
    return max(MIN_SIDE, min(side, most)) // 2 * 2
