"""Tells Django about the pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The pages: views and forms, no models."""

    name = "webapp.pages"
    label = "pages"
