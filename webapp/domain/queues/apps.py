"""Tells Django about the queues app."""

from django.apps import AppConfig


class QueuesConfig(AppConfig):
    """The queues app, labelled by its own short name."""

    name = "webapp.domain.queues"
    label = "queues"
    default_auto_field = "django.db.models.BigAutoField"
