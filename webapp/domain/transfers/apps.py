"""Tells Django about the transfers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    """The transfers app, labelled by its own short name."""

    name = "webapp.domain.transfers"
    label = "transfers"
    verbose_name = _("File transfers")
    default_auto_field = "django.db.models.BigAutoField"
