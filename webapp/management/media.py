"""Where the commands of an operator find the media nodes."""

import os

from django.conf import settings
from django.core.management.base import CommandError
from redis import Redis

from webapp.media.client import MediaClient
from webapp.servers import redis

NOT_THERE = "No Redis answers: start script/server, or set REDIS_URL to the Redis that the media nodes use."


def media_client() -> MediaClient:
    """Return a client on REDIS_URL, else on the Redis of the `manage.py dev` that runs here; raises CommandError."""
    url = os.environ.get("REDIS_URL") or redis.address_in(settings.VAR_DIR / "redis")
    if not redis.answers(url):
        raise CommandError(NOT_THERE)
    return MediaClient(Redis.from_url(url))
