"""AnyChat chapters 4.2 and 5.6 where the company keeps lists of friends: `BRAC_GetUserFriends` and its news."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from tests.company import Company
from tests.spec.anychat.test_filter import push
from tests.stage import Opener


@pytest.fixture
def lists(company: Company) -> None:
    """The demo application keeps lists; customer1 has two agents in hers."""
    from webapp.domain.accounts.models import Account, Application
    from webapp.domain.presence.friends import set_friends

    Application.objects.update(everyone_is_friend=False)
    one, *agents = (Account.objects.get(login_name=name) for name in ("customer1", "agent1", "agent2"))
    set_friends(owner=one, groups={10: agents, 11: agents[:1]})


async def test_a_page_hears_of_the_friends_in_its_list_and_of_nobody_else(lists: None, anychat: Opener) -> None:
    """4.2.3: each friend who is online at the login, and each who comes or goes later; a list is its owner's alone."""
    agent = await anychat("agent1")
    one = await anychat("customer1")
    statuses = [callback for callback in one.log if callback[0] == "OnAnyChatFriendStatus"]
    assert statuses == [("OnAnyChatFriendStatus", agent.id, 1)]
    assert one.log[-1] == ("OnAnyChatUserInfoUpdate", 0, 0)
    stranger = await anychat("customer2")
    second = await anychat("agent2")
    assert await one.hears("OnAnyChatFriendStatus") == (second.id, 1)
    second_id = second.id
    await second.say("BRAC_Logout")
    await stranger.say("BRAC_Logout")
    assert await one.hears("OnAnyChatFriendStatus") == (second_id, 0)
    await one.hears_nothing("OnAnyChatFriendStatus")
    await agent.hears_nothing("OnAnyChatFriendStatus")


async def test_friends_stay_in_the_list_while_they_are_offline_in_all_their_groups(
    lists: None, anychat: Opener
) -> None:
    """5.6.1 to 5.6.5: the list, its groups, and 0 for whoever is offline."""
    one, agent = await anychat("customer1"), await anychat("agent1")
    await one.hears("OnAnyChatFriendStatus", agent.id, 1)
    assert {key: row["groups"] for key, row in one.mirror["friends"].items()}[str(agent.id)] == [10, 11]
    states = {row["name"]: row["status"] for row in one.mirror["people"].values()}
    assert states == {"customer1": 1, "agent1": 1, "agent2": 0}
    agent_id = agent.id
    await agent.close()
    await one.hears("OnAnyChatFriendStatus", agent_id, 0)
    assert one.row("people", agent_id)["status"] == 0


async def test_the_companys_server_changes_a_list_at_once(lists: None, anychat: Opener) -> None:
    """4.2.2, 4.2.3: who is new in it and online, who has gone from it, then the sign to redraw."""
    one, agent, other = await anychat("customer1"), await anychat("agent1"), await anychat("customer2")
    await one.hears("OnAnyChatFriendStatus", agent.id, 1)
    await one.listen()
    one.forget()
    assert await push("friends", external_id="customer1", friends={"10": ["agent2", other.id]}) == 204
    await one.hears("OnAnyChatUserInfoUpdate", 0, 0)
    assert one.log[-3:] == [
        ("OnAnyChatFriendStatus", other.id, 1),
        ("OnAnyChatFriendStatus", agent.id, 0),
        ("OnAnyChatUserInfoUpdate", 0, 0),
    ]
    assert str(agent.id) not in one.mirror["people"]
    assert await push("friends", external_id="customer1", friends={"10": ["nobody"]}) == 404
    assert await push("friends", external_id="customer1", friends={"0": ["agent1"]}) == 422


async def test_whoever_shares_the_room_can_be_asked_for_though_no_friend(lists: None, anychat: Opener) -> None:
    """5.4, 5.6.6: level, address and information of the others in the room, until one of them leaves it."""
    one, other = await anychat("customer1"), await anychat("customer2")
    for page in (one, other):
        await page.say("BRAC_EnterRoom", 7, "", 0)
    await one.hears("OnAnyChatUserAtRoom", other.id, 1)
    assert one.row("roommates", other.id)["name"] == other.row("roommates", other.id)["name"] == "customer2"
    assert await push("user-info", external_id="customer2", items={"50": "branch 12"}) == 204
    await one.listen()
    assert one.row("roommates", other.id)["info"]["50"] == "branch 12"
    await one.hears_nothing("OnAnyChatFriendStatus", other.id)
    other_id = other.id
    await other.say("BRAC_LeaveRoom", -1)
    await one.hears("OnAnyChatUserAtRoom", other_id, 0)
    assert str(other_id) not in one.mirror.get("roommates", {})
    assert "roommates" not in other.mirror


async def test_information_about_a_friend_arrives_while_he_is_offline(lists: None, anychat: Opener) -> None:
    """5.6.6: the company sets it for the user, not for the login; the list is redrawn."""
    from webapp.domain.accounts.models import Account

    one = await anychat("customer1")
    agent_id = (await sync_to_async(Account.objects.get)(login_name="agent1")).pk
    assert await push("user-info", external_id="agent1", items={"3": "back at two"}) == 204
    assert await one.hears("OnAnyChatUserInfoUpdate", agent_id) == (agent_id, 1)
    assert one.row("people", agent_id)["info"]["3"] == "back at two"
