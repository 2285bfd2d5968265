"""Tells Django about the playback app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlaybackConfig(AppConfig):
    """The playback app, labelled by its own short name."""

    name = "webapp.domain.playback"
    label = "playback"
    verbose_name = _("Playing media")
    default_auto_field = "django.db.models.BigAutoField"
