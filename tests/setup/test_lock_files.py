"""Lock files hold hashes and no addresses, so that every machine may use its own registry."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
NODE_LOCKS = ("package-lock.json", "script/browser/package-lock.json")


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_file_names_no_address(name: str) -> None:
    assert "http" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_locked_python_package_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
    packages = [entry for entry in entries if re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==", entry)]
    assert packages
    assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", NODE_LOCKS)
def test_a_node_lock_file_names_no_registry(name: str) -> None:
    packages = json.loads((ROOT / name).read_text())["packages"]
    assert [path for path, package in packages.items() if "resolved" in package] == []
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []


def test_the_servers_lock_is_part_of_the_developers_lock() -> None:
    pins = {name: set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE)) for name in PYTHON_LOCKS}
    assert pins["requirements.txt"] <= pins["requirements-dev.txt"]


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
