"""Tells Django about the calls app."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """The calls app, labelled by its own short name."""

    name = "webapp.domain.calls"
    label = "calls"
    default_auto_field = "django.db.models.BigAutoField"
