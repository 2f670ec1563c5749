"""What all environments share. Environment variables are read here, once, typed; docs/operations.md lists them."""

from pathlib import Path

from django.utils.csp import CSP
from environs import Env

from .environment import name_of_indices, optional_web_address

BASE_DIR = Path(__file__).resolve().parents[2]

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

SECRET_KEY: str = env.str("SECRET_KEY", "")
DATABASE_URL: str = env.str("DATABASE_URL", "")
ELASTICSEARCH_URL: str = env.str("ELASTICSEARCH_URL", "", validate=optional_web_address)
ELASTICSEARCH_PREFIX: str = env.str("ELASTICSEARCH_PREFIX", "gewerbe", validate=name_of_indices)
ALLOWED_HOSTS: list[str] = [host.strip() for host in env.list("ALLOWED_HOSTS", []) if host.strip()]
BASE_URL: str = env.str("BASE_URL", "").rstrip("/")
EMAIL_URL: str = env.str("EMAIL_URL", "")
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", "")
MEDIA_ROOT: str = env.str("MEDIA_ROOT", "") or str(BASE_DIR / ".local" / "media")
STATIC_ROOT: str = env.str("STATIC_ROOT", "") or str(BASE_DIR / ".local" / "static")
TRUSTED_PROXY: bool = env.bool("TRUSTED_PROXY", False)
LOG_LEVEL: str = env.log_level("LOG_LEVEL", "INFO")
DEBUG = False

WAGTAIL_SITE_NAME = "Gewerbe trifft Ämter"

INSTALLED_APPS = [
    "home",
    "search",
    "catalogue",
    "cms.workflow",
    "cms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "cms.apps.AdminConfig",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # before WhiteNoise: it compresses what was not compressed beforehand
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "cms.middleware.public_cache",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "cms.middleware.admin_content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cms.workflow.middleware.taken_down_pages",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "cms.templatetags.cms_tags"],
        },
    },
]

# --- data ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "cms.User"
WAGTAIL_PAGE_MODEL = "cms.BasePage"
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.SiteDocument"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Accounts with a password that everybody knows; only development and tests may have them.
DEMO_ACCOUNTS_ALLOWED = False

# --- language -----------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Europe/Berlin"
WAGTAIL_USER_TIME_ZONES = ["Europe/Berlin"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- security -----------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # KERN draws its icons as data: masks
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],  # the admin's preview panel
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview panel
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's admin scripts read it

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False  # would call a third party
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # would call a third party
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "german"}}
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.workflow.files.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.workflow.files.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "txt", "csv"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_SEARCH_ENABLED = False  # the search has its own API

# Only a finished workflow brings a page to the public.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.workflow.finish.publish_signed"

# --- background work ----------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        # two lines for each saved row; what matters of it is in the admin's history
        "django_tasks": {"level": "WARNING"},
        "elastic_transport": {"level": "ERROR"},  # a line for each request, and for each that failed
        "wagtail": {"level": "WARNING"},
    },
}
