"""Tells Django about the messaging app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The messaging app, labelled by its own short name."""

    name = "webapp.domain.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
