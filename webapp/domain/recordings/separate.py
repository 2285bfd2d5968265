"""One file per stream instead of one film of all: which streams are chosen, and how their files are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

import msgspec

from webapp.domain.recordings.models import Recording
from webapp.domain.rooms.models import Seat
from webapp.kernel.errors import NotSupported, RecordingLimitExceeded
from webapp.media.core.copying import KINDS, ending
from webapp.media.core.plan import Kind, Stream

EVERYBODY = ""
EVERY, DEFAULT = -2, -1
MOST_RULES, MOST_CHOICES = 8, 500
MOST_STEM, MOST_TARGET = 200, 512  # characters
_FIELD = re.compile(r"\{(user|camera|time)\}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:;*?\"<>|]")  # what some file system or the pages' lists of paths cannot hold


@dataclass(frozen=True, slots=True)
class Choice:
    """Streams of one user (an external id: they need not be here yet) or of EVERYBODY.

    `index`: EVERY camera, the DEFAULT one alone, or one by its number from 0. A microphone is number 0.
    """

    user: str = EVERYBODY
    index: int = EVERY


@dataclass(frozen=True, slots=True)
class Rule:
    """Each chosen camera (or microphone) is written to a file of its own.

    `name` may have folders and holds {user}, {camera} (counted from 1) and {time} (of the beginning) where these shall
    stand; its ending says the kind of file. A camera's film has its owner's voice, or everybody's.
    """

    kind: Literal["video", "audio"]
    name: str
    chosen: tuple[Choice, ...] = ()
    hears_everybody: bool = False

    def takes(self, user: str) -> bool:
        """Whether any stream of this user is chosen."""
        return any(choice.user in (EVERYBODY, user) for choice in self.chosen)

    def opened(self, seat: Seat) -> list[int]:
        """The chosen ones of what is open on a seat, by their numbers."""
        wanted = {choice.index for choice in self.chosen if choice.user in (EVERYBODY, seat.account.external_id)}
        if self.kind == "audio":
            return [0] if seat.microphone and wanted & {EVERY, DEFAULT, 0} else []
        if DEFAULT in wanted and seat.cameras:
            wanted.add(seat.default_camera if seat.default_camera in seat.cameras else min(seat.cameras))
        return [index for index in sorted(seat.cameras) if EVERY in wanted or index in wanted]


def check(rules: Sequence[Rule]) -> None:
    """Raises NotSupported for kinds of file that are not made or hold no picture, RecordingLimitExceeded."""
    if len(rules) > MOST_RULES or any(len(rule.chosen) > MOST_CHOICES for rule in rules):
        raise RecordingLimitExceeded(f"At most {MOST_RULES} kinds of file, of {MOST_CHOICES} streams by name.")
    for rule in rules:
        kind = ending(rule.name)
        if "://" in rule.name or not kind or (rule.kind == "video" and not KINDS[kind].pictures):
            raise NotSupported(f"{rule.name:.60} is no kind of file that is made of a single stream.")


def rules_of(recording: Recording) -> list[Rule]:
    """The rules of a recording; none where everything goes into one film."""
    return msgspec.convert(recording.rules, list[Rule])


def streams(recording: Recording, seats: Iterable[Seat]) -> list[Stream]:
    """What has to be taken now: the chosen streams, and the voices that are heard in their films."""
    rules = rules_of(recording)
    return [Stream(seat.session_id, kind, index) for seat in seats for kind, index in sorted(_wanted(rules, seat))]


def _wanted(rules: Iterable[Rule], seat: Seat) -> set[tuple[Kind, int]]:
    """One person's part. The voice is taken while the camera is closed, too: it may be opened again."""
    wanted: set[tuple[Kind, int]] = set()
    for rule in rules:
        wanted |= {(rule.kind, index) for index in rule.opened(seat)}
        if rule.takes(seat.account.external_id) or rule.hears_everybody:
            wanted.add(("audio", 0))
    return wanted


def named(rule: Rule, facts: Mapping[str, str], taken: Collection[str]) -> tuple[str, str]:
    """The name of a file, unlike those of the same recording that are taken, and the same with its folders.

    What no file name may hold becomes an underscore.
    """
    safe = {field: _UNSAFE.sub("_", value) for field, value in facts.items()}
    target = _FIELD.sub(lambda found: safe[found[1]], rule.name.replace("\\", "/"))
    folder, slash, last = target.rpartition("/")
    stem, _, suffix = _UNSAFE.sub("_", last).rpartition(".")
    names = (f"{stem[:MOST_STEM] or 'stream'}{more}.{suffix}" for more in _numbered())
    name = next(name for name in names if name not in taken)
    return name, f"{folder[: MOST_TARGET - len(name) - 1]}{slash}{name}"


def _numbered() -> Iterator[str]:
    return chain([""], (f"-{number}" for number in count(2)))
