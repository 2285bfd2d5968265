"""Fixtures of the media tests: a Redis, node processes that are always stopped, and a web side."""

from __future__ import annotations

import importlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bench.media.house import NodeProcess, WebSide
from bench.media.page import PlainPage
from tests.media import wire
from tests.media.scene import EnterPage
from webapp.media.forwarder import build, pyfwd
from webapp.media.rtc import udp


@pytest.fixture(scope="module", params=["python", "native"])
def each_twin(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """Lets `tests.media.wire` and `Mux` use one twin of the forwarder, then the other."""
    with pytest.MonkeyPatch.context() as patch:
        twin = pyfwd if request.param == "python" else native_twin()
        patch.setattr(wire, "twin", twin)
        patch.setattr(udp, "Pump", twin.Pump)
        yield twin


def native_twin() -> ModuleType:
    """The C twin; the test is skipped where there is no compiler to build it."""
    if build.compiler() is None:
        pytest.skip("no C compiler here: only the Python twin of the forwarder exists")
    return importlib.import_module("webapp.media.forwarder.native")


@pytest.fixture
def redis_url() -> str:
    """The private Redis of this test run."""
    return os.environ["REDIS_URL"]


@pytest.fixture
def own_slots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is the machine's; tests have one of their own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


@pytest.fixture
def start_node(redis_url: str, tmp_path: Path) -> Iterator[Callable[[], NodeProcess]]:
    """Starts node processes; whatever still runs at the end is killed."""
    nodes: list[NodeProcess] = []

    def start() -> NodeProcess:
        nodes.append(NodeProcess(redis_url, log=tmp_path / "node.log", level="DEBUG"))
        return nodes[-1]

    yield start
    for node in nodes:
        node.kill()
    log = tmp_path / "node.log"
    if log.exists():
        print(log.read_text(errors="replace")[-20000:])  # shown by pytest when a test fails


@pytest.fixture
def node(start_node: Callable[[], NodeProcess]) -> NodeProcess:
    """One running node."""
    return start_node()


@pytest.fixture
async def web(redis_url: str) -> AsyncIterator[WebSide]:
    """The web side of a fresh room."""
    side = WebSide(redis_url)
    await side.start()
    yield side
    await side.close()


@pytest.fixture
async def enter(node: NodeProcess, web: WebSide) -> AsyncIterator[EnterPage]:
    """Seats people in the room; they leave at the end."""
    pages: list[PlainPage] = []

    def enter(account: int) -> PlainPage:
        pages.append(PlainPage(web, account))
        return pages[-1]

    yield enter
    for page in pages:
        await page.close()
