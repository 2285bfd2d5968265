"""A state machine as a table, and the one way to take a step: a conditional UPDATE."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from webapp.kernel.errors import InvalidState

log = logging.getLogger("webapp.lifecycle")

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)


class IllegalStep(InvalidState):
    sentence = "This step is not possible in the current state."


class StepLost(InvalidState):
    sentence = "Somebody else acted first."


class HasState(Protocol):
    """A model row that lives such a life."""

    pk: Any
    state: Any


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S, T]):
    """The steps a subject may take; a pair that is absent is refused."""

    name: str
    steps: Mapping[tuple[S, T], S]

    def after(self, state: S, step: T) -> S:
        """The state after `step`. Raises IllegalStep."""
        try:
            return self.steps[state, step]
        except KeyError:
            raise IllegalStep(f"{self.name}: {step} is not possible while {state}") from None

    def allows(self, state: S, step: T) -> bool:
        """Whether the table has the pair."""
        return (state, step) in self.steps

    def take(self, subject: HasState, step: T, *, why: str = "", **also: Any) -> None:
        """Move a model row by `step` and set the fields in `also`, unless somebody moved it first.

        Raises IllegalStep, StepLost. Logs the one info line of the step.
        """
        old: Any = type(subject.state)(subject.state)
        new = self.after(old, step)
        rows = type(subject)._default_manager.filter(pk=subject.pk, state=old)  # type: ignore[attr-defined]
        if not rows.update(state=new, **also):
            raise StepLost(f"{self.name} {subject.pk} is no longer {old}")
        subject.state = new
        for name, value in also.items():
            setattr(subject, name, value)
        log.info("%s %s %s -> %s (%s%s)", self.name, subject.pk, old, new, step, f" {why}" if why else "")

    def mermaid(self) -> str:
        """The life as a diagram for the docs."""
        lines = [f"  {a} --> {b}: {t}" for (a, t), b in self.steps.items()]
        return "\n".join(["stateDiagram-v2", *lines])
