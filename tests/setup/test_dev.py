"""`manage.py dev`: one command starts everything, keeps it alive and stops it without a trace."""

import hashlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.servers.processes import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 90
PROGRAMS = {"web", "worker", "composer", "beat", "media"}
MEDIA_NODES = 2
KEY = hashlib.md5(b"1&1").hexdigest()  # of the default application

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]


class Site:
    """A server of the test's own, and what its terminal shows."""

    def __init__(self, var_dir: Path, *arguments: str) -> None:
        self.port = free_port()
        self.var_dir = var_dir
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "dev", *arguments],
            cwd=ROOT,
            env=environment(var_dir, PORT=str(self.port)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(self.process.stdout)

    @property
    def shown(self) -> str:
        """Return what the terminal shows so far."""
        return "".join(self.lines)

    def wait_until_ready(self) -> None:
        """Wait for the line that ends the start."""
        ended_or_ready = wait_until(
            lambda: self.process.poll() is not None or "Switchboard is ready" in self.shown, timeout_s=START_TIMEOUT_S
        )
        assert ended_or_ready, self.shown
        assert self.process.poll() is None, self.shown

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as response:
            return response.status, dict(response.headers), response.read()

    def children(self) -> dict[int, str]:
        """Return every process below ours, by id, with its command line."""
        return dict(_below(self.process.pid))

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal; return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        self._reader.join(5)
        return code


def environment(var_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of a server with nothing of the tests' own servers in it."""
    dropped = {"REDIS_URL", "DATABASE_URL", "STORAGE_DIR", "HOST", "TLS", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "VAR_DIR": str(var_dir), "NO_COLOR": "1", "MEDIA_NODES": str(MEDIA_NODES), **more}


def _below(pid: int) -> Iterator[tuple[int, str]]:
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            yield int(entry.name), command
            yield from _below(int(entry.name))


def _alive(pids: dict[int, str]) -> dict[int, str]:
    alive = {}
    for pid, command in pids.items():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            continue
        if state != "Z":
            alive[pid] = command
    return alive


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a running server that several tests look at."""
    site = Site(tmp_path_factory.mktemp("var"))
    try:
        site.wait_until_ready()
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()


def test_the_start_page_is_served(site: Site) -> None:
    status, headers, body = site.get("/")
    assert status == 200
    assert headers["Content-Type"].startswith("text/html")
    assert b"<html" in body


def test_the_addresses_and_the_demo_accounts_are_shown(site: Site) -> None:
    assert f"Start page   http://127.0.0.1:{site.port}/" in site.shown
    assert f"Admin        http://127.0.0.1:{site.port}/admin/" in site.shown
    assert "agent1 / agent1-pass" in site.shown


@pytest.mark.parametrize("name", ["anychatsdk.js", "crvideosdk.js", "conferencesdk.js"])
def test_an_sdk_has_a_stable_name_and_no_charset(site: Site, name: str) -> None:
    status, headers, body = site.get(f"/static/sdk/{name}")
    assert status == 200
    assert headers["Content-Type"] == "text/javascript"
    assert body == (ROOT / "static" / "sdk" / name).read_bytes()


def test_an_address_that_does_not_exist_shows_no_trace(site: Site) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        site.get("/nowhere/")
    assert refused.value.code == 404
    assert b"Traceback" not in refused.value.read()


def test_every_line_of_the_log_has_its_speaker(site: Site) -> None:
    speakers = {match[1] for line in site.lines if (match := re.match(r"(\w+) +\| ", line))}
    assert {"dev", "worker", "composer", "media"} <= speakers


def test_an_operator_lists_the_media_nodes_from_another_terminal(site: Site) -> None:
    """README: `manage.py media_nodes`, without a word about the Redis that the server started for itself."""
    command = [sys.executable, "manage.py", "media_nodes"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(site.var_dir), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > MEDIA_NODES  # the head of the table comes on top


def test_a_killed_media_node_is_started_again(site: Site) -> None:
    before = media_nodes(site)
    assert len(before) == MEDIA_NODES
    os.kill(before[0], signal.SIGKILL)
    assert wait_until(lambda: "ended (SIGKILL); it starts again in" in site.shown, timeout_s=10)
    assert wait_until(lambda: site.shown.count(" serves on ") == MEDIA_NODES + 1, timeout_s=30)
    after = media_nodes(site)
    assert before[0] not in after
    assert len(after) == MEDIA_NODES


def media_nodes(site: Site) -> list[int]:
    """Return the process ids of the site's media nodes, the oldest first."""
    return sorted(pid for pid, command in site.children().items() if "webapp.media.node" in command)


def test_a_second_server_on_the_same_port_is_refused_in_one_sentence(site: Site, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "dev"],
        cwd=ROOT,
        env=environment(tmp_path, PORT=str(site.port)),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {site.port} on 127.0.0.1 is taken; stop the program that uses it or choose another with PORT.\n"
    )
    assert "Traceback" not in done.stdout


def test_ctrl_c_stops_everything(site: Site) -> None:
    """Runs last in this file's order of the shared server: it ends it."""
    children = site.children()
    assert len(children) >= len(PROGRAMS) + 1, children
    assert site.stop(signal.SIGINT) == 0
    assert site.lines[-1] == "dev      | stopped\n"
    assert _alive(children) == {}
    assert "Traceback" not in site.shown


def test_a_second_start_keeps_the_data_and_speaks_https(site: Site) -> None:
    again = Site(site.var_dir, "--tls")
    try:
        again.wait_until_ready()
        assert f"https://127.0.0.1:{again.port}/" in again.shown
        trusting = ssl.create_default_context(cafile=str(site.var_dir / "tls" / "certificate.pem"))
        with urllib.request.urlopen(f"https://127.0.0.1:{again.port}/", context=trusting, timeout=20) as response:
            assert response.status == 200
        # Pages ask for their films over https, whatever they were loaded with.
        films = f"https://127.0.0.1:{again.port}/CLOUDMEETING-API/netDisk/query?callback=cb&CompID=1&SecretKey={KEY}"
        with urllib.request.urlopen(films, context=trusting, timeout=20) as response:
            assert response.read().startswith(b'/**/cb({"RspCode":0,')
        children = again.children()
    finally:
        again.stop(signal.SIGKILL)
    # Even a killed supervisor leaves nothing running.
    assert wait_until(lambda: not _alive(children), timeout_s=30), _alive(children)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http'; set it to a whole number from 1 to 65535.\n"),
        ("HOST", "no.such.host.invalid", "HOST is 'no.such.host.invalid', which is no address of this machine;"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "No Redis answers at REDIS_URL;"),
        ("REDIS_URL", "nonsense", "No Redis answers at REDIS_URL;"),
        ("DATABASE_URL", "postgresql://app@127.0.0.1:1/calls", "The database is not usable ("),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    more = {"PORT": str(free_port()), name: value}
    done = subprocess.run(
        [sys.executable, "manage.py", "dev"],
        cwd=ROOT,
        env=environment(tmp_path, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(sentence), done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("spoken", ["", "embedded Redis runs on port"], ids=["while it loads", "while it seeds"])
def test_ctrl_c_during_the_start_leaves_no_trace(tmp_path: Path, spoken: str) -> None:
    # A shell starts what is in the background with the signal ignored, and that is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    site = Site(tmp_path)
    time.sleep(0.5)
    assert wait_until(lambda: spoken in site.shown, timeout_s=START_TIMEOUT_S), site.shown
    children = site.children()
    site.stop(signal.SIGINT)
    assert "Traceback" not in site.shown
    assert "could not" not in site.shown
    assert wait_until(lambda: not _alive(children), timeout_s=10), _alive(children)


def test_the_machine_listens_where_it_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "dev"],
            cwd=ROOT,
            env=environment(tmp_path, HOST="0.0.0.0", PORT=str(port)),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.stderr.startswith(f"Port {port} on 0.0.0.0 is taken;")
