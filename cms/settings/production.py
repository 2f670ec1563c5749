"""Production: everything from the environment, and no start with a value that is missing or unsafe."""

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403  settings files build on each other by star import
from .base import BASE_URL, DATABASE_URL, EMAIL_URL, TRUSTED_PROXY, env
from .environment import faults, mailers

if found := faults({**globals(), "DEBUG": env.bool("DEBUG", False)}):
    raise ImproperlyConfigured(
        "Production does not start with these settings (docs/operations.md lists all):\n  " + "\n  ".join(found)
    )

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
# Shared by all processes: addresses of pages and limits of the API must not differ between them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
MAILERS = mailers(EMAIL_URL)
DEMO_ACCOUNTS_ALLOWED = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^gesundheit/$"]  # asked inside the network, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if TRUSTED_PROXY:  # without a proxy that sets it, anybody could send this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the admin shows previews of pages in frames of the same site
    "security.W021",  # preloading binds the whole domain for years: its owner decides, not this site
]
