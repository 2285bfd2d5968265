"""Files that are written from our tables: which of them are stale, and writing those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GeneratedFiles:
    """The texts that `render` makes of the tables, by their path below `folder`."""

    folder: Path
    render: Callable[[], Mapping[str, str]]

    def stale(self) -> list[str]:
        """Paths of the files that differ from what the tables say now."""
        return list(self._stale())

    def export(self) -> list[str]:
        """Write what is stale; returns the paths written."""
        texts = self._stale()
        for name, text in texts.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(texts)

    def _stale(self) -> dict[str, str]:
        return {name: text for name, text in self.render().items() if not _is_fresh(self.folder / name, text)}


def _is_fresh(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
