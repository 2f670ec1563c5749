"""Commands under production settings with safe example values: `python -m cms.testing.production check --deploy`."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]


def example_environment(database_url: str) -> dict[str, str]:
    """Values that production accepts, on a database that exists."""
    return {
        **{name: value for name, value in os.environ.items() if name not in ("DEBUG", "ELASTICSEARCH_URL")},
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DATABASE_URL": database_url,
        "ALLOWED_HOSTS": "gewerbe.example.org",
        "BASE_URL": "https://gewerbe.example.org",
        "EMAIL_URL": "submission://gewerbe:example@mail.example.org",
        "DEFAULT_FROM_EMAIL": "gewerbe@example.org",
        "TRUSTED_PROXY": "true",
    }


def main() -> int:
    from cms.embedded import database_url

    url = os.environ.get("DATABASE_URL") or database_url(BASE_DIR / ".local" / "postgres-test", "gewerbe")
    command = [sys.executable, "-W", "error", "manage.py", *sys.argv[1:]]
    return subprocess.run(command, cwd=BASE_DIR, env=example_environment(url)).returncode  # noqa: S603  our own command


if __name__ == "__main__":
    sys.exit(main())
