"""Identities that the company's own back end signs: Ed25519 over five lines. The private key never comes here."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import IntegrityError, transaction

from webapp.domain.accounts import lockout, selectors
from webapp.domain.accounts.models import Account, Application, UsedSignature
from webapp.domain.accounts.services import account_named, check_server_password, visit
from webapp.kernel import clock
from webapp.kernel.errors import AccountMissing, AuthFailed, TokenExpired
from webapp.kernel.ids import AccountId

FIRST_LINE = "switchboard-login-1"
WINDOW_S = 300  # how far a time stamp may be from our clock, either way
NO_NUMBER = -1


def signed_text(application_key: str, account_id: int, external_id: str, timestamp_s: int) -> bytes:
    """What is signed: five lines of UTF-8 without a line end after the last. Seconds since 1970."""
    return "\n".join((FIRST_LINE, application_key, str(account_id), external_id, str(timestamp_s))).encode()


def make_key() -> tuple[str, str]:
    """A new pair of keys in PEM: the private one for the company, the public one for the application."""
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return secret.decode(), public.decode()


def sign(private_key: str, application_key: str, account_id: int, external_id: str, timestamp_s: int) -> str:
    """The signature in base64. Raises ValueError when the key is no Ed25519 private key in PEM."""
    text = signed_text(application_key, account_id, external_id, timestamp_s)
    return base64.b64encode(load_private_key(private_key).sign(text)).decode()


def load_private_key(pem: str) -> Ed25519PrivateKey:
    """The key. Raises ValueError when it is no Ed25519 private key in PEM."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 private key")
    return key


def sign_in_by_identity(
    *,
    application_key: str,
    account_id: AccountId,
    external_id: str,
    nickname: str,
    timestamp_s: int,
    signature: str,
    server_password: str = "",
    address: str = "",
) -> Account:
    """Take an identity that the application's own back end vouches for; unsigned, it is a visit.

    `account_id` is the number of an existing account; -1 means that the text id counts, whose first login makes the
    account. Refuses with: ApplicationMissing, ServerPasswordWrong, AddressLocked, AuthFailed, TokenExpired,
    AccountMissing, AccountLocked, VisitorsRefused. Rule: AnyChat manual 5.2.3.
    """
    application = selectors.application(application_key or None)
    check_server_password(application, server_password)
    lockout.check_address(address)
    if not signature:
        return visit(application, nickname or external_id or str(account_id))
    try:
        text = signed_text(application_key, account_id, external_id, timestamp_s)
        _check(application, text, timestamp_s, signature)
    except (AuthFailed, TokenExpired):
        lockout.note_failure(None, address)
        raise
    account = _account(application, account_id, external_id, nickname)
    account.admit()
    return account


def _check(application: Application, text: bytes, timestamp_s: int, signature: str) -> None:
    """Raises AuthFailed, TokenExpired. The time stamp is part of what is signed, so nobody can make it fresh again."""
    if abs(clock.now().timestamp() - timestamp_s) > WINDOW_S:
        raise TokenExpired("the signature's time stamp is more than 5 minutes away")
    try:
        raw = base64.b64decode(signature, validate=True)
        public_key(application).verify(raw, text)
    except (binascii.Error, ValueError, InvalidSignature):
        raise AuthFailed("wrong signature") from None
    # Of the text, not of the signature: no other spelling of it may pass either.
    use_once(hashlib.sha256(text).hexdigest())


def public_key(application: Application) -> Ed25519PublicKey:
    """The application's login key. Raises AuthFailed."""
    if not application.login_key:
        raise AuthFailed("the application has no login key")
    key = serialization.load_pem_public_key(application.login_key.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise AuthFailed("the application's login key is not Ed25519")
    return key


def use_once(digest: str) -> None:
    """Accept a signed text the first time. Raises AuthFailed when it is replayed within the window."""
    now = clock.now()
    UsedSignature.objects.filter(expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            UsedSignature.objects.create(digest=digest, expires_at=now + timedelta(seconds=2 * WINDOW_S))
    except IntegrityError:
        raise AuthFailed("this signature was used before") from None


def _account(application: Application, account_id: AccountId, external_id: str, nickname: str) -> Account:
    if account_id == NO_NUMBER:
        if not external_id.strip():
            raise AccountMissing("neither a number nor a text id")
        return account_named(application, external_id, nickname)
    account = application.accounts.filter(pk=account_id, is_visitor=False).first()
    if account is None:
        raise AccountMissing(f"no account {account_id}")
    return account
