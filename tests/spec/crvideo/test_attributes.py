"""CRVideo: attributes of meetings and members (web docs, room attributes; crvideo-pages, section 8)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cast import Page
from tests.stage import Opener
from webapp.kernel import clock

COOKIE = {"$": "cookie"}
TELL = '{"notifyAll":1}'


@pytest.fixture
async def two(crvideo: Opener) -> tuple[Page, Page]:
    """Cai and Wang in a meeting that Cai made."""
    cai, wang = await crvideo("cai"), await crvideo("wang")
    await cai.say("CRVideo_CreateMeeting2")
    number = (await cai.hears("CRVideo_CreateMeetingSuccess"))[0]["ID"]
    for one in (cai, wang):
        await one.say("CRVideo_EnterMeeting3", number)
        await one.hears("CRVideo_EnterMeetingRslt")
    return cai, wang


async def said(one: Page, function: str, *args: Any) -> int:
    """The error number that a change is answered with."""
    await one.say(f"CRVideo_{function}", *args)
    code, cookie = await one.hears(f"CRVideo_{function}Rslt")
    assert cookie == COOKIE
    return code


async def attributes(one: Page) -> Any:
    """All attributes of the meeting."""
    await one.say("CRVideo_GetMeetingAllAttrs")
    attrs, cookie = await one.hears("CRVideo_GetMeetingAllAttrsSuccess")
    assert cookie == COOKIE
    return attrs


def values(attrs: Any) -> dict[str, str]:
    """Keys with their bare values."""
    return {key: each["value"] for key, each in attrs.items()}


async def test_what_came_changed_and_went_is_told_to_all_the_writer_included(two: tuple[Page, Page]) -> None:
    """NotifyMeetingAttrsChanged(adds, updates, delKeys): two objects and a list, none of them ever missing. A page
    changes its table only on this word, so whoever wrote hears it too.
    """
    cai, wang = two
    with clock.held():
        assert await said(cai, "AddOrUpdateMeetingAttrs", '{"a":"1","b":"2"}', TELL) == 0
        written = {"lastModifyUserID": "cai", "lastModifyTs": int(clock.now().timestamp())}
    for one in two:
        told = await one.hears("CRVideo_NotifyMeetingAttrsChanged")
        assert told == ({"a": {"value": "1", **written}, "b": {"value": "2", **written}}, {}, [])
    assert await said(wang, "AddOrUpdateMeetingAttrs", '{"b":"3","c":"4"}', TELL) == 0
    for one in two:
        adds, updates, gone = await one.hears("CRVideo_NotifyMeetingAttrsChanged")
        assert (values(adds), values(updates), gone) == ({"c": "4"}, {"b": "3"}, [])
        assert updates["b"]["lastModifyUserID"] == "wang"
    assert await said(cai, "DelMeetingAttrs", ["a", "never"], TELL) == 0
    assert await wang.hears("CRVideo_NotifyMeetingAttrsChanged") == ({}, {}, ["a"])
    assert values(await attributes(wang)) == {"b": "3", "c": "4"}


async def test_without_the_wish_to_notify_nobody_hears_of_it(two: tuple[Page, Page]) -> None:
    """MeetingAttrOptions: notifyAll 1 tells the room, 0 (what holds without it) nobody."""
    cai, wang = two
    for options in ("", "{}", '{"notifyAll":0}', None):
        assert await said(cai, "AddOrUpdateMeetingAttrs", {"a": str(options)}, options) == 0
    await wang.hears_nothing("CRVideo_NotifyMeetingAttrsChanged")
    assert values(await attributes(wang)) == {"a": "None"}
    assert await said(cai, "AddOrUpdateMeetingAttrs", {"a": "object"}, {"notifyAll": 1}) == 0
    assert values((await wang.hears("CRVideo_NotifyMeetingAttrsChanged"))[1]) == {"a": "object"}


async def test_clearing_lists_every_key_that_went(two: tuple[Page, Page]) -> None:
    """ClearMeetingAttrs: the notice names each removed key; clearing nothing is announced to nobody."""
    cai, wang = two
    await said(cai, "AddOrUpdateMeetingAttrs", '{"b":"2","a":"1"}', "")
    assert await said(wang, "ClearMeetingAttrs", TELL) == 0
    assert await cai.hears("CRVideo_NotifyMeetingAttrsChanged") == ({}, {}, ["a", "b"])
    assert await attributes(cai) == {}
    assert await said(wang, "ClearMeetingAttrs", TELL) == 0
    await cai.hears_nothing("CRVideo_NotifyMeetingAttrsChanged")


async def test_setting_replaces_what_is_not_named(two: tuple[Page, Page]) -> None:
    """SetMeetingAttrs, SetUserAttrs: afterwards there is what was given, and nothing else."""
    cai, wang = two
    await said(cai, "AddOrUpdateMeetingAttrs", '{"a":"1","b":"2"}', "")
    assert await said(cai, "SetMeetingAttrs", '{"b":"3"}', TELL) == 0
    _, updates, gone = await wang.hears("CRVideo_NotifyMeetingAttrsChanged")
    assert (values(updates), gone) == ({"b": "3"}, ["a"])
    await cai.say("CRVideo_GetMeetingAttrs", ["b", "c"])
    assert values((await cai.hears("CRVideo_GetMeetingAttrsSuccess"))[0]) == {"b": "3"}
    await said(cai, "AddOrUpdateUserAttrs", "wang", '{"a":"1"}', "")
    assert await said(cai, "SetUserAttrs", "wang", '{"b":"2"}', TELL) == 0
    assert (await wang.hears("CRVideo_NotifyUserAttrsChanged", "wang"))[3] == ["a"]


async def test_everybody_writes_about_every_member(two: tuple[Page, Page]) -> None:
    """AddOrUpdateUserAttrs and its kin: notices name the member first; GetUserAttrs answers by user id and key."""
    cai, wang = two
    assert await said(wang, "AddOrUpdateUserAttrs", "cai", '{"hand":"up","seat":"1"}', TELL) == 0
    for one in two:
        uid, adds, updates, gone = await one.hears("CRVideo_NotifyUserAttrsChanged")
        assert (uid, values(adds), updates, gone) == ("cai", {"hand": "up", "seat": "1"}, {}, [])
    await wang.say("CRVideo_GetUserAttrs", ["cai", "wang"], ["hand"])
    found, cookie = await wang.hears("CRVideo_GetUserAttrsSuccess")
    assert ({uid: values(attrs) for uid, attrs in found.items()}, cookie) == (
        {"cai": {"hand": "up"}, "wang": {}},
        COOKIE,
    )
    assert await said(cai, "DelUserAttrs", "cai", ["hand"], TELL) == 0
    assert await wang.hears("CRVideo_NotifyUserAttrsChanged") == ("cai", {}, {}, ["hand"])
    assert await said(cai, "ClearUserAttrs", ["cai", "wang"], TELL) == 0
    assert await wang.hears("CRVideo_NotifyUserAttrsChanged") == ("cai", {}, {}, ["seat"])
    await said(cai, "AddOrUpdateUserAttrs", "wang", '{"a":"1"}', "")
    assert await said(cai, "ClearAllUserAttrs", TELL) == 0
    assert await wang.hears("CRVideo_NotifyUserAttrsChanged") == ("wang", {}, {}, ["a"])
    assert await attributes(cai) == {}


async def test_keys_and_values_have_limits(two: tuple[Page, Page]) -> None:
    """A key has at most 64 bytes (not characters), a value 8 KB, a meeting 500 keys: 5; no JSON object: 6."""
    cai, _ = two
    too_many = {str(n): "" for n in range(501)}
    wrong: list[Any] = [{"k" * 65: ""}, {"会" * 22: ""}, {"": "v"}, {"k": "v" * 8193}, too_many]
    for attrs in wrong:
        assert await said(cai, "AddOrUpdateMeetingAttrs", json.dumps(attrs), "") == 5
    for text in ("{", "[1]", ""):
        assert await said(cai, "AddOrUpdateMeetingAttrs", text, "") == 6
    assert await attributes(cai) == {}
    assert await said(cai, "AddOrUpdateMeetingAttrs", {"k" * 64: "v" * 8192}, "") == 0


async def test_values_that_are_no_texts_are_kept_as_json(two: tuple[Page, Page]) -> None:
    """Values are texts; pages also pass numbers and objects."""
    cai, _ = two
    await said(cai, "AddOrUpdateMeetingAttrs", '{"n":1,"o":{"x":true}}', "")
    assert values(await attributes(cai)) == {"n": "1", "o": '{"x":true}'}


async def test_failures_have_their_numbers(two: tuple[Page, Page], crvideo: Opener) -> None:
    """9 outside a meeting, 605 an unknown user, 603 a user who is not in this meeting, 5 more than 50 user ids."""
    cai, _ = two
    outsider = await crvideo("li")
    await outsider.say("CRVideo_GetMeetingAllAttrs")
    assert await outsider.hears("CRVideo_GetMeetingAllAttrsFail") == (9, COOKIE)
    assert await said(outsider, "AddOrUpdateMeetingAttrs", '{"a":"1"}', TELL) == 9
    assert await said(cai, "AddOrUpdateUserAttrs", "nobody", '{"a":"1"}', TELL) == 605
    assert await said(cai, "AddOrUpdateUserAttrs", "li", '{"a":"1"}', TELL) == 603
    await cai.say("CRVideo_GetUserAttrs", [str(n) for n in range(51)], [])
    assert await cai.hears("CRVideo_GetUserAttrsFail") == (5, COOKIE)


async def test_members_attributes_outlive_a_lost_link_but_not_the_last_member(two: tuple[Page, Page]) -> None:
    """Who drops out and comes back finds his attributes; when all have gone only the meeting's own are left."""
    cai, wang = two
    number = cai.row("room", "room")["id"]
    await said(cai, "AddOrUpdateMeetingAttrs", '{"a":"1"}', "")
    await said(cai, "AddOrUpdateUserAttrs", "wang", '{"b":"2"}', "")
    await wang.say("CRVideo_ExitMeeting")
    await cai.hears("CRVideo_UserLeftMeeting")
    await cai.say("CRVideo_GetUserAttrs", ["wang"], [])
    assert values((await cai.hears("CRVideo_GetUserAttrsSuccess"))[0]["wang"]) == {"b": "2"}
    await cai.say("CRVideo_ExitMeeting")
    await cai.say("CRVideo_EnterMeeting3", number)
    await cai.hears("CRVideo_EnterMeetingRslt", 0)
    await cai.say("CRVideo_GetUserAttrs", ["wang"], [])
    assert (await cai.hears("CRVideo_GetUserAttrsSuccess"))[0] == {"wang": {}}
    assert values(await attributes(cai)) == {"a": "1"}


async def test_a_room_of_another_dialect_has_attributes_too(crvideo: Opener, anychat: Opener) -> None:
    """An AnyChat member has no word for attributes; CRVideo members keep some about him."""
    cai, customer = await crvideo("cai"), await anychat("customer1")
    await customer.say("BRAC_EnterRoom", 7, "", 0)
    await cai.say("CRVideo_EnterMeeting3", 7)
    await cai.hears("CRVideo_EnterMeetingRslt", 0)
    assert await said(cai, "AddOrUpdateUserAttrs", "customer1", '{"vip":"1"}', TELL) == 0
    assert values((await cai.hears("CRVideo_NotifyUserAttrsChanged", "customer1"))[1]) == {"vip": "1"}
