"""A link that breaks without a word: its login waits a while, and the page that held it may take its place again."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from webapp.domain.accounts.models import Account
from webapp.domain.presence import selectors
from webapp.domain.presence.events import PersonAbsent
from webapp.domain.presence.lifecycle import SESSION, SessionState, SessionStep
from webapp.domain.presence.models import Session
from webapp.kernel import clock
from webapp.kernel.events import publish
from webapp.kernel.ids import AccountId, SessionId

log = logging.getLogger(__name__)


def key_of(secret: str) -> str:
    """What is kept of a link's secret: enough to recognise it, not enough to say it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def show_secret(*, session_id: SessionId, secret: str) -> None:
    """A greeted page says which lost link it held; the next login looks at it."""
    waiting = Session.objects.filter(pk=session_id, state=SessionState.GREETED)
    waiting.update(shown_key=key_of(secret) if secret else "")


@transaction.atomic
def begin(session_id: SessionId, link_key: str) -> bool:
    """Keep what the login has for `LINK_GRACE_S` seconds; says whether there was a login on this link to keep."""
    now = clock.now()
    due = _due_after(now)
    here = Session.objects.filter(pk=session_id, link_key=link_key, state=SessionState.LOGGED_IN)
    if not settings.LINK_GRACE_S or not here.update(absent_since=now, absent_until=due):
        return False
    account_id = here.values_list("account", flat=True).get()
    assert account_id is not None
    publish(PersonAbsent(AccountId(account_id), session_id), to=[])
    log.info("session %s: link lost, waited for until %s", session_id, due)
    return True


def _due_after(lost_at: datetime) -> datetime:
    return lost_at + timedelta(seconds=settings.LINK_GRACE_S)


def due() -> Q:
    """The sessions whose page did not come back in time."""
    return Q(state=SessionState.LOGGED_IN, absent_until__lte=clock.now())


def take_over(newcomer: Session, account: Account) -> Session | None:
    """The login that the newcomer's page held on its lost link, on this link from now on; None if there is none.

    It keeps its id, so that nobody else notices. The old link may not have been found dead yet: the secret proves
    that its page has left it.
    """
    if not settings.LINK_GRACE_S or not newcomer.shown_key:
        return None
    held = Session.objects.filter(link_key=newcomer.shown_key, state=SessionState.LOGGED_IN)
    held = held.filter(_same_person(account), dialect=newcomer.dialect).exclude(due())
    old = held.first()
    if old is None or not held.filter(pk=old.pk).update(**_moved(old, newcomer)):
        return None
    if old.account_id != account.pk:
        account.delete()
    SESSION.take(newcomer, SessionStep.LOSE, why=f"goes on as {old.pk}", gone_at=clock.now(), gone_reason="resumed")
    return selectors.session(SessionId(old.pk))


def _same_person(account: Account) -> Q:
    """Each visit makes an account; the visitor who comes back under his name needs no new one."""
    same = Q(account=account)
    if account.is_visitor:
        named = {"application": account.application_id, "login_name": account.login_name, "is_visitor": True}
        same |= Q(**{f"account__{name}": value for name, value in named.items()})
    return same


def _moved(old: Session, newcomer: Session) -> dict[str, object]:
    """What is true of a session on its new link."""
    of_link = ("link_key", "address", "local_address", "device", "process", "has_camera", "has_microphone")
    lost_at = old.absent_since if old.absent_until else old.heartbeat
    now = clock.now()
    # It hears nothing yet: see `services.come_back`.
    here = {"absent_since": lost_at, "absent_until": _due_after(now), "heartbeat": now}
    return {**{name: getattr(newcomer, name) for name in of_link}, **here}
