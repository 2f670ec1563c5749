"""Tests: a PostgreSQL cluster of their own, fast and forgetful."""

import dj_database_url

from cms.embedded import database_url

from .base import *  # noqa: F403  settings files build on each other by star import
from .base import BASE_DIR, DATABASE_URL

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = BASE_URL
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or database_url(BASE_DIR / ".local" / "postgres-test", "gewerbe", options=UNSAFE_BUT_FAST)
    )
}
ELASTICSEARCH_URL = ""  # whoever needs it asks for a fixture, which takes the one of the environment
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "gewerbe@example.org"
DEMO_ACCOUNTS_ALLOWED = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
