"""Login tokens that the company's own back end signs: JWTs (RFC 7519) with Ed25519 (RFC 8037), under the login key."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature

from webapp.domain.accounts import business, identity, lockout, selectors, services
from webapp.domain.accounts.models import Account, Application, TokenLease
from webapp.kernel import clock
from webapp.kernel.errors import AuthFailed, AuthMethodMismatch, TokenExpired, TokenUnreadable
from webapp.kernel.ids import AccountId

ALGORITHM = "EdDSA"
LONGEST = 8192  # characters
LAST_S = 2**37  # the year 6325; later ones are no dates any more


class Claims(msgspec.Struct):
    """What a token says: which application, whom, and until when (seconds since 1970)."""

    aud: str
    sub: str
    exp: int = msgspec.field(default=0)


class Header(msgspec.Struct):
    """How a token is signed; nothing but the one way is understood."""

    alg: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature fits and whose time has not come."""

    application: Application
    external_id: str
    expires_at: datetime


def read(text: str) -> Token:
    """What the token says, once it has been checked.

    Refuses with: TokenUnreadable, ApplicationMissing, AuthMethodMismatch (the application has no login key),
    AuthFailed (wrong signature), TokenExpired.
    """
    signed, claims, signature = _parts(text)
    application = selectors.application(claims.aud)
    if not application.login_key:
        raise AuthMethodMismatch(f"application {claims.aud!r:.60} has no login key")
    try:
        identity.public_key(application).verify(signature, signed)
    except InvalidSignature:
        raise AuthFailed("wrong signature") from None
    expires_at = datetime.fromtimestamp(claims.exp, UTC)
    if expires_at <= clock.now():
        raise TokenExpired
    return Token(application, claims.sub, expires_at)


def _parts(text: str) -> tuple[bytes, Claims, bytes]:
    try:
        head, body, tail = text.strip().split(".")
        header = msgspec.json.decode(_unpacked(head), type=Header)
        claims = msgspec.json.decode(_unpacked(body), type=Claims)
        signature = _unpacked(tail)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise TokenUnreadable("not a token") from None
    is_understood = header.alg == ALGORITHM and claims.aud and claims.sub and 0 < claims.exp < LAST_S
    if len(text) > LONGEST or not is_understood:
        raise TokenUnreadable("a token names application, user, end and EdDSA")
    return f"{head}.{body}".encode(), claims, signature


def sign_in(*, text: str, external_id: str, nickname: str, auth_code: str, address: str) -> tuple[Account, datetime]:
    """The user whom a token names, and how long the login may last; its first login makes the account.

    Refuses as `read` and `services.sign_in_by_code`, and with AddressLocked, AuthFailed (it is another user's token).
    """
    lockout.check_address(address)
    try:
        token = read(text)
        if external_id.strip() not in ("", token.external_id):
            raise AuthFailed("the token is another user's")
    except AuthFailed:
        lockout.note_failure(None, address)
        raise
    shown = business.AuthCode(token.external_id, nickname, auth_code.strip(), address)
    return services.sign_in_by_code(token.application, shown), token.expires_at


def sign(private_key: str, application_key: str, external_id: str, expires_s: int) -> str:
    """A token. Raises ValueError when the key is no Ed25519 private key in PEM."""
    header = {"alg": ALGORITHM, "typ": "JWT"}
    claims = {"aud": application_key, "sub": external_id, "exp": expires_s}
    text = ".".join(_packed(msgspec.json.encode(each)) for each in (header, claims))
    return f"{text}.{_packed(identity.load_private_key(private_key).sign(text.encode()))}"


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    raw = text.encode("ascii")
    return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)


def lend(*, account_id: AccountId, expires_at: datetime) -> None:
    """The account is logged in by a token: the login lasts as long, and the page is warned anew."""
    terms: dict[str, Any] = {"expires_at": expires_at, "is_warned": False}
    TokenLease.objects.update_or_create(account_id=account_id, defaults=terms)


def renew(*, account_id: AccountId, text: str) -> None:
    """A newer token for the running login. Refuses as `read`, and with AuthFailed for somebody else's token,
    AuthMethodMismatch where no token was used.
    """
    lease = TokenLease.objects.select_related("account").filter(account_id=account_id).first()
    if lease is None:
        raise AuthMethodMismatch("the login was not made by a token")
    token = read(text)
    whose = (token.application.pk, token.external_id)
    if whose != (lease.account.application_id, lease.account.external_id):
        raise AuthFailed("somebody else's token")
    lend(account_id=account_id, expires_at=token.expires_at)


def end(*, account_id: AccountId) -> None:
    """The login is over, or was made in another way."""
    TokenLease.objects.filter(account_id=account_id).delete()
