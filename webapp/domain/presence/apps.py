"""Tells Django about the presence app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PresenceConfig(AppConfig):
    """The presence app, labelled by its own short name."""

    name = "webapp.domain.presence"
    label = "presence"
    verbose_name = _("Presence")
    default_auto_field = "django.db.models.BigAutoField"
