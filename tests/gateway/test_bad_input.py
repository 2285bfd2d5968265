"""Bad frames get the dialect's number and a log line; the socket stays open and nothing is lost.

Issue "The house stands", section Bad input; the numbers are those of errors.json per dialect.
"""

from __future__ import annotations

import json
import logging

import pytest

from tests.stage import Opener

NOT_ALLOWED = {"anychat": 20, "crvideo": 806, "conference": 92}  # a function nobody knows
NOT_A_FRAME = {"anychat": 20, "crvideo": 6, "conference": 98}
TOO_LARGE = {"anychat": 20, "crvideo": 1100, "conference": 16}

dialects = pytest.mark.parametrize("dialect", ["anychat", "crvideo", "conference"])


@dialects
async def test_an_unknown_function_is_answered_with_the_dialects_number(
    page: Opener, dialect: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = await page(dialect)
    with caplog.at_level(logging.WARNING):
        assert await one.say("NoSuchFunction", 1, 2) == NOT_ALLOWED[dialect]
    assert "NoSuchFunction" in caplog.text


@dialects
@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"call"',
        '{"op":"dance"}',
        '{"op":"call"}',
        '{"op":"call","id":"x","fn":"f"}',
        "\ud83d",
    ],
)
async def test_what_is_no_frame_is_answered_and_survived(page: Opener, dialect: str, frame: str) -> None:
    one = await page(dialect)
    await one.send(frame.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    answer = await one.answer()
    assert (answer["id"], answer["ret"]) == (None, NOT_A_FRAME[dialect])
    assert await one.say("NoSuchFunction") == NOT_ALLOWED[dialect]


@dialects
async def test_an_oversized_frame_is_refused_and_the_next_one_is_served(page: Opener, dialect: str) -> None:
    one = await page(dialect)
    await one.send(json.dumps({"op": "call", "id": 1, "fn": "f", "args": ["x" * 600_000]}))
    assert (await one.answer())["ret"] == TOO_LARGE[dialect]
    assert await one.say("NoSuchFunction") == NOT_ALLOWED[dialect]


@pytest.mark.parametrize(
    ("fn", "args", "number"),
    [
        ("BRAC_EnterRoom", (7, "", 0), 2),
        ("BRAC_SendTextMessage", (0, 0, "hello"), 2),
        ("BRAC_VideoCallControl", (1, 1001, 0, 0, 0, ""), 2),
    ],
)
async def test_a_stranger_is_told_to_log_in_first(page: Opener, fn: str, args: tuple[object, ...], number: int) -> None:
    """AnyChat manual chapter 6: without a login the SDK answers 2 (not initialised), the nearest number it has."""
    one = await page("anychat")
    assert await one.say(fn, *args) == number


@pytest.mark.parametrize("args", [([], "", 0), ({"a": 1}, "", 0), ("seven", "", 0), (10**12, "", 0), (1.5, "", 0), ()])
async def test_arguments_of_the_wrong_kind_are_refused_with_a_number(anychat: Opener, args: tuple[object, ...]) -> None:
    one = await anychat("customer1")
    assert await one.say("BRAC_EnterRoom", *args) == 20
    assert await one.say("BRAC_EnterRoom", "7", "", 0) == 0, "numeric text is what existing pages pass"


async def test_a_text_without_a_room_is_refused_with_3(anychat: Opener) -> None:
    """AnyChat manual 5.5.4: a text goes to the room one is in; nobody is in one."""
    one = await anychat("customer1")
    assert await one.say("BRAC_SendTextMessage", 0, 0, "hello") == 3


async def test_a_media_message_without_a_room_is_refused(anychat: Opener) -> None:
    one = await anychat("customer1")
    await one.send({"op": "media", "msg": {"type": "ready"}})
    assert (await one.answer())["ret"] == 20


async def test_a_ping_is_answered_with_its_own_time(page: Opener) -> None:
    one = await page("anychat")
    await one.send({"op": "ping", "t": 42.5})
    assert await one._take() == {"op": "pong", "t": 42.5}


async def test_ids_of_another_application_do_not_exist_here(anychat: Opener) -> None:
    """Applications are walls: rooms, people and queues behind them are answered like ids that never were."""
    from asgiref.sync import sync_to_async

    from webapp.domain.accounts.models import Account, Application
    from webapp.domain.queues.models import Area, Queue
    from webapp.domain.rooms.models import Room

    def elsewhere() -> tuple[int, int, int]:
        other = Application.objects.create(app_id="other", name="Other", secret="x")
        room = Room.objects.create(number=77_000, application=other)
        person = Account.objects.create(application=other, login_name="eve", nickname="Eve", external_id="eve")
        area = Area.objects.create(id=20_001, application=other, name="Elsewhere")
        queue = Queue.objects.create(id=20_101, area=area, name="Elsewhere")
        return room.pk, person.pk, queue.pk

    room, person, queue = await sync_to_async(elsewhere)()
    one = await anychat("customer1")
    assert str(queue) not in one.mirror["queues"]
    await one.say("BRAC_EnterRoom", room, "", 0)
    assert (await one.hears("OnAnyChatEnterRoom"))[1] == 303
    assert await one.say("BRAC_VideoCallControl", 1, person, 0, 0, 0, "") in {0, 205}
    if one.ret == 0:
        assert (await one.hears("OnAnyChatVideoCallEvent"))[2] in {100102, 205}
    assert await one.say("BRAC_TransBuffer", person, "psst") == 205
    await one.say("BRAC_EnterRoom", 5, "", 0)
    assert await one.say("BRAC_UserCameraControl", person, 1) == 205
    assert await one.say("BRAC_TransFile", person, "a.txt", 0, 0, 0, 5, 10) == 205
    await one.say("BRAC_ObjectControl", 4, 10001, 401, 0, 0, 0, 0, "")
    await one.say("BRAC_ObjectControl", 5, queue, 501, 0, 0, 0, 0, "")
    assert "ticket" not in one.mirror or not one.mirror["ticket"]
