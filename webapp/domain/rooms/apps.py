"""Tells Django about the rooms app."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """The rooms app, labelled by its own short name."""

    name = "webapp.domain.rooms"
    label = "rooms"
    default_auto_field = "django.db.models.BigAutoField"
