"""Tells Django about the recordings app."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    """The recordings app, labelled by its own short name."""

    name = "webapp.domain.recordings"
    label = "recordings"
    default_auto_field = "django.db.models.BigAutoField"
