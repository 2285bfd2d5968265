"""Meeting again: the same two people leave and meet in another room, as callers do all day."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.pages import AnyChat


def test_the_same_two_meet_again_and_again(anychat: Callable[..., AnyChat]) -> None:
    """AnyChat pages 7.2: every call has a room of its own; views are made anew for each."""
    a, b = anychat("again-a"), anychat("again-b")
    for turn in range(6):
        room = 206_000 + turn
        for page, other in ((a, b), (b, a)):
            page.run("() => document.querySelectorAll('#local, #remote').forEach((box) => { box.innerHTML = '' })")
            page.enter(room)
            page.open_devices().watch(other.id)
        a.sees_motion("#remote")
        b.sees_motion("#remote")
        a.call("BRAC_LeaveRoom", -1)
        b.call("BRAC_LeaveRoom", -1)
