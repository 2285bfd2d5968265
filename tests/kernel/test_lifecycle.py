"""A life cycle is a table: what it does not hold is refused, and the database decides who came first."""

from enum import StrEnum

import pytest

from webapp.kernel.lifecycle import IllegalStep, Lifecycle


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


class Act(StrEnum):
    PUSH = "push"
    PULL = "pull"


DOOR = Lifecycle("door", {(Door.OPEN, Act.PUSH): Door.SHUT, (Door.SHUT, Act.PULL): Door.OPEN})


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("act", Act)
def test_every_pair_is_either_in_the_table_or_refused(state: Door, act: Act) -> None:
    if DOOR.allows(state, act):
        assert DOOR.after(state, act) is not state
    else:
        with pytest.raises(IllegalStep, match=f"{act} is not possible while {state}"):
            DOOR.after(state, act)


def test_a_life_cycle_draws_itself() -> None:
    assert DOOR.mermaid().splitlines() == ["stateDiagram-v2", "  open --> shut: push", "  shut --> open: pull"]
