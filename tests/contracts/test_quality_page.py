"""docs/quality.md and docs/anychat-state.md give the steps as the page's rules have them: one table."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = (ROOT / "frontend" / "src" / "media" / "quality.ts").read_text(encoding="utf-8")
QUALITY = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
STATES = (ROOT / "docs" / "anychat-state.md").read_text(encoding="utf-8")


def steps(cause: str) -> list[str]:
    """The limits of a cause in the code."""
    found = re.search(rf"^  {cause}: \[(.+)\],$", RULES, re.MULTILINE)
    assert found, cause
    return found[1].split(", ")


def test_the_table_of_causes_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| [1-5] \| from (\d+) % \| from (\d+) ms \| from (\d+) % \| from (\d+) % \|", QUALITY, re.M)
    assert [list(column) for column in zip(*rows, strict=True)] == [
        steps("loss"),
        steps("delay"),
        steps("freeze"),
        steps("shortfall"),
    ]


def test_the_steps_of_the_network_state_are_the_first_four_of_losses_and_delay() -> None:
    """AnyChat 3.4, row 12: the manual gives the numbers 0 to 4 no meaning."""
    rows = re.findall(r"^\| [1-4] \| from (\d+) % \| from (\d+) ms \|$", STATES, re.MULTILINE)
    assert [loss for loss, _ in rows] == steps("loss")[:4]
    assert [delay for _, delay in rows] == steps("delay")[:4]
