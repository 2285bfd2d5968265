"""One route per dialect, all to the one Gateway."""

from django.urls import path

from webapp.dialects.registry import DIALECTS
from webapp.gateway.consumer import Gateway

websocket_urlpatterns = [path(f"ws/{name}/", Gateway.as_asgi(dialect=dialect)) for name, dialect in DIALECTS.items()]
