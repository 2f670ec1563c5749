"""Development: embedded PostgreSQL, mails on the console, demo accounts allowed."""

import dj_database_url

from cms.embedded import database_url

from .base import *  # noqa: F403  settings files build on each other by star import
from .base import ALLOWED_HOSTS, BASE_DIR, BASE_URL, DATABASE_URL, env

DEBUG = env.bool("DEBUG", False)  # off by default: `make run` shows what the public sees, error pages included
SECRET_KEY = "development-only-never-in-production"
PORT: int = env.int("PORT", 8000)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
BASE_URL = BASE_URL or f"http://127.0.0.1:{PORT}"
WAGTAILADMIN_BASE_URL = BASE_URL
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or database_url(BASE_DIR / ".local" / "postgres", "gewerbe"), conn_max_age=600
    )
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DEFAULT_FROM_EMAIL = "gewerbe@example.org"
DEMO_ACCOUNTS_ALLOWED = True
AUTH_PASSWORD_VALIDATORS: list[dict] = []
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
