"""What the reports of a test run (JUnit's XML, as pytest and Vitest write it) say: totals and slow tests."""

import heapq
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def count(results: Path) -> Counter[str]:
    """Return the numbers of passed, failed and skipped tests in the reports of a folder."""
    totals: Counter[str] = Counter()
    for report in sorted(results.glob("*.xml")):
        for suite in ElementTree.parse(report).iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            totals.update(failed=failed, skipped=skipped, passed=int(suite.get("tests", 0)) - failed - skipped)
    return totals


def slowest(report: Path, number: int) -> list[tuple[float, str]]:
    """Return so many tests of a report that took longest, with their seconds, the slowest first."""
    if not report.exists():
        return []
    cases = ElementTree.parse(report).iter("testcase")
    took = ((float(case.get("time", 0)), f"{case.get('classname')}: {case.get('name')}") for case in cases)
    return heapq.nlargest(number, took)
