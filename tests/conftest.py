"""The servers that tests need, on private ports; the cast of the stories lives in the folders below.

Redis always runs. `--database postgresql` runs the tests on a private PostgreSQL instead of SQLite.
The servers start when pytest reads this file, because Django's settings read their addresses only once.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as property_settings

pytest_plugins = ["tests.stage"]

# The same examples in every run, and no clock on them: a change is not held up by what chance found elsewhere.
# `--hypothesis-profile default` looks for new ones.
property_settings.load_profile("ci")

# Nothing a test does may touch the state of a server that a developer runs in the same folder.
VAR_DIR = Path(tempfile.mkdtemp(prefix="switchboard-test-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
os.environ["VAR_DIR"] = str(VAR_DIR)
os.environ.pop("STORAGE_DIR", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller choose the database."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where the rows live")


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, then load the settings; pytest-django sees that they are there."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        raise pytest.UsageError(
            "Unset DJANGO_SETTINGS_MODULE: the tests read the settings after starting their servers."
        )
    if config.getoption("--database") == "postgresql":
        _use_postgresql(config)
    if not _divides_the_run(config):
        _load_settings(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a second attempt to what waits for browsers and processes on a real clock; what only computes gets none."""
    for item in items:
        if _is_on_a_real_clock(item):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _is_on_a_real_clock(item: pytest.Item) -> bool:
    starts_processes = not {"start_node", "workers"}.isdisjoint(getattr(item, "fixturenames", ()))
    return starts_processes or any(item.get_closest_marker(name) for name in ("browser", "servers"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep which tests failed at the first attempt, and how: `check_all` shows it even when all is well."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # it tells the main process, which comes here as well
    outcome: str = report.outcome  # "rerun" comes from the plug-in
    if outcome == "rerun" and not is_worker and (told := os.environ.get("SECOND_ATTEMPTS")):
        with Path(told).open("a") as file:
            file.write(f"{report.nodeid}: {_first_line(report)}\n")


def _first_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    place = f"{Path(crash.path).name}:{crash.lineno}: " if crash is not None else ""
    said = crash.message if crash is not None else report.longreprtext
    return place + next(iter(said.splitlines()), "")


def _divides_the_run(config: pytest.Config) -> bool:
    """Tell whether this process runs no test itself: its workers have a Redis and a SQLite file each."""
    return bool(config.getoption("numprocesses", None)) and "PYTEST_XDIST_WORKER" not in os.environ


def _load_settings(config: pytest.Config) -> None:
    from webapp.servers.redis import start_redis

    redis = start_redis(VAR_DIR / "redis")
    config.add_cleanup(redis.stop)
    os.environ["REDIS_URL"] = redis.url
    if config.getoption("--database") == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "webapp.settings"
    from django.conf import settings

    assert redis.url == settings.REDIS_URL
    from tests import flush

    flush.install(config)


def _use_postgresql(config: pytest.Config) -> None:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    from webapp.servers.postgres import start_postgres

    postgres = start_postgres()
    config.add_cleanup(postgres.stop)
    os.environ["DATABASE_URL"] = postgres.url


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the test database to the server's own end: threads of the gateway may still hold connections to it."""
    return True


@pytest.fixture
def redis_url() -> str:
    """Return the address of the tests' Redis; each test finds it empty."""
    from django.conf import settings
    from redis import Redis

    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    return str(settings.REDIS_URL)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Forget the language of the last page that a test asked for: Django leaves it active in the thread."""
    yield
    from django.utils import translation

    translation.deactivate()
