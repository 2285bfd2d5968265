"""Tells Django about the presence app."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """The presence app, labelled by its own short name."""

    name = "webapp.domain.presence"
    label = "presence"
    default_auto_field = "django.db.models.BigAutoField"
