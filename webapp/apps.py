"""Tells Django about the project itself: its commands, its checks and its wiring."""

from django.apps import AppConfig


class WebappConfig(AppConfig):
    """The project as an app, so that manage.py finds its commands."""

    name = "webapp"

    def ready(self) -> None:
        """Register the system checks and connect events with their subscribers, once per process."""
        # They need the models, and those exist only from here on; the tasks need a Celery application.
        from webapp import celery, checks, wiring  # noqa: F401

        wiring.connect()
