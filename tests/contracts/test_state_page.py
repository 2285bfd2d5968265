"""docs/anychat-state.md gives the numbers that are our own choice as the SDK gives them out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "anychat-state.md").read_text(encoding="utf-8")
SDK = ROOT / "frontend" / "src" / "dialects" / "anychat"
CODE = "\n".join((SDK / name).read_text(encoding="utf-8") for name in ("codecs.ts", "local_state.ts"))

NAMES = {"h264": "H.264", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "opus": "Opus", "pcmu": "PCMU", "pcma": "PCMA"}
NAMES |= {"windows": "Windows", "android": "Android", "ios": "iOS", "linux": "Linux", "mac": "Mac"}
NAMES |= {"browser": "a browser on anything else", "windows_phone": "Windows Phone", "windows_ce": "Windows CE"}


def written(name: str) -> str:
    """The value of a constant in the SDK's source, between its brackets."""
    found = re.search(rf"const {name}[^=]*= [\[{{](.+)[\]}}];", CODE)
    assert found, name
    return found[1]


@pytest.mark.parametrize("table", ["CODECS", "DEVICE_TYPES"])
def test_codecs_and_terminals_have_the_numbers_of_the_code(table: str) -> None:
    """3.3, rows 5 and 10: the manual has no numbers of codecs. 3.4, row 15: those of terminals are the SDK file's."""
    pairs = re.findall(r'(?:"\w+/)?(\w+)"?: (\d+)', written(table))
    assert len(pairs) >= 7
    for name, number in pairs:
        assert f"{number} {NAMES[name]}" in PAGE
