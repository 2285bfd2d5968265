"""Tells Django about the attributes app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttributesConfig(AppConfig):
    """The attributes app, labelled by its own short name."""

    name = "webapp.domain.attributes"
    label = "attributes"
    verbose_name = _("Attributes")
    default_auto_field = "django.db.models.BigAutoField"
