"""The addresses of the pages."""

from django.urls import include, path

from webapp.pages import views

urlpatterns = [
    path("", views.start, name="start"),
    path("customer/", views.customer, name="customer"),
    path("agent/", views.agent, name="agent"),
    path("meeting/", views.meeting, name="meeting"),
    path("watch/<str:token>/<int:number>/", views.watch, name="watch"),
    path("docs/", include("webapp.pages.urls_docs")),
    path("", include("webapp.pages.urls_files")),
]
