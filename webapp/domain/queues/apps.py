"""Tells Django about the queues app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QueuesConfig(AppConfig):
    """The queues app, labelled by its own short name."""

    name = "webapp.domain.queues"
    label = "queues"
    verbose_name = _("Queues")
    default_auto_field = "django.db.models.BigAutoField"
