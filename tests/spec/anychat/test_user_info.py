"""AnyChat chapters 4.2 and 5.6: friends, groups and user info, as the company's own server sets them."""

from __future__ import annotations

import pytest

from tests.company import Company
from tests.spec.anychat.test_filter import push
from tests.stage import Opener


async def test_info_items_are_the_companys(anychat: Opener, company: Company) -> None:
    """5.6.6, 4.2.2: numbered texts; friends hear whose info changed, then the sign to redraw their lists."""
    one, two = await anychat("customer1"), await anychat("agent1")
    one.forget()
    assert await push("user-info", external_id="agent1", items={"3": "back at two", "50": "desk 12"}) == 204
    assert await one.hears("OnAnyChatUserInfoUpdate", two.id) == (two.id, 1)
    assert await one.hears("OnAnyChatUserInfoUpdate", 0) == (0, 0)
    info = one.row("people", two.id)["info"]
    assert (info["1"], info["3"], info["50"]) == ("agent1", "back at two", "desk 12")
    assert await two.hears("OnAnyChatUserInfoUpdate", two.id) == (two.id, 1)
    assert await push("user-info", external_id="agent1", items={"50": ""}) == 204
    await one.hears("OnAnyChatUserInfoUpdate", two.id)
    assert "50" not in one.row("people", two.id)["info"]


async def test_name_and_level_reach_the_own_page_too(anychat: Opener, company: Company) -> None:
    """5.4.3, 5.6.6: what a user is called is the company's to say."""
    one = await anychat("customer1")
    assert await push("user-info", user_id=one.id, name="Mr Li", level=4) == 204
    await one.hears("OnAnyChatUserInfoUpdate", one.id)
    assert (one.row("me", "me")["name"], one.row("me", "me")["level"]) == ("Mr Li", 4)
    assert one.row("people", one.id)["info"]["1"] == "Mr Li"


async def test_info_set_for_somebody_offline_is_there_at_the_next_login(anychat: Opener, company: Company) -> None:
    """5.6.6: it belongs to the user, not to the link."""
    assert await push("user-info", external_id="customer2", items={"50": "gold"}) == 204
    one = await anychat("customer2")
    assert one.row("people", one.id)["info"]["50"] == "gold"


async def test_groups_have_the_companys_names_and_members(anychat: Opener, company: Company) -> None:
    """5.6.3 to 5.6.5: each group has a number and a name, each friend is in one."""
    one, two = await anychat("customer1"), await anychat("agent1")
    assert await push("groups", groups={"1": "Colleagues", "10": "Advisers"}) == 204
    await one.hears("OnAnyChatUserInfoUpdate", 0, 0)
    names = {key: row["name"] for key, row in one.mirror["groups"].items()}
    assert (names["1"], names["10"], set(names)) == ("Colleagues", "Advisers", {"1", "2", "10"})
    assert await push("user-info", user_id=two.id, group_id=10) == 204
    await one.hears("OnAnyChatUserInfoUpdate", two.id)
    assert one.row("people", two.id)["group_id"] == 10
    newcomer = await anychat("customer2")
    assert newcomer.row("groups", 10)["name"] == "Advisers"


async def test_somebody_in_group_0_is_nobodys_friend(anychat: Opener, company: Company) -> None:
    """4.2.3: friends see him go offline, and come online when he is in a group again; his own page hears neither."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.hears("OnAnyChatFriendStatus", two.id, 1)
    assert await push("user-info", user_id=two.id, group_id=0) == 204
    assert await one.hears("OnAnyChatFriendStatus", two.id, 0) == (two.id, 0)
    assert await push("user-info", user_id=two.id, group_id=1) == 204
    assert await one.hears("OnAnyChatFriendStatus", two.id, 1) == (two.id, 1)
    await two.hears_nothing("OnAnyChatFriendStatus", two.id)


async def test_texts_and_buffers_come_from_user_0(anychat: Opener, company: Company) -> None:
    """4.4.2, 4.5.3: to one user, to a room, to everybody; the sender is no user."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_EnterRoom", 7, "", 0)
    assert await push("text", user_id=two.id, text="您好") == 204
    assert await two.hears("OnAnyChatTextMessage") == (0, two.id, 1, "您好", 6)
    assert await push("text", room_id=7, text="five minutes left") == 204
    assert await one.hears("OnAnyChatTextMessage") == (0, -1, 0, "five minutes left", 17)
    await two.hears_nothing("OnAnyChatTextMessage")
    assert await push("buffer", data="{}") == 204
    for page in (one, two):
        assert await page.hears("OnAnyChatTransBuffer") == (0, "{}", 2)


async def test_a_kick_closes_the_link_or_only_the_room(anychat: Opener, company: Company) -> None:
    """4.1.7, 4.1.4: out of the room is a refused entry (305), out of the server a closed link; friends see it."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await two.say("BRAC_EnterRoom", 7, "", 0)
    two.forget()
    assert await push("kick", user_id=two.id, only_from_room=True) == 204
    assert await two.hears("OnAnyChatEnterRoom") == (7, 305)
    gone = two.id
    assert await push("kick", user_id=gone) == 204
    assert await two.hears("OnAnyChatLinkClose") == (0, 101)
    assert await one.hears("OnAnyChatFriendStatus", gone, 0) == (gone, 0)
    assert await push("kick", user_id=gone) == 404


async def test_the_company_finishes_a_call(anychat: Opener, company: Company) -> None:
    """5.2.4: both sides hear FINISH, as after a hang-up."""
    one, two = await anychat("customer1"), await anychat("agent1")
    await one.say("BRAC_VideoCallControl", 1, two.id, 0, 0, 0, "")
    await two.say("BRAC_VideoCallControl", 2, one.id, 0, 0, 0, "")
    assert await push("finish-call", user_id=one.id) == 204
    assert (await one.hears("OnAnyChatVideoCallEvent", 4))[1] == two.id
    assert (await two.hears("OnAnyChatVideoCallEvent", 4))[1] == one.id
    assert await push("finish-call", user_id=one.id) == 404


@pytest.mark.parametrize("verb", ["text", "buffer", "filter-data"])
async def test_nothing_is_said_to_people_who_are_not_there(anychat: Opener, company: Company, verb: str) -> None:
    """Docs, Errors: 404 for somebody unknown or offline and for a room that does not exist, 422 for nothing to say."""
    said = {"text" if verb == "text" else "data": "x"}
    assert await push(verb, external_id="customer1", **said) == 404
    assert await push(verb, external_id="nobody", **said) == 404
    assert await push(verb, room_id=123_456, **said) == 404
    assert await push(verb) == 422
