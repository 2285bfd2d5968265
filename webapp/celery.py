"""The Celery application: broker, queues and the table of periodic work."""

import logging.config
import os
import pkgutil
import warnings
from pathlib import Path
from typing import Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webapp.settings")

from django.conf import settings

# What is swept, and how often in seconds. Timers that matter are rows with a due time; these tasks look for them.
PERIODIC = {
    "media.resend_plans": 2.0,
    "presence.sweep": 5.0,
    "calls.sweep": 1.0,
    "queues.sweep": 1.0,
    "transfers.sweep": 30.0,
    "recordings.sweep": 5.0,
    "recordings.sweep_masters": 3600.0,
    "snapshots.sweep": 5.0,
    "playback.sweep": 5.0,
    "accounts.sweep": 600.0,
    "accounts.sweep_tokens": 1.0,
    "quality.sweep": 600.0,
    "rooms.sweep": 600.0,
}
# Minutes of work; kept apart so that a sweep never waits for it.
HEAVY_TASKS = {"recordings.compose": {"queue": "media"}}
# A task whose worker was killed comes back after this long. A task that still runs by then is delivered twice: it
# claims its row first, so the second delivery finds nothing to do. The sweeps bring back what must not wait.
REDELIVERY_S = 300
LONGEST_TASK_S = 3600


def _configuration() -> dict[str, Any]:
    return {
        "broker_url": settings.REDIS_URL,
        # Results are facts in the database; nobody waits for a task.
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "broker_transport_options": {"visibility_timeout": REDELIVERY_S},
        "task_time_limit": LONGEST_TASK_S,
        "task_default_queue": "default",
        "task_routes": HEAVY_TASKS,
        "timezone": settings.TIME_ZONE,
        "beat_schedule": {
            # A sweep nobody ran in time is worthless: the next one does the same work.
            name: {"task": name, "schedule": every_s, "options": {"expires": max(every_s * 2, 5.0)}}
            for name, every_s in PERIODIC.items()
        },
        "broker_connection_retry_on_startup": True,
        "imports": _task_modules(),
    }


def _task_modules() -> list[str]:
    folder = Path(__file__).parent / "tasks"
    return [f"webapp.tasks.{module.name}" for module in pkgutil.iter_modules([str(folder)])]


# It warns of pickled tasks run by root; ours are JSON, and in a container everybody is root.
warnings.filterwarnings("ignore", category=SecurityWarning)


@signals.setup_logging.connect
def _use_our_logging(**_: object) -> None:
    """Keep Celery from replacing the project's log format."""
    logging.config.dictConfig(settings.LOGGING)


app = Celery("switchboard")
app.config_from_object(_configuration())
# Threads other than the importing one look for the default app, not for the current one.
app.set_default()
