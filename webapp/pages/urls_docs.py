"""The addresses of the reference; included below /docs/."""

from django.urls import path

from webapp.pages import docs

urlpatterns = [
    path("", docs.index, name="docs"),
    path("<slug:key>/", docs.functions, name="docs-functions"),
    path("<slug:key>/constants/", docs.constants, name="docs-constants"),
]
