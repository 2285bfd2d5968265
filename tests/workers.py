"""Real Celery workers on the tests' own Redis, database and storage directory, to be killed at will."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

START_TIMEOUT_S = 40.0


class Workers:
    """Starts workers; everything that was started is ended."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        """Start one worker with one process of work; returns when it takes tasks."""
        log = self._folder / f"worker-{len(self._running)}.log"
        program = [str(Path(sys.executable).with_name("celery")), "-A", "webapp", "worker"]
        options = ["-Q", "default,media", "-c", "1", "-l", "INFO", "-n", f"test{os.getpid()}-{len(self._running)}@%h"]
        with log.open("wb") as out:
            worker = subprocess.Popen(
                [*program, *options, "--without-gossip", "--without-mingle"],
                env=self._environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._running.append(worker)
        wait_for(lambda: b" ready." in log.read_bytes() or worker.poll() is not None, START_TIMEOUT_S)
        assert worker.poll() is None, log.read_text()
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End it and its children as a power cut would."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop_all(self) -> None:
        """End everything that still runs."""
        for worker in self._running:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()


def wait_for(is_so: Callable[[], Any], within_s: float = 20.0) -> None:
    """Fails when it does not become so in time."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def workers(transactional_db: None, redis_url: str, tmp_path: Path, settings: Any) -> Iterator[Workers]:
    """Workers that see the test's database, Redis and storage."""
    environment = {
        **os.environ,
        "REDIS_URL": redis_url,
        "DATABASE_URL": _database_url(),
        "STORAGE_DIR": str(settings.STORAGE_DIR),
        "SECRET_KEY": "of-the-tests",
        "LOG_LEVEL": "INFO",
    }
    workers = Workers(environment, tmp_path)
    yield workers
    workers.stop_all()


def _database_url() -> str:
    from django.db import connection

    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    user = f"{place['USER']}:{place['PASSWORD']}" if place["PASSWORD"] else place["USER"]
    host = (place.get("OPTIONS") or {}).get("host") or place["HOST"]
    if str(host).startswith("/"):
        return f"postgresql://{user}@:{place['PORT']}/{place['NAME']}?host={host}"
    return f"postgresql://{user}@{host}:{place['PORT']}/{place['NAME']}"
