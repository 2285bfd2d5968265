"""`manage.py check_all`: exactly what CI runs, section by section, ending at the first failure."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from webapp.management.test_reports import count, slowest

# What touches the database, and therefore runs on both.
DATABASE_TESTS = ("tests/domain", "tests/story", "tests/spec", "tests/gateway", "tests/pages", "tests/tasks")

SECOND_ATTEMPTS = "second-attempts.txt"
SLOW_TESTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that must hold."""

    name: str
    command: Sequence[str]

    def report_options(self, report: Path) -> list[str]:
        """Return what makes it write a report of its tests; nothing where it runs none."""
        if "pytest" in self.command:
            return [f"--junitxml={report}"]
        if self.name == "vitest":
            return ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
        return []


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the wall's clock, and seconds of processor time of the programs that were started and have ended."""

    wall_s: float
    cpu_s: float

    @classmethod
    def until_now(cls) -> "Cost":
        """Return what everything cost so far."""
        times = os.times()
        return cls(times.elapsed, times.children_user + times.children_system)

    def __sub__(self, earlier: "Cost") -> "Cost":
        return Cost(self.wall_s - earlier.wall_s, self.cpu_s - earlier.cpu_s)

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s ({self.cpu_s:.0f} s of processor time)"


def sections(root: Path) -> list[Section]:
    """Return all sections, the quickest first."""
    here = [sys.executable, "-m"]
    tools = str(Path(sys.executable).parent)
    node = str(root / "node_modules" / ".bin")
    both = [folder for folder in DATABASE_TESTS if (root / folder).is_dir()]
    # Divided by files among the cores, each worker with servers and a browser of its own.
    divided = ["pytest", "--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile"]
    # Conversations wait for each other's answers: one worker more than there are cores keeps these busy.
    talking = ["pytest", f"--numprocesses={min(4, (os.cpu_count() or 1) + 1)}", "--dist=loadfile"]
    return [
        Section("ruff", [*here, "ruff", "check", "."]),
        Section("format", [*here, "ruff", "format", "--check", "."]),
        Section("imports", [f"{tools}/lint-imports", "--no-cache"]),
        Section("mypy", [*here, "mypy"]),
        Section("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Section("typescript", [f"{node}/tsc", "--noEmit"]),
        Section("vitest", [f"{node}/vitest", "run"]),
        Section("pytest", [*here, *divided, "--ignore=tests/e2e", "-m", "not browser"]),
        Section("postgresql", [*here, *talking, "--database=postgresql", "-m", "not browser", *both]),
        # Not divided: encoders of large pictures fill the cores, and what links carry is measured.
        Section("browser-media", [*here, "pytest", "--ignore=tests/e2e", "-m", "browser"]),
        # Apart, because the pages are driven synchronously: that driver's event loop runs until the session ends.
        Section("browser", [*here, *divided, "-m", "browser", "tests/e2e"]),
    ]


class Command(BaseCommand):
    """Run every section, or those named with --only."""

    help = "Run everything that must hold before a change is merged."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the choice of sections."""
        names = [section.name for section in sections(settings.BASE_DIR)]
        parser.add_argument("--only", action="append", choices=names, help="run this section only; may be repeated")
        parser.add_argument("--keep-going", action="store_true", help="run the later sections after a failure too")

    def handle(self, *args: Any, only: list[str] | None, keep_going: bool, **options: Any) -> None:
        """Run the sections; the exit code is 1 when one of them failed."""
        began, failed = Cost.until_now(), list[str]()
        results = settings.VAR_DIR / "test-results"
        shutil.rmtree(results, ignore_errors=True)
        results.mkdir(parents=True)
        for section in sections(settings.BASE_DIR):
            if only and section.name not in only:
                continue
            if not self._passes(section, results):
                failed.append(section.name)
                if not keep_going:
                    break
        self._tell_second_attempts(results / SECOND_ATTEMPTS)
        self._close(failed, count(results), Cost.until_now() - began)

    def _passes(self, section: Section, results: Path) -> bool:
        began, report = Cost.until_now(), results / f"{section.name}.xml"
        self._say(f"\n===== {section.name} " + "=" * (70 - len(section.name)))
        command = [*section.command, *section.report_options(report)]
        environment = {**_environment(), "SECOND_ATTEMPTS": str(results / SECOND_ATTEMPTS)}
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False)
        for seconds, name in slowest(report, SLOW_TESTS_SHOWN):
            self._say(f"{seconds:8.1f} s  {name}")
        verdict = "ok" if done.returncode == 0 else "FAILED"
        self._say(f"----- {section.name}: {verdict} after {Cost.until_now() - began}")
        return done.returncode == 0

    def _tell_second_attempts(self, told: Path) -> None:
        """Say what failed once: such a test, or what it tests, wants looking at."""
        for line in told.read_text().splitlines() if told.exists() else ():
            self._say(f"needed a second attempt: {line}")

    def _close(self, failed: list[str], totals: Counter[str], cost: Cost) -> None:
        self._say("")
        if failed:
            self._say(f"FAILED after {cost} in: {', '.join(failed)}")
        else:
            self._say(f"Everything holds, after {cost}.")
        skipped = f", {totals['skipped']} skipped" if totals["skipped"] else ""
        self._say(f"{totals['passed']} passed, {totals['failed']} failed{skipped}")
        if failed:
            sys.exit(1)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _environment() -> dict[str, str]:
    # The checks look at the project, not at the server that may run beside them.
    ours = {"VAR_DIR": str(settings.VAR_DIR / "check"), "PYTHONUNBUFFERED": "1"}
    # DJANGO_SETTINGS_MODULE too: it would make pytest read the settings before the tests' servers have addresses.
    dropped = (
        "DJANGO_SETTINGS_MODULE",
        "REDIS_URL",
        "DATABASE_URL",
        "STORAGE_DIR",
        "DEBUG",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "TLS",
    )
    node = settings.BASE_DIR / "var" / "tools" / "node" / "bin"
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, **ours, "PATH": f"{kept.get('PATH', os.defpath)}:{node}"}
