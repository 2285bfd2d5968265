"""Settings come from the environment; a wrong one is refused in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from webapp import environment

ROOT = Path(__file__).resolve().parents[2]


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "")
    assert environment.text("HOST", "127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("yes", True), ("0", False), ("off", False), ("", False)])
def test_a_flag_reads_the_usual_words(monkeypatch: pytest.MonkeyPatch, word: str, meaning: bool) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert environment.flag("DEBUG", default=not meaning) is meaning


def test_a_flag_refuses_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match=r"^DEBUG is 'maybe'; set it to 1 or 0\.$"):
        environment.flag("DEBUG")


@pytest.mark.parametrize("word", ["http", "-1", "65536", "8000.5", "٣"])
def test_a_port_refuses_what_is_no_port(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PORT", word)
    with pytest.raises(ImproperlyConfigured, match=r"^PORT is .* set it to a whole number from 1 to 65535"):
        environment.number("PORT", 8000, least=1, most=65535)


def test_networks_are_single_addresses_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1, fd00::/8")
    assert [str(each) for each in environment.networks("TRUSTED_PROXIES")] == ["10.0.0.1/32", "fd00::/8"]


@pytest.mark.parametrize("word", ["nginx", "10.0.0.1/8", "10.0.0.0/33"])
def test_networks_refuse_what_is_none(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", f"10.0.0.1,{word}")
    with pytest.raises(ImproperlyConfigured, match=rf"^TRUSTED_PROXIES names '{word}'; set it to "):
        environment.networks("TRUSTED_PROXIES")


@pytest.mark.parametrize("word", ["stun:example.org", "{}", '"x"'])
def test_a_list_refuses_what_is_none(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert environment.json_list("ICE_SERVERS") == "[]"
    monkeypatch.setenv("ICE_SERVERS", word)
    with pytest.raises(ImproperlyConfigured, match=r"^ICE_SERVERS is .*; set it to a JSON list\.$"):
        environment.json_list("ICE_SERVERS")


def test_a_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("STORAGE_DIR", str(tmp_path / "file" / "storage"))
    with pytest.raises(ImproperlyConfigured, match="make it writable or set STORAGE_DIR to another one"):
        environment.folder("STORAGE_DIR", tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    monkeypatch.setenv("STORAGE_DIR", str(tmp_path / "closed"))
    with pytest.raises(ImproperlyConfigured, match="is not writable; make it writable or set STORAGE_DIR"):
        environment.folder("STORAGE_DIR", tmp_path)


def test_a_secret_is_made_once_and_kept_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = environment.secret("SECRET_KEY", tmp_path / "key")
    assert environment.secret("SECRET_KEY", tmp_path / "key") == first
    assert len(first) > 50
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_a_given_secret_beats_the_kept_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret("SECRET_KEY", tmp_path / "key") == "given"
    assert not (tmp_path / "key").exists()


def test_a_postgresql_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:p%40ss@db.example:6543/calls?sslmode=require")
    database = environment.database("DATABASE_URL", tmp_path / "db")
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "calls",
        "anna",
        "p@ss",
        "db.example",
        "6543",
    ]
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_sqlite_is_the_default_and_writes_ahead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    database = environment.database("DATABASE_URL", tmp_path / "db.sqlite3")
    assert database["NAME"] == str(tmp_path / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


@pytest.mark.parametrize("url", ["mysql://h/d", "postgresql://h", "sqlite://", "calls", "postgresql://h:port/d"])
def test_a_database_address_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="write it as sqlite:///path/to/file or postgresql://"):
        environment.database("DATABASE_URL", tmp_path / "db")


@pytest.mark.servers
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("VAR_DIR", "/dev/null/var", "The folder /dev/null/var cannot be created"),
        ("DATABASE_URL", "calls", "DATABASE_URL is not understood"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud'; set it to one of DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_manage_says_a_wrong_setting_in_one_sentence(name: str, value: str, sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "dev"], env={**os.environ, name: value}, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
