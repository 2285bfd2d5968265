#!/usr/bin/env python3
"""The one door for people: `manage.py dev`, `check_all`, `seed_demo`, `export_contracts`, …"""

import os
import signal
import sys
from types import FrameType


def end_at_once(number: int, frame: FrameType | None) -> None:
    """Leave without a word; raised in the middle of an import, a KeyboardInterrupt may be swallowed or shown."""
    os._exit(130)


def main() -> int:
    """Run a command; a wrong setting is said in one sentence."""
    if sys.argv[1:2] == ["dev"]:  # until it listens for Ctrl-C itself
        signal.signal(signal.SIGINT, end_at_once)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webapp.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as missing:
        print(f"The Python package {missing.name} is missing; run script/setup first.", file=sys.stderr)
        return 1
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # Ctrl-C before a command listens for it itself
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
