"""The system checks, and what check_all says about a run."""

import os
from ipaddress import ip_network
from pathlib import Path

import pytest
from pytest_django import Settings

from webapp import checks
from webapp.management.commands.check_all import sections
from webapp.management.test_reports import count, slowest


def test_a_reachable_redis_is_no_complaint(redis_url: str) -> None:
    assert checks.redis_answers(None) == []


def test_a_silent_redis_is_an_error_with_a_hint(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    (complaint,) = checks.redis_answers(None)
    assert complaint.id == "switchboard.E001"
    assert "manage.py dev" in (complaint.hint or "")


def test_missing_bundles_are_named(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path / "root", [tmp_path]
    for name in checks.BUNDLES[1:]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (complaint,) = checks.bundles_are_built(None)
    assert complaint.id == "switchboard.E003"
    assert complaint.msg == f"The front end is not built: {checks.BUNDLES[0]}."


def test_a_proxy_that_nobody_trusts_is_warned_of(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = ("HTTP_X_FORWARDED_PROTO", "https"), []
    (complaint,) = checks.proxy_is_trusted(None)
    assert complaint.id == "switchboard.W003"
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1")]
    assert checks.proxy_is_trusted(None) == []
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = None, []
    assert checks.proxy_is_trusted(None) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_storage_folder_is_an_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    settings.STORAGE_DIR = tmp_path / "closed"
    (complaint,) = checks.storage_is_writable(None)
    assert complaint.id == "switchboard.E002"


def test_totals_are_read_from_the_reports(tmp_path: Path) -> None:
    for name, numbers in {"a": 'tests="5" failures="1" errors="1" skipped="1"', "b": 'tests="3"'}.items():
        (tmp_path / f"{name}.xml").write_text(f"<testsuites><testsuite {numbers}></testsuite></testsuites>")
    assert count(tmp_path) == {"passed": 5, "failed": 2, "skipped": 1}


def test_slow_tests_are_named_the_slowest_first(tmp_path: Path) -> None:
    cases = "".join(f'<testcase classname="tests.a" name="t{s}" time="{s}.5"/>' for s in (2, 9, 1))
    (tmp_path / "a.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    assert slowest(tmp_path / "a.xml", 2) == [(9.5, "tests.a: t9"), (2.5, "tests.a: t2")]
    assert slowest(tmp_path / "no-tests-here.xml", 2) == []


def test_the_database_tests_run_on_both_databases() -> None:
    commands = {section.name: section.command for section in sections(Path(__file__).resolve().parents[2])}
    assert "--database=postgresql" in commands["postgresql"]
    assert "tests/domain" in commands["postgresql"]
