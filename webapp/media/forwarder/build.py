"""Compiles the C packet path: `script/setup` runs this file. Without a compiler Python forwards.

The library is named after its sources and lies beside them: it is built once, and never used with others.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NATIVE = Path(__file__).parent / "native"
UNITS = tuple(NATIVE / name for name in ("datapath.c", "feedback.c", "reports.c", "trend.c", "wait.c"))
SOURCES = (*UNITS, *(NATIVE / name for name in ("datapath.h", "packet.h")))
COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-std=c11", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared")
TIME_LIMIT_S = 60


def library_path() -> Path:
    """Where the library of these sources lies, once it is built."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in SOURCES)).hexdigest()
    return NATIVE / f"datapath-{platform.machine()}-{digest[:12]}.so"


def compiler() -> str | None:
    """The C compiler of this machine: CC, or the first of the usual names."""
    names = (os.environ["CC"],) if os.environ.get("CC") else COMPILERS
    return next((found for name in names if (found := shutil.which(name))), None)


def build() -> str:
    """Build the library unless it is there; returns a sentence that says how it went."""
    path = library_path()
    if path.exists():
        return ""
    cc = compiler()
    if cc is None or sys.platform != "linux":
        return "no C compiler for Linux here: the media node forwards in Python"
    draft = path.with_suffix(f".{os.getpid()}.so")
    try:
        subprocess.run([cc, *FLAGS, "-o", draft, *UNITS], check=True, capture_output=True, timeout=TIME_LIMIT_S)
        draft.replace(path)
    except (OSError, subprocess.SubprocessError) as error:
        draft.unlink(missing_ok=True)
        reason = getattr(error, "stderr", None) or str(error).encode()
        return f"{cc} cannot build the packet path, so the media node forwards in Python: {reason.decode()[-500:]}"
    for old in NATIVE.glob("datapath-*.so"):
        if old != path:
            old.unlink(missing_ok=True)
    return f"built the media node's packet path with {cc}"


if __name__ == "__main__":
    sentence = build()
    if sentence:
        sys.stdout.write(sentence + "\n")
