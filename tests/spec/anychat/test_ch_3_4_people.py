"""AnyChat 3.4: states of people that the server keeps: addresses, terminal, and who is being recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.cast import Page

pytestmark = pytest.mark.django_db(transaction=True)
Opener = Callable[..., Awaitable[Page]]

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


@pytest.fixture
async def two(anychat: Opener) -> tuple[Page, Page]:
    """A customer and an agent in room 1."""
    one, other = await anychat("customer1"), await anychat("agent1")
    for page in (one, other):
        await page.say("BRAC_EnterRoom", 1, "", 0)
    await one.hears("OnAnyChatUserAtRoom", other.id, 1)
    return one, other


async def test_the_address_in_the_own_network_is_told_to_everybody(two: tuple[Page, Page]) -> None:
    """3.4, local and internet address: the page tells the one, the server sees the other."""
    one, other = two
    assert await one.say("sb.address", "192.168.7.5") == 0
    await other.listen()
    for page in two:
        row = page.row("people", one.id)
        assert (row["local_address"], row["address"]) == ("192.168.7.5", "127.0.0.1")
    assert other.row("people", other.id)["local_address"] == ""


@pytest.mark.parametrize("address", ["", "a3f1.local", "10.0.0", "<script>"])
async def test_what_is_no_address_is_refused(two: tuple[Page, Page], address: str) -> None:
    """A browser may hide the address behind a name; others shall not get that."""
    one, _ = two
    assert await one.say("sb.address", address) == 20
    assert one.row("people", one.id)["local_address"] == ""


async def test_the_terminal_is_what_the_browser_says_it_runs_on(anychat: Opener) -> None:
    """3.4, terminal type: read from the handshake, where every browser names itself."""
    desk = await anychat("customer1")
    mobile = await Page("anychat", "customer2", user_agent=PHONE).open()
    await mobile.say("BRAC_Login", "customer2", "customer2-pass", 0)
    await desk.hears("OnAnyChatFriendStatus", mobile.id, 1)
    assert desk.row("people", mobile.id)["device"] == "ios"
    assert desk.row("people", desk.id)["device"] == "browser", "the test's own socket names no browser"
    await mobile.close()


@pytest.mark.parametrize(("flags", "takes_others"), [(7, False), (7 | 0x10, True), (7 | 0x20, True)])
async def test_a_recording_says_whether_it_takes_the_others_too(
    two: tuple[Page, Page], flags: int, takes_others: bool
) -> None:
    """3.4, recording, and 3.5: with mixed sound or mixed pictures everybody in the room is recorded."""
    one, other = two
    await one.say("BRAC_StreamRecordCtrl", -1, 1, flags, 0)
    await other.listen()
    (row,) = other.mirror["recordings"].values()
    assert (row["subject_id"], row["takes_others"]) == (one.id, takes_others)
