"""How an estimate is shared between the pictures a viewer receives.

Sound is always sent and comes off first. Then every picture gets its lowest rung, in order of importance: its lowest
layer or, where that can be thinned (see `core.thinning`), a part of it with fewer pictures per second. The most
important picture gets its lowest layer whatever the estimate says, unless that was seen to drown the sound (see
`flood`). What is left raises them, the most important first.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

KEEP = 0.85  # a layer that flows already is kept while this share of its rate fits
THIN = -1
"""The rung below the lowest layer, 0."""
PAUSED = THIN - 1
"""Below all rungs."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Picture(Generic[Key]):
    """One picture: the rates of its layers that make sense for this viewer, lowest first, and the one that flows."""

    key: Key
    rank: int
    """0 is the most important; equal ranks rise together, step by step."""
    rates_bps: tuple[float, ...]
    current: int | None = None
    thin_bps: float | None = None
    """The rate of its lowest layer when that is thinned; None where it cannot be."""

    @property
    def lowest(self) -> int:
        """Its lowest rung."""
        return 0 if self.thin_bps is None else THIN

    def rate_bps(self, rung: int) -> float:
        """What it takes there; nothing below the lowest rung."""
        if rung < self.lowest:
            return 0.0
        return self.rates_bps[rung] if rung > THIN else self.thin_bps or 0.0


@dataclass(frozen=True, slots=True)
class Allocation(Generic[Key]):
    """The rung of each picture (a layer, THIN, None: paused), and the whole rate the next improvement would take."""

    levels: Mapping[Key, int | None]
    used_bps: float
    wanted_bps: float | None


def allocate(
    budget_bps: float,
    sound_bps: float,
    pictures: Sequence[Picture[Key]],
    *,
    lowest_bps: float = 0.0,
    may_rise: bool = True,
    must_have: int | None = 0,
) -> Allocation[Key]:
    """Share the budget; without `may_rise` no picture gets a higher layer than it has.

    The most important picture has the rung `must_have` even if that does not fit; None: then it pauses, too.

    The lowest layers may go beyond the budget, up to `lowest_bps` with the sound.
    """
    most_bps = sound_bps + sum(picture.rates_bps[-1] for picture in pictures)
    if may_rise and most_bps <= budget_bps:  # as with most viewers, and most of the time
        return Allocation({picture.key: len(picture.rates_bps) - 1 for picture in pictures}, most_bps, None)
    return _Sharing(budget_bps, sound_bps, pictures, max(lowest_bps, budget_bps), may_rise=may_rise).share(must_have)


class _Sharing(Generic[Key]):
    """One allocation under way."""

    def __init__(
        self,
        budget_bps: float,
        sound_bps: float,
        pictures: Sequence[Picture[Key]],
        lowest_bps: float,
        *,
        may_rise: bool,
    ) -> None:
        self._budget_bps, self._lowest_bps = budget_bps, lowest_bps
        self._used_bps = sound_bps
        self._pictures = sorted(pictures, key=lambda picture: picture.rank)
        self._may_rise = may_rise
        self._levels: dict[Key, int | None] = {picture.key: None for picture in pictures}
        self._refused_bps: float | None = None

    def share(self, must_have: int | None) -> Allocation[Key]:
        most = must_have if must_have is not None else PAUSED
        for number, picture in enumerate(self._pictures):
            self._try(picture, picture.lowest, must=number == 0 and picture.lowest <= most)
        for number, picture in enumerate(self._pictures):
            if self._levels[picture.key] == THIN:
                self._try(picture, 0, must=number == 0 and most >= 0)
        for rank in sorted({picture.rank for picture in self._pictures}):
            self._raise([picture for picture in self._pictures if picture.rank == rank])
        wanted_bps = None if self._refused_bps is None else self._used_bps + self._refused_bps
        return Allocation(self._levels, self._used_bps, wanted_bps)

    def _raise(self, equals: Sequence[Picture[Key]]) -> None:
        for level in range(1, max(len(picture.rates_bps) for picture in equals)):
            for picture in equals:
                if self._levels[picture.key] == level - 1 and level < len(picture.rates_bps):
                    self._try(picture, level)

    def _try(self, picture: Picture[Key], level: int, *, must: bool = False) -> None:
        """Give the picture this rung instead of the one below, if that fits."""
        extra_bps = picture.rate_bps(level) - picture.rate_bps(level - 1)
        flows = picture.current is not None and level <= picture.current
        most_bps = self._budget_bps if level > 0 else self._lowest_bps
        fits = self._used_bps + extra_bps * (KEEP if flows else 1.0) <= most_bps
        if must or (fits and (flows or self._may_rise)):
            self._levels[picture.key] = level
            self._used_bps += extra_bps
        elif self._refused_bps is None:
            self._refused_bps = extra_bps
