"""The HTTP addresses: Django admin, languages, and the pages."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Switchboard"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("webapp.pages.urls")),
]
