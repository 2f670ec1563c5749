"""What environment variables mean, and which values are unsafe. Free of Django settings, so that these can ask it."""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from environs import ValidationError

SMTP = "django.core.mail.backends.smtp.EmailBackend"
MAIL_PORTS = {"smtp": 25, "submission": 587, "smtps": 465}
MAIL_HELP = (
    "submission://user:password@mail.example.org (STARTTLS), smtps://… or smtp://… for a relay of your own network"
)
SECRET_LENGTH = 50
# a leading dot stands for all hosts below a domain; IPv6 addresses come in brackets
HOST_NAME = re.compile(r"\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
SECURE_ADDRESS = re.compile(r"https://([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?", re.IGNORECASE)


def optional_web_address(value: str) -> None:
    """Accept nothing or an http(s) address."""
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.hostname):
        raise ValidationError("must be an address like http://elasticsearch:9200")


def name_of_indices(value: str) -> None:
    """Accept what names of indices may begin with."""
    if not re.fullmatch("[a-z][a-z0-9_]{0,39}", value):
        raise ValidationError("must be 1 to 40 lower case letters, digits or _, and begin with a letter")


def mailers(url: str) -> dict[str, Any]:
    """Django's MAILERS from one address; ValueError if it is none."""
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError(f"not a mail address: {MAIL_HELP}")
    options = {
        "host": parts.hostname,
        "port": parts.port or MAIL_PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "submission",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 20,
    }
    return {"default": {"BACKEND": SMTP, "OPTIONS": options}}


def faults(values: Mapping[str, Any]) -> list[str]:
    """Every value that production must not start with, each with its fix. An empty list: all is well."""
    found = [
        (
            _weak_secret(values["SECRET_KEY"]),
            "SECRET_KEY",
            "set a random text of 50 characters or more: openssl rand -base64 48",
        ),
        (
            not _is_database(values["DATABASE_URL"]),
            "DATABASE_URL",
            "set it to postgres://user:password@host:5432/database",
        ),
        (
            not values["ALLOWED_HOSTS"] or not all(HOST_NAME.fullmatch(host) for host in values["ALLOWED_HOSTS"]),
            "ALLOWED_HOSTS",
            'name the hosts of the site without https:// and port, separated by commas; never "*"',
        ),
        (
            not SECURE_ADDRESS.fullmatch(values["BASE_URL"]),
            "BASE_URL",
            "set the public address, https:// and the host, without a path",
        ),
        (not _is_mail_server(values["EMAIL_URL"]), "EMAIL_URL", f"set it to {MAIL_HELP}"),
        (
            "@" not in parseaddr(values["DEFAULT_FROM_EMAIL"])[1],
            "DEFAULT_FROM_EMAIL",
            "set the address that mails come from",
        ),
        (values["DEBUG"], "DEBUG", "remove it: error pages would show settings and code to everybody"),
    ]
    return [f"{name}: {fix}" for wrong, name, fix in found if wrong]


def _weak_secret(secret: str) -> bool:
    return len(secret) < SECRET_LENGTH or len(set(secret)) < 10 or "insecure" in secret or _is_example(secret)


def _is_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = parts.hostname or "host=" in parts.query  # the directory of a socket is given in the query
        complete = named and parts.port != 0 and parts.path.strip("/")
    except ValueError:
        return False
    return bool(complete) and parts.scheme in ("postgres", "postgresql") and not _is_example(url)


def _is_example(value: str) -> bool:
    """Whether the value is still the one of .env.example."""
    return "change-me" in value


def _is_mail_server(url: str) -> bool:
    try:
        mailers(url)
    except ValueError:
        return False
    return not _is_example(url)
