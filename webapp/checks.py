"""Django system checks: what this machine lacks, each with an id and a hint that says what to do.

They run with `manage.py check --deploy`, which looks at the machine; a plain `check` looks at the code only.
"""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from webapp.servers.redis import answers

BUNDLES = (
    "sdk/anychatsdk.js",
    "sdk/crvideosdk.js",
    "sdk/conferencesdk.js",
    "dist/start.js",
    "dist/customer.js",
    "dist/agent.js",
    "dist/meeting.js",
)
SMALLEST_FREE_BYTES = 1024**3


@register(deploy=True)
def redis_answers(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Fan-out, leases and tasks all need Redis."""
    if answers(settings.REDIS_URL):
        return []
    hint = "Start Redis, correct REDIS_URL, or use `manage.py dev`, which starts one itself."
    return [Error("No Redis answers at REDIS_URL.", hint=hint, id="switchboard.E001")]


@register(deploy=True)
def storage_is_writable(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Uploads, recordings and snapshots are written below STORAGE_DIR."""
    if os.access(settings.STORAGE_DIR, os.W_OK | os.X_OK):
        return []
    hint = "Make it writable for this account or set STORAGE_DIR to another folder."
    return [Error(f"The folder {settings.STORAGE_DIR} is not writable.", hint=hint, id="switchboard.E002")]


@register(deploy=True)
def storage_has_room(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """An hour of one recorded call takes about half a gigabyte."""
    disk = os.statvfs(settings.STORAGE_DIR)
    if disk.f_bavail * disk.f_frsize >= SMALLEST_FREE_BYTES:
        return []
    hint = "Delete old recordings or set STORAGE_DIR to a larger disk."
    return [Warning("Less than 1 GiB is free for recordings.", hint=hint, id="switchboard.W001")]


@register(deploy=True)
def proxy_is_trusted(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Behind a proxy that nobody trusts all pages have its address, and the first who guesses locks everybody out."""
    if settings.SECURE_PROXY_SSL_HEADER is None or settings.TRUSTED_PROXIES:
        return []
    hint = "Set TRUSTED_PROXIES to the address of the proxy."
    return [Warning("All pages seem to come from the proxy.", hint=hint, id="switchboard.W003")]


@register(deploy=True)
def bundles_are_built(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Pages without their scripts stay empty."""
    folders = (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)
    missing = [name for name in BUNDLES if not any((folder / name).exists() for folder in folders)]
    if not missing:
        return []
    hint = "Run script/setup, or `npm run build`."
    return [Error(f"The front end is not built: {', '.join(missing)}.", hint=hint, id="switchboard.E003")]


@register(deploy=True)
def secret_is_shared(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Two machines with their own secrets do not accept each other's sessions."""
    if os.environ.get("SECRET_KEY"):
        return []
    hint = "Set SECRET_KEY to the same long random text on every machine of the site."
    return [Warning("SECRET_KEY was made up by this machine.", hint=hint, id="switchboard.W002")]
