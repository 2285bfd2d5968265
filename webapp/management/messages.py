"""Compiles the translations (`.po` to `.mo`) at set-up: the compiled files are not kept in the repository."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


def locale_dirs(root: Path) -> list[Path]:
    """Return the project's own folder of translations and those of its apps."""
    return [root / "locale", *sorted((root / "webapp").glob("**/locale"))]


def compile_messages(locale_dir: Path) -> list[Path]:
    """Compile what is newer than its compiled form; return the files written."""
    return [_compile(source) for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=source.parent.parent.name)
    target = source.with_suffix(".mo")
    with target.open("wb") as file:
        # Fuzzy entries are guesses; gettext leaves them out too.
        write_mo(file, catalogue, use_fuzzy=False)
    return target


if __name__ == "__main__":
    for written in (path for folder in locale_dirs(ROOT) for path in compile_messages(folder)):
        sys.stdout.write(f"setup    | compiled {written.relative_to(ROOT)}\n")
