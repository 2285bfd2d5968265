"""A killed web process: its logins are free in the same moment, those of a living one are nobody else's."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.stage import Opener
from webapp.gateway.fanout import is_alive

# A web process as far as Redis sees it: its hub holds one socket.
HOLDER = """
import asyncio, django
django.setup()
from webapp.gateway.fanout import hub, process_name

class Socket:
    audiences = set()

async def hold():
    await hub().join(Socket(), {process_name(hub().number)})
    print(hub().number, flush=True)
    await asyncio.sleep(120)

asyncio.run(hold())
"""


@pytest.fixture
def holder(redis_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another web process."""
    environment = {**os.environ, "REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "webapp.settings"}
    process = subprocess.Popen([sys.executable, "-c", HOLDER], env=environment, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def _logged_in_there(number: int) -> None:
    """customer1 is logged in on a page of that process, whose heartbeat is fresh."""
    from webapp.domain.accounts.models import Account
    from webapp.domain.presence import services
    from webapp.kernel.ids import SessionId

    session_id = SessionId("elsewhere")
    services.greet(session_id=session_id, dialect="anychat", process=number)
    services.log_in(session_id=session_id, account=Account.objects.get(login_name="customer1"))


async def test_a_login_on_a_killed_process_keeps_nobody_out(page: Opener, holder: Any) -> None:
    """AnyChat error 201 is for somebody who is there: refused while the process lives, let in once it was killed."""
    number = int(await sync_to_async(holder.stdout.readline)())
    await sync_to_async(_logged_in_there)(number)
    one = await page("anychat")
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await one.hears("OnAnyChatLoginSystem"))[1] == 201
    holder.kill()
    await sync_to_async(holder.wait)()
    answers = [201]
    while answers[-1] and len(answers) < 50:  # the kernel closes the dead process's connections a moment later
        await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
        answers.append((await one.hears("OnAnyChatLoginSystem"))[1])
        await asyncio.sleep(0.1)
    assert answers[-1] == 0


async def test_a_page_that_has_logged_out_still_counts_as_held(page: Opener) -> None:
    """Its next login is as safe from others as the first one was."""
    one, other = await page("anychat"), await page("anychat")
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    await one.say("BRAC_Logout")
    await one.listen()
    await one.say("BRAC_Login", "customer1", "customer1-pass", 0)
    await one.hears("OnAnyChatLoginSystem", one.id, 0)
    await other.close()
    third = await page("anychat")
    await third.say("BRAC_Login", "customer1", "customer1-pass", 0)
    assert (await third.hears("OnAnyChatLoginSystem"))[1] == 201


def test_without_redis_every_process_counts_as_alive(settings: Any) -> None:
    """Nobody is thrown out because nobody can tell."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert is_alive(1)


def test_a_process_that_nobody_knows_is_dead(redis_url: str) -> None:
    """Redis has restarted with it, or it was killed before the first question."""
    assert not is_alive(1)
