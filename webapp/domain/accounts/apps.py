"""Tells Django about the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app, labelled by its own short name."""

    name = "webapp.domain.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
