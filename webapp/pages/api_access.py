"""Which company's server is calling: a bearer token, or a signature of the body by the webhook's secret."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from django.http import HttpRequest

from webapp.business.signatures import SIGNATURE, TIMESTAMP, fits
from webapp.domain.accounts import identity, services
from webapp.domain.accounts.models import Application
from webapp.kernel import clock
from webapp.kernel.errors import AuthFailed

BEARER = "Bearer "


class Refused(Exception):
    """Nobody we know; all reasons sound alike."""


def application_of(request: HttpRequest) -> Application:
    """The application that the request proves to belong to. Raises Refused."""
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(BEARER):
        return _by_token(authorization.removeprefix(BEARER).strip())
    return _by_signature(request)


def _by_token(token: str) -> Application:
    # Found by its digest: comparing digests in a database index tells nothing about the token.
    found = Application.objects.filter(api_token_digest=services.token_digest(token)).first() if token else None
    if found is None:
        raise Refused
    return found


def _by_signature(request: HttpRequest) -> Application:
    timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
    found = Application.objects.filter(app_id=_named(request.body)).first() if signature else None
    now_s = clock.now().timestamp()
    if found is None or not fits(found.webhook_secret, timestamp, request.body, signature, now_s):
        raise Refused
    try:
        identity.use_once(hashlib.sha256(signature.encode()).hexdigest())
    except AuthFailed:
        raise Refused from None
    return found


def _named(body: bytes) -> str:
    """The application that a signed body says it is for."""
    try:
        fields: Any = msgspec.json.decode(body)
    except msgspec.DecodeError:
        raise Refused from None
    name = fields.get("application") if isinstance(fields, dict) else None
    return name if isinstance(name, str) else ""
