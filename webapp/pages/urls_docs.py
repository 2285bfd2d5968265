"""The addresses of the reference; included below /docs/."""

from django.urls import path

from webapp.pages import docs

urlpatterns = [
    path("", docs.index, name="docs"),
    path("anychat/", docs.anychat, name="docs-anychat"),
    path("anychat/constants/", docs.constants, name="docs-anychat-constants"),
]
