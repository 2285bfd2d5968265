"""python -m tests.coverage: write the page and say what is missing."""

from __future__ import annotations

from tests.coverage.table import PAGE, cells, holes, rendered

if __name__ == "__main__":
    PAGE.write_text(rendered(), encoding="utf-8")
    missing = holes(cells())
    print(f"{PAGE.name}: {len(missing)} holes")
    for function, number in missing:
        print(f"  {function} {'accepted' if number == 0 else number}")
