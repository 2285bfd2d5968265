"""Django settings: everything comes from the environment, and is refused in one sentence when wrong."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from webapp import environment

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# All runtime state lives here: databases, embedded servers, certificates, storage.
VAR_DIR = environment.folder("VAR_DIR", BASE_DIR / "var")
# uploads/ files/ recordings/ snapshots/
STORAGE_DIR = environment.folder("STORAGE_DIR", VAR_DIR / "storage")

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret("SECRET_KEY", VAR_DIR / "secret-key")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
# Set only behind a proxy that overwrites X-Forwarded-Proto itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_TLS_PROXY") else None
# Whose word about a page's address is taken, and in which header; a proxy passes on what it does not set itself, so
# the other header would be the page's own word.
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
PROXY_HEADER = environment.choice("PROXY_HEADER", "x-forwarded-for", ("x-forwarded-for", "forwarded"))
TLS = environment.flag("TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS or SECURE_PROXY_SSL_HEADER is not None

REDIS_URL = environment.text("REDIS_URL", "redis://127.0.0.1:6379/0")

# Where browsers reach a media node: the bound and announced address, and its one UDP port (0 picks a free one).
MEDIA_ADDRESS = environment.text("MEDIA_ADDRESS")
MEDIA_PORT = environment.number("MEDIA_PORT", 0, most=65535)
# Pages that leave it to the server go direct when two see each other and nobody else does.
DIRECT_MEDIA = environment.flag("DIRECT_MEDIA")
# STUN and TURN servers for direct media: a JSON list as RTCPeerConnection takes it.
ICE_SERVERS = environment.json_list("ICE_SERVERS")
# Of JPEG pictures that the server takes of live streams: 1 is coarse, 100 the finest.
SNAPSHOT_QUALITY = environment.number("SNAPSHOT_QUALITY", 90, least=1, most=100)

# One recording runs this long at most (vendor documents: eight hours).
RECORDING_LIMIT_S = environment.number("RECORDING_LIMIT_S", 8 * 3600, least=1)
# The packets a film was made of are kept for so many days more, to make another one; 0: they go with its making.
MASTERS_KEPT_DAYS = environment.number("MASTERS_KEPT_DAYS", 0, most=36_500)
# Of a camera that comes in several sizes, recordings keep what their film shows, or always the best.
RECORDING_LAYERS = environment.choice("RECORDING_LAYERS", "film", ("film", "best"))
# A media file that administrators upload to be played takes at most so many MiB.
MEDIA_FILE_LIMIT_MB = environment.number("MEDIA_FILE_LIMIT_MB", 500, least=1)
# The font of texts upon recorded pictures; without one, what the system has (Chinese needs a font that knows it).
RECORDING_FONT = environment.text("RECORDING_FONT")

INSTALLED_APPS = [
    "daphne",
    "webapp.apps.WebappConfig",
    "webapp.domain.accounts",
    "webapp.domain.presence",
    "webapp.domain.quality",
    "webapp.domain.rooms",
    "webapp.domain.playback",
    "webapp.domain.attributes",
    "webapp.domain.messaging",
    "webapp.domain.transfers",
    "webapp.domain.recordings",
    "webapp.domain.calls",
    "webapp.domain.queues",
    "webapp.pages",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "webapp.statics.StaticFiles",
    "webapp.pages.cross_origin.share_files",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "webapp.urls"
ASGI_APPLICATION = "webapp.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": environment.database("DATABASE_URL", VAR_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
]
LOGIN_URL = "admin:login"
# So many failed logins within the lock's length lock an account (AnyChat 202) or an address (203) out; 0 never does.
LOGIN_FAILURES_PER_ACCOUNT = environment.number("LOGIN_FAILURES_PER_ACCOUNT", 5)
LOGIN_FAILURES_PER_ADDRESS = environment.number("LOGIN_FAILURES_PER_ADDRESS", 30)
LOGIN_LOCK_S = environment.number("LOGIN_LOCK_S", 900, least=1)
# A page whose link broke without a goodbye may go on where it was for so many seconds; 0 ends everything at once.
LINK_GRACE_S = environment.number("LINK_GRACE_S", 10, most=3600)
# Visitors who have been offline for so many days and are part of no history are forgotten; 0 keeps them for ever.
VISITORS_KEPT_DAYS = environment.number("VISITORS_KEPT_DAYS", 30, most=36500)
# Rooms that pages made on purpose are closed when nobody has been inside for so many days; 0 keeps them open for ever.
ROOMS_KEPT_DAYS = environment.number("ROOMS_KEPT_DAYS", 30, most=36500)
# A class of the company's own that decides what docs/BUSINESS.md lists: "package.module.Class".
BUSINESS_HOOK = environment.text("BUSINESS_HOOK")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("TZ", "Asia/Shanghai")

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = environment.folder("STATIC_ROOT", VAR_DIR / "static")
# The finders are asked directly, so that nothing has to be collected before the first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# The SDK files keep their names for ever, so a browser has to ask again each time (ETag answers 304).
WHITENOISE_MAX_AGE = 0

MEDIA_ROOT = STORAGE_DIR
# Uploads arrive in pieces of at most this size; see the transfers app.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s", "datefmt": "%H:%M:%S"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "webapp": {"level": LOG_LEVEL},
        # The console handler of the root logger is enough: Django's own would say everything twice.
        "django": {"handlers": [], "level": "INFO"},
        "celery": {"level": "INFO"},
        "celery.beat": {"level": "WARNING"},
        # One line per task received and done: several a second, with nothing to read in them.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
