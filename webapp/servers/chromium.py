"""Finds the Chromium for the browser tests: the machine's own, else the packaged one that script/setup unpacked."""

import os
import shutil
import sys
from pathlib import Path

from webapp.servers.processes import ServerFailed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGED = Path(__file__).resolve().parents[2] / "var" / "tools" / "chromium" / "chromium"


def find_chromium() -> Path:
    """Return the browser program; refuses with ServerFailed when there is none."""
    if named := os.environ.get("CHROMIUM"):
        if shutil.which(named):
            return Path(named)
        raise ServerFailed(f"CHROMIUM is {named!r}, which is no program; correct it or unset it.")
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    if PACKAGED.exists():
        return PACKAGED
    raise ServerFailed(
        "No Chromium was found; run 'apt-get install chromium' as root or set CHROMIUM to a browser's path."
    )


def main() -> int:
    """Print the browser's path, for the set-up script."""
    try:
        sys.stdout.write(f"{find_chromium()}\n")
    except ServerFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
