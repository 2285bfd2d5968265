"""Reads settings from environment variables, loud when wrong: one sentence that says what to do."""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
DATABASE_FORMS = "sqlite:///path/to/file or postgresql://user:password@host:5432/name"


def text(name: str, default: str = "") -> str:
    """Return a variable's text; an empty variable counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no variable; refuses any other word with ImproperlyConfigured."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.strip().lower() in TRUE_WORDS:
        return True
    if word.strip().lower() in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; set it to 1 or 0.")


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return a whole number within bounds; refuses others with ImproperlyConfigured."""
    word = text(name, str(default))
    if not word.isascii() or not word.isdigit() or not least <= int(word) <= most:
        raise ImproperlyConfigured(f"{name} is {word!r}; set it to a whole number from {least} to {most}.")
    return int(word)


def choice(name: str, default: str, options: Sequence[str]) -> str:
    """Return one of the named options; refuses others with ImproperlyConfigured."""
    word = text(name, default)
    if word not in options:
        raise ImproperlyConfigured(f"{name} is {word!r}; set it to one of {', '.join(options)}.")
    return word


def json_list(name: str) -> str:
    """Return a variable that is a JSON list, as text, "[]" when not set; refuses others with ImproperlyConfigured."""
    word = text(name, "[]")
    try:
        is_list = isinstance(json.loads(word), list)
    except ValueError:
        is_list = False
    if not is_list:
        raise ImproperlyConfigured(f"{name} is {word!r:.60}; set it to a JSON list.")
    return word


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty items."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return a comma-separated variable of addresses and networks; refuses others with ImproperlyConfigured."""
    found = []
    for word in words(name):
        try:
            found.append(ip_network(word))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} names {word!r}; set it to addresses or networks like 10.0.0.1,10.1.0.0/16."
            ) from error
    return found


def folder(name: str, default: Path) -> Path:
    """Return an existing, writable folder, created when missing; refuses with ImproperlyConfigured."""
    path = Path(text(name, str(default))).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {path} cannot be created ({error.strerror}); make it writable or set {name} to another one."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"The folder {path} is not writable; make it writable or set {name} to another one.")
    return path


def secret(name: str, keep_in: Path) -> str:
    """Return a secret from the environment, else the one kept in a private file, made on first use."""
    given = text(name)
    if given:
        return given
    try:
        descriptor = os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = keep_in.read_text().strip()
        if kept:
            return kept
        raise ImproperlyConfigured(f"{keep_in} is empty; delete it or set {name}.") from None
    fresh = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(fresh)
    return fresh


def database(name: str, default_file: Path) -> dict[str, Any]:
    """Return Django's database settings for a sqlite or postgresql URL; refuses with ImproperlyConfigured."""
    url = text(name, f"sqlite:///{default_file}")
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))), default_file.parent)
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return _postgresql(url)
    raise ImproperlyConfigured(f"{name} is not understood; write it as {DATABASE_FORMS}.")


def _sqlite(path: Path, var_dir: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # Take the write lock at BEGIN: an upgrade in mid-transaction fails at once, whatever the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        # Kept per thread: closing the last connection after every call would fold the write-ahead log each time.
        "CONN_MAX_AGE": None,
        # A file, because Django's in-memory test database cannot be written from several threads;
        # named after the process, because several test runs share one folder.
        "TEST": {"NAME": str(var_dir / f"test-{os.getpid()}.sqlite3")},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: Mapping[str, str] = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"The port in DATABASE_URL is wrong; write it as {DATABASE_FORMS}.") from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.get("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": {key: value for key, value in options.items() if key != "host"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
