"""The supervisor restarts what dies, stops in reverse order, and puts the speaker before every line."""

import io
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from webapp.servers import supervisor as module
from webapp.servers.processes import wait_until
from webapp.servers.supervisor import Child, Console, Supervisor, spoken

pytestmark = pytest.mark.servers


@pytest.fixture
def out() -> io.StringIO:
    """Return what the terminal would show."""
    return io.StringIO()


@pytest.fixture
def supervisor(out: io.StringIO) -> Supervisor:
    """Return a supervisor that speaks to `out`."""
    return Supervisor(Console(out))


def program(code: str, environment: dict[str, str] | None = None) -> Callable[[], subprocess.Popen[str]]:
    """Return a starter for a Python one-liner."""
    return spoken([sys.executable, "-u", "-c", code], environment or {})


def test_every_line_carries_the_name_of_its_speaker(supervisor: Supervisor, out: io.StringIO) -> None:
    supervisor.add("web", program("print('first'); import sys; print('second', file=sys.stderr)"))
    assert wait_until(lambda: out.getvalue().count("\n") == 2, timeout_s=10)
    assert out.getvalue().splitlines() == ["web      | first", "web      | second"]
    supervisor.stop_all()


def test_a_child_that_dies_is_started_again_and_that_is_said(
    supervisor: Supervisor, out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_PAUSE_S", 0.2)
    child = supervisor.add("media", program("import time; print('up'); time.sleep(60)"))
    child.pause_s = 0.1
    assert child.process is not None
    assert wait_until(lambda: "| up" in out.getvalue(), timeout_s=10)
    child.process.kill()
    watcher = threading.Thread(target=supervisor.watch, daemon=True)
    watcher.start()
    assert wait_until(lambda: out.getvalue().count("| up") == 2, timeout_s=10)
    supervisor.ask_to_stop()
    watcher.join()
    supervisor.stop_all()
    assert "dev      | media ended (SIGKILL); it starts again in" in out.getvalue()


def test_the_pause_doubles_while_a_child_keeps_failing(supervisor: Supervisor) -> None:
    child = Child("web", program("raise SystemExit(3)"), started_at=time.monotonic())
    pauses = []
    for _ in range(9):
        pauses.append(child.pause_s)
        supervisor._plan_restart(child, time.monotonic())
    assert pauses == [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_ran_well_starts_with_the_first_pause_again(supervisor: Supervisor) -> None:
    now_s = time.monotonic()
    child = Child("web", program(""), started_at=now_s - 60, pause_s=30)
    supervisor._plan_restart(child, now_s)
    assert child.due_at == pytest.approx(now_s + 0.25)


def test_children_end_in_reverse_order(supervisor: Supervisor, tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        f"    open({str(tmp_path / 'order')!r}, 'a').write(sys.argv[0] + NAME + ' '); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end); print('up'); time.sleep(60)"
    )
    console = io.StringIO()
    ordered = Supervisor(Console(console))
    for name in ("redis", "web", "worker"):
        ordered.add(name, program(code.replace("NAME", repr(name))))
    assert wait_until(lambda: console.getvalue().count("up") == 3, timeout_s=10)
    ordered.stop_all()
    assert (tmp_path / "order").read_text().replace("-c", "").split() == ["worker", "web", "redis"]


def test_a_child_that_ignores_the_request_is_killed_with_its_own_children(
    out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)
    stubborn = Supervisor(Console(out))
    child = stubborn.add(
        "stubborn",
        program(
            "import signal, subprocess, sys, time\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid); time.sleep(60)"
        ),
    )
    assert wait_until(lambda: out.getvalue().endswith("\n"), timeout_s=10)
    grandchild = int(out.getvalue().split()[-1])
    stubborn.stop_all()
    assert child.process is not None
    assert child.process.returncode == -9
    assert wait_until(lambda: _state(grandchild) in {"", "Z"}, timeout_s=5)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""
