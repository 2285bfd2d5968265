"""`manage.py check_all`: exactly what CI runs, section by section, ending at the first failure."""

import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.core.management.base import BaseCommand

# What touches the database, and therefore runs on both.
DATABASE_TESTS = ("tests/domain", "tests/story", "tests/spec", "tests/gateway", "tests/pages", "tests/tasks")

SECOND_ATTEMPTS = "second-attempts.txt"


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that must hold."""

    name: str
    command: Sequence[str]

    @property
    def is_pytest(self) -> bool:
        """Tell whether it counts tests."""
        return "pytest" in self.command


def sections(root: Path) -> list[Section]:
    """Return all sections, the quickest first."""
    here = [sys.executable, "-m"]
    tools = str(Path(sys.executable).parent)
    node = str(root / "node_modules" / ".bin")
    both = [folder for folder in DATABASE_TESTS if (root / folder).is_dir()]
    # Divided by files among the cores. Not the browsers: one Chromium with its cameras fills two cores already.
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
        # Apart, because the pages are driven synchronously: that driver's event loop runs until the session ends.
        Section("browser-media", [*here, "pytest", "--ignore=tests/e2e", "-m", "browser"]),
        Section("browser", [*here, "pytest", "-m", "browser", "tests/e2e"]),
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
        began, failed = time.monotonic(), list[str]()
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
        self._close(failed, count(results), time.monotonic() - began)

    def _passes(self, section: Section, results: Path) -> bool:
        began = time.monotonic()
        self._say(f"\n===== {section.name} " + "=" * (70 - len(section.name)))
        command = [*section.command]
        if section.is_pytest:
            command.append(f"--junitxml={results / section.name}.xml")
        environment = {**_environment(), "SECOND_ATTEMPTS": str(results / SECOND_ATTEMPTS)}
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False)
        verdict = "ok" if done.returncode == 0 else "FAILED"
        self._say(f"----- {section.name}: {verdict} after {time.monotonic() - began:.1f} s")
        return done.returncode == 0

    def _tell_second_attempts(self, told: Path) -> None:
        """Name what failed once: such a test, or what it tests, wants looking at."""
        for name in told.read_text().splitlines() if told.exists() else ():
            self._say(f"needed a second attempt: {name}")

    def _close(self, failed: list[str], totals: Counter[str], took_s: float) -> None:
        self._say("")
        if failed:
            self._say(f"FAILED after {took_s:.0f} s in: {', '.join(failed)}")
        else:
            self._say(f"Everything holds, after {took_s:.0f} s.")
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


def count(results: Path) -> Counter[str]:
    """Return the numbers of passed, failed and skipped tests in the reports of a folder."""
    totals: Counter[str] = Counter()
    for report in sorted(results.glob("*.xml")):
        for suite in ElementTree.parse(report).iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            totals.update(failed=failed, skipped=skipped, passed=int(suite.get("tests", 0)) - failed - skipped)
    return totals
