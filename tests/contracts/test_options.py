"""The page of options is what the tables say, and the tables know every option of the manual."""

from __future__ import annotations

from webapp import contracts_options
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.options import OPTIONS, Takes
from webapp.dialects.anychat.texts import options as texts
from webapp.dialects.anychat.texts.numbers import ALIASES


def test_the_page_of_options_is_fresh() -> None:
    assert contracts_options.FILES.stale() == [], "run `manage.py export_contracts`"


def test_every_option_of_the_manual_has_a_row() -> None:
    """3.1 and the SDK file: all of BRAC_SO_*, the manual's misprints beside the name they mean."""
    named = {name for name in CONSTANTS if name.startswith("BRAC_SO_")}
    assert set(OPTIONS) == named - set(ALIASES)
    page = contracts_options.rendered()[contracts_options.PAGE]
    assert [name for name in named if f"`{name}`" not in page] == []


def test_what_never_takes_effect_says_so_and_nothing_else_does() -> None:
    """Where a browser has no such thing, the reference says it in the same words."""
    silent = {name for name, (english, _) in texts.OPTIONS.items() if english.endswith(texts.NOTHING[0])}
    assert {name for name, option in OPTIONS.items() if option.takes is Takes.NEVER} == silent
