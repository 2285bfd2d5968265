"""python -m tests.coverage: write the pages and say what is missing."""

from __future__ import annotations

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webapp.settings")
    django.setup()

    from tests.coverage.sdks import SDKS
    from tests.coverage.table import cells, heard, holes, rendered

    for sdk in SDKS:
        sdk.page.write_text(rendered(sdk), encoding="utf-8")
        missing = holes(sdk, cells(sdk))
        unheard = sorted(sdk.events - heard(sdk).keys())
        print(f"{sdk.page.name}: {len(missing)} holes, {len(unheard)} not heard {unheard or ''}")
        for function, number in missing:
            print(f"  {function} {number or 'accepted'}")
