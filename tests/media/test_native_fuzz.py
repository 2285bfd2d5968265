"""The native packet path under AddressSanitizer: broken packets, and streams and subscribers that come and go."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from webapp.media.forwarder import build

SOURCE = Path(__file__).parent / "native" / "fuzz.c"  # includes datapath.c
UNITS = tuple(unit for unit in build.UNITS if unit.name != "datapath.c")
FLAGS = ("-std=gnu11", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
ROUNDS = 15_000  # of six packets each; about two seconds


@pytest.fixture(scope="module")
def fuzz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fuzzing program, built by the first compiler that has AddressSanitizer."""
    folder = tmp_path_factory.mktemp("fuzz")
    nothing = folder / "nothing.c"
    nothing.write_text("int main(void) { return 0; }\n")
    for name in filter(shutil.which, ("gcc", "clang", "cc")):
        if _build(name, folder / "nothing", nothing).returncode == 0:
            built = _build(name, folder / "fuzz", SOURCE, *UNITS)
            assert built.returncode == 0, built.stderr
            return folder / "fuzz"
    pytest.skip("no C compiler with AddressSanitizer here: the native packet path is not fuzzed")


def _build(compiler: str, program: Path, *sources: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([compiler, *FLAGS, "-o", program, *sources], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_packet_and_no_order_of_events_breaks_the_native_path(fuzz: Path, seed: int) -> None:
    """Nothing is read or written out of bounds or after its end; all ways a packet can take are taken."""
    done = subprocess.run([fuzz, str(seed), str(ROUNDS)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
