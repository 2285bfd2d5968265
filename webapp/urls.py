"""The HTTP addresses: Django admin, languages, the companies' API and the pages."""

from django.contrib import admin
from django.urls import include, path

from webapp.pages import api

admin.site.site_header = admin.site.site_title = "Switchboard"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/<str:verb>", api.call_verb, name="api"),
    path("", include("webapp.pages.urls")),
]
