"""The company's server over HTTP: questions are asked at once, notifications go through a queue that retries them."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import urllib3

from webapp.business.signatures import SIGNATURE, TIMESTAMP, sign
from webapp.domain.accounts.business import (
    Answer,
    AuthCode,
    Business,
    FilterData,
    InfoControl,
    LoginAttempt,
    RoomEntry,
    Unanswered,
    VideoCall,
)
from webapp.domain.accounts.models import Application
from webapp.kernel import clock

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_S = 3.0
LONGEST_ANSWER = 64 * 1024
# After so many silent questions in a row the webhook is not asked for a while: each would hold a worker for 3 s.
FAILURES_TO_REST, REST_S = 3, 10.0
_http = urllib3.PoolManager(num_pools=32, maxsize=8, timeout=urllib3.Timeout(total=ANSWER_TIMEOUT_S), retries=False)


class Reply(msgspec.Struct):
    """What a webhook may answer; without `allow` it has no opinion."""

    allow: bool | None = None
    reason: str = ""
    external_id: str = ""
    nickname: str = ""
    level: int | None = None
    role: str = ""


class Webhook(Business):
    """Speaks to `Application.webhook_url`; `queue` takes (application id, body) of a notification to deliver."""

    def __init__(self, queue: Callable[[int, str], None]) -> None:
        self._queue = queue
        self._silent: dict[int, int] = {}
        self._rests_until: dict[int, float] = {}

    def listens(self, application: Application) -> bool:
        """Where an address is set."""
        return bool(application.webhook_url)

    def verify_user(self, application: Application, attempt: LoginAttempt) -> Answer | None:
        """Asked where the application has it so."""
        return self._ask(application, application.asks_logins, "verify_user", attempt)

    def verify_auth_code(self, application: Application, shown: AuthCode) -> Answer | None:
        """Asked where the application has it so."""
        return self._ask(application, application.asks_auth_codes, "verify_auth_code", shown)

    def prepare_enter_room(self, application: Application, entry: RoomEntry) -> Answer | None:
        """Asked where the application has it so."""
        return self._ask(application, application.asks_rooms, "prepare_enter_room", entry)

    def prepare_video_call(self, application: Application, call: VideoCall) -> Answer | None:
        """Asked where the application has it so."""
        return self._ask(application, application.asks_calls, "prepare_video_call", call)

    def user_info_control(self, application: Application, control: InfoControl) -> None:
        """Queued."""
        self._tell(application, "user_info_control", control)

    def filter_data(self, application: Application, sent: FilterData) -> None:
        """Queued."""
        self._tell(application, "filter_data", sent)

    def on_event(self, application: Application, name: str, facts: Mapping[str, Any]) -> None:
        """Queued."""
        self._tell(application, name, facts)

    def _tell(self, application: Application, name: str, facts: Any) -> None:
        self._queue(application.pk, envelope(application, "notification", name, facts).decode())

    def _ask(self, application: Application, asks: bool, name: str, facts: Any) -> Answer | None:
        if not (asks and application.webhook_url):
            return None
        if time.monotonic() < self._rests_until.get(application.pk, 0.0):
            raise Unanswered("the webhook rests after failing")
        try:
            answer = _read(post(application, envelope(application, "question", name, facts)))
        except Unanswered as silent:
            log.warning("webhook of application %s did not answer %s: %s", application.pk, name, silent)
            self._note_silence(application.pk)
            raise
        self._silent.pop(application.pk, None)
        return answer

    def _note_silence(self, application_id: int) -> None:
        self._silent[application_id] = self._silent.get(application_id, 0) + 1
        if self._silent[application_id] >= FAILURES_TO_REST:
            self._rests_until[application_id] = time.monotonic() + REST_S
            self._silent[application_id] = 0


def envelope(application: Application, kind: str, name: str, facts: Any) -> bytes:
    """The body of a request; its id stays the same when a notification is delivered again."""
    return msgspec.json.encode(
        {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "name": name,
            "application": application.app_id,
            "at_ms": clock.ms(clock.now()),
            "facts": facts,
        }
    )


def post(application: Application, body: bytes) -> bytes:
    """Send a signed body and return the answer's. Raises Unanswered on any failure and any status but 2xx."""
    timestamp = str(int(clock.now().timestamp()))
    signature = sign(application.webhook_secret, timestamp, body)
    headers = {"Content-Type": "application/json", TIMESTAMP: timestamp, SIGNATURE: signature}
    try:
        response = _http.request(
            "POST", application.webhook_url, body=body, headers=headers, redirect=False, preload_content=False
        )
        try:
            answer = response.read(LONGEST_ANSWER + 1)
        finally:
            response.drain_conn() if response.length_remaining == 0 else response.close()
            response.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise Unanswered(str(error)) from error
    if not 200 <= response.status < 300 or len(answer) > LONGEST_ANSWER:
        raise Unanswered(f"status {response.status}, {len(answer)} bytes")
    return answer


def _read(body: bytes) -> Answer | None:
    if not body.strip():
        return None
    try:
        reply = msgspec.json.decode(body, type=Reply)
    except msgspec.DecodeError as error:
        raise Unanswered(f"not an answer: {error}") from error
    if reply.allow is None:
        return None
    return Answer(reply.allow, reply.reason, reply.external_id, reply.nickname, reply.level, reply.role)
