"""Fixtures of every conversation: the demo application in the database, and pages that close themselves.

Imports stand inside the fixtures: Django's settings exist only after the servers of `conftest.py` run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cast import Page

Opener = Callable[..., Awaitable["Page"]]
DEFAULT_APPLICATION = "\u9ed8\u8ba4"  # appID and secret of the demo application


@pytest.fixture
def demo(transactional_db: None, settings: Any, redis_url: str) -> None:
    """Everything `manage.py seed_demo` makes, in an empty database."""
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("seed_demo", verbosity=0)


@pytest.fixture
async def page(demo: None) -> AsyncIterator[Opener]:
    """`await page("anychat")` opens a page that greets the server and is closed when the test ends."""
    from tests.cast import Page

    pages: list[Page] = []

    async def open_page(dialect: str = "anychat", name: str = "") -> Page:
        pages.append(await Page(dialect, name).open())
        return pages[-1]

    yield open_page
    for one in reversed(pages):
        await one.close()


@pytest.fixture
def anychat(page: Opener) -> Opener:
    """`await anychat("customer1")` logs an AnyChat page in with the demo password; unknown names are visitors."""

    async def log_in(name: str, password: str | None = None) -> Page:
        one = await page("anychat", name)
        known = name[:-1] in {"customer", "agent", "supervisor"}
        await one.say("BRAC_Login", name, password if password is not None else f"{name}-pass" if known else "", 0)
        assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
        one.forget()
        return one

    return log_in


@pytest.fixture
def crvideo(page: Opener) -> Opener:
    """`await crvideo("cai")` logs a CRVideo page in to the default application; the name is also the user id."""

    async def log_in(name: str) -> Page:
        one = await page("crvideo", name)
        await one.say("CRVideo_Login", DEFAULT_APPLICATION, DEFAULT_APPLICATION, name, name, "")
        await one.hears("CRVideo_LoginSuccess")
        one.forget()
        return one

    return log_in


@pytest.fixture
def conference(page: Opener) -> Opener:
    """`await conference("customer2")` connects a conference page to the MCU with the demo password."""

    async def log_in(name: str) -> Page:
        one = await page("conference", name)
        await one.say("connect_MCU", "127.0.0.1", 0, name, f"{name}-pass")
        await one.hears("on_conference_state", 0, 1)
        one.forget()
        return one

    return log_in


@pytest.fixture
def back(page: Opener) -> Opener:
    """`await back(lost)` is the same page on a new link: it shows whose link it held, and logs in as before."""

    async def log_in(lost: Page) -> Page:
        one = await page(lost.dialect, lost.name)
        await one.say("sb.resume", lost.secret)
        match lost.dialect:
            case "anychat":
                await one.say("BRAC_Login", lost.name, f"{lost.name}-pass", 0)
                assert (await one.hears("OnAnyChatLoginSystem"))[1] == 0
            case "crvideo":
                await one.say("CRVideo_Login", DEFAULT_APPLICATION, DEFAULT_APPLICATION, lost.name, lost.name, "")
                await one.hears("CRVideo_LoginSuccess")
            case _:
                await one.say("connect_MCU", "127.0.0.1", 0, lost.name, f"{lost.name}-pass")
                await one.hears("on_conference_state", 0, 1)
        return one

    return log_in
