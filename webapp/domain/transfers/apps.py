"""Tells Django about the transfers app."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """The transfers app, labelled by its own short name."""

    name = "webapp.domain.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"
