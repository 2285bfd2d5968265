"""docs/PROTOCOL.md: every example is decoded by the code that reads such frames, and every frame has one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from webapp.gateway import frames

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
TO_PAGE = (frames.Hello, frames.Return, frames.News, frames.Snapshot, frames.MediaOut, frames.Pong, frames.Bye)
FROM_PAGE = (frames.Call, frames.MediaIn, frames.Ping)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["op"]))
def test_every_example_is_a_frame(example: dict[str, Any]) -> None:
    candidates = [c for c in (*TO_PAGE, *FROM_PAGE) if c.__struct_config__.tag == example["op"]]
    assert candidates
    for candidate in candidates:
        decoded = msgspec.json.decode(json.dumps(example), type=candidate)
        assert set(example) - {"op"} <= set(candidate.__struct_fields__), decoded


def test_every_frame_has_an_example() -> None:
    assert {str(c.__struct_config__.tag) for c in (*TO_PAGE, *FROM_PAGE)} == {example["op"] for example in EXAMPLES}
