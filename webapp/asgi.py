"""What an ASGI server runs: HTTP goes to Django, WebSockets go to the gateway."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webapp.settings")
http_application = get_asgi_application()

# The gateway imports models, and those exist only after Django is set up.
from webapp.gateway.routing import websocket_urlpatterns  # noqa: E402
from webapp.pages.limits import refuse_large_bodies  # noqa: E402

application = ProtocolTypeRouter(
    {"http": refuse_large_bodies(http_application), "websocket": URLRouter(websocket_urlpatterns)}
)
