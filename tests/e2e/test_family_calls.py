"""Pages of the two families that call: from a list of everybody, and from a list of friends.

What these pages rely on beyond the manual stands in the family's own code (families/): dispatchers, GBK scripts,
inline handlers, text timers, jQuery 1.x habits. The tests only click and look. Section numbers are those of the survey
of existing pages.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.family import FRIEND, INFO, Family

Opener = Callable[..., Family]


def test_calls_between_friends(family: Opener) -> None:
    """7.2: cards, cancelling, refusing, then two whole calls in containers made anew; broken handlers do no harm."""
    a, b = family("callcenter", "call-a"), family("callcenter", "call-b")
    a.shows(f"#UserID_{b.id}", "call-b|127.0.0.1")
    assert b.page.locator(".card").first.get_attribute("id") == f"UserID_{b.id}"
    for page in (a, b):
        cards = page.page.locator(".card").evaluate_all("(cards) => cards.map((card) => card.id)")
        assert len(cards) == len(set(cards)) >= 2
    a.press(f"#UserID_{a.id}")  # oneself: nothing happens
    a.press(f"#UserID_{b.id}")
    a.shows("#Initiative_Call_Div", "call-b")
    b.shows("#BeCalls_Div", "call-a")
    a.press("#Initiative_Cancel_Button")
    b.hides("#BeCalls_Div")
    b.shows("#SessionPrompt_Div", "100101")
    b.press(f"#UserID_{a.id}")
    a.press("#BeCalls_Div [alt=no]")
    b.hides("#Initiative_Call_Div")
    b.shows("#SessionPrompt_Div", "100104")
    for caller, callee in ((a, b), (b, a)):
        caller.press(f"#UserID_{callee.id}")
        caller.shows("#Initiative_Call_Div")
        callee.press("#BeCalls_Div [alt=yes]")
        for page in (caller, callee):
            page.shows("#VideoShowDiv")
            page.sees_motion("#videoshow1")
            page.sees_motion("#videoshow2")
            page.hides("#Initiative_Call_Div")  # no second report after START
        assert caller.text("#names") == f"{callee.user}|{caller.user}"
        caller.press("#finishprivate")
        for page in (caller, callee):
            page.shows("#SessionPrompt_Div", "finished 0")
            page.hides("#VideoShowDiv")
    words = [row[1] for row in a.seen() if row[0] == "call"]
    assert words == [2, 1, 2, 3, 4, 1, 3, 4], "asked, refused, called, started, finished; nothing twice"
    assert any("NoSuch" in error for error in a.errors), "these pages do throw"
    gone = b.id
    b.page.close()
    a.until("(id) => !document.getElementById('UserID_' + id)", gone)


def test_friends_groups_and_a_call_with_texts(family: Opener) -> None:
    """7.3: globals of the page before the SDK, each friend once, views that move to other containers by themselves."""
    a = family("webim", "im-a")
    assert a.run("() => [GUID, compute(1, 2), prompt('again'), G.prompted]") == [7, 3, None, "again"]
    b = family("webim", "im-b")
    first = [row[0] for row in b.seen()]
    assert max(i for i, code in enumerate(first) if code == FRIEND) < first.index(INFO)
    assert next(row[1:] for row in b.seen() if row[0] == INFO) == [0, 0]
    for page, other in ((a, b), (b, a)):
        page.until("(id) => document.querySelectorAll('#friend' + id).length === 1", other.id)
        src = page.page.locator(f"#friend{other.id} img").get_attribute("src") or ""
        assert 1 <= int(src.split("/")[-1].split(".")[0]) <= 10
        assert page.run("() => [document.querySelector('#Group0').innerHTML, BRAC_GetUserGroups()]") == ["", [1, 2]]
    a.press(f"#friend{b.id}")
    b.shows("#BeCalls_Div", "im-a")
    b.press("#accept")
    for page in (a, b):
        page.sees_motion("#videoshow1")
        page.sees_motion("#videoshow2")
        assert "undefined" not in page.text("#Settings")
    a.press("#SwappingDiv")
    a.sees_motion("#Video_Show_Target")
    a.sees_motion("#Video_Show_MySelf")
    a.press("#SwappingDiv")
    a.sees_motion("#videoshow1")
    a.page.fill("#SendMsg", "在吗")
    a.press("#BtnSendMsg")
    b.until("() => document.querySelector('#Lines font') && document.querySelector('#Lines img')")
    assert [row[1:4] for row in b.seen() if row[0] == "text"] == [[a.id, b.id, 1]]
    a.press("#CloseImg")
    a.press("#yes")
    for page in (a, b):
        page.hides("#Session")
        assert page.errors == []
