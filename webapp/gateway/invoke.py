"""The only crossing from async to sync: a bounded thread pool with its own database connections."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

log = logging.getLogger(__name__)

SLOW_CALL_S = 0.5
POOL = ThreadPoolExecutor(max_workers=int(os.environ.get("GATEWAY_THREADS", "8")), thread_name_prefix="domain")

P = ParamSpec("P")
R = TypeVar("R")


async def invoke(fn: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a plain function that may use the database in the pool; exceptions come through."""

    def run() -> R:
        close_old_connections()
        started = time.monotonic()
        try:
            return fn(*args, **kwargs)
        finally:
            close_old_connections()
            took = time.monotonic() - started
            if took > SLOW_CALL_S:
                log.warning("%s took %.2f s", getattr(fn, "__qualname__", fn), took)

    return await asyncio.get_running_loop().run_in_executor(POOL, run)
