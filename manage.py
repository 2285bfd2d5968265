#!/usr/bin/env python3
"""The one door for people: `manage.py dev`, `check_all`, `seed_demo`, `export_contracts`, …"""

import os
import sys


def main() -> int:
    """Run a command; a wrong setting is said in one sentence."""
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
