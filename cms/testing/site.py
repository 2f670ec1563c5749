"""The whole site with its real content, as a process of its own: what browsers and checkers look at."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections
from psycopg import sql

from cms.testing.databases import use_template

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180


@dataclass(frozen=True)
class RunningSite:
    """Where the site answers; `url("/suche/")` gives an absolute address."""

    base: str
    beside: subprocess.Popen  # see `cms.testing.beside`

    def url(self, path: str = "/") -> str:
        return f"{self.base}{path}"

    def run(self, code: str) -> str:
        """The last line that `code` prints when it runs beside the site, on its database; mails come before it."""
        self.beside.stdin.write(json.dumps(code) + "\n")
        self.beside.stdin.flush()
        printed, fault = json.loads(self.beside.stdout.readline())
        assert not fault, fault
        return "".join(printed.splitlines()[-1:]).strip()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def database_url(name: str) -> str:
    """The URL of database `name` on the server the tests use."""
    parameters = connections["default"].get_connection_params()
    known = {key: parameters.get(key) for key in ("host", "port", "user", "password")}
    host = known["host"] or ""
    credentials = known["user"] or ""
    if known["password"]:
        credentials += f":{known['password']}"
    if host.startswith("/"):
        return f"postgresql://{credentials}@/{name}?host={host}"
    return f"postgresql://{credentials}@{host}:{known['port'] or 5432}/{name}"


@pytest.fixture(scope="session")
def site(django_db_blocker) -> Iterator[RunningSite]:
    """The site as `make run` starts it, answered by PostgreSQL."""
    with running_site(django_db_blocker) as site:
        yield site


@contextmanager
def running_site(django_db_blocker, **settings: str) -> Iterator[RunningSite]:
    """A site as `make run` starts it, on a database of its own with the seed content and the demo accounts.

    `settings`: environment variables beside the usual ones.
    """
    with django_db_blocker.unblock():
        template = use_template()
        admin_url = database_url(django_settings.DATABASES["default"]["NAME"].removeprefix("test_").partition("_gw")[0])
    port = free_port()
    name = f"gewerbe_site_{os.getpid()}_{port}"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template {}").format(*map(sql.Identifier, (name, template))))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": database_url(name),
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "ELASTICSEARCH_URL": "",  # sites of several workers would take each other's index for their own
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        preexec_fn=deaf_to_interrupts,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/robots.txt", process)
        with helper(environment) as beside:
            yield RunningSite(base, beside)
    finally:
        process.send_signal(signal.SIGINT)  # what Ctrl-C sends
        assert process.wait(20) == 0
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def helper(environment: dict[str, str]) -> subprocess.Popen:
    """A process that runs pieces of code on the site's database; it ends with its input."""
    return subprocess.Popen(
        [sys.executable, "-m", "cms.testing.beside"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def deaf_to_interrupts() -> None:
    """Ignore SIGINT, as jobs do that a shell starts in the background; the site must stop by it all the same."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Return as soon as `url` answers; raises `RuntimeError` if the process ends or takes too long."""
    for _ in range(START_SECONDS * 5):
        if process.poll() is not None:
            raise RuntimeError(f"the site ended with {process.returncode} before it answered")
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  our own address
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer within {START_SECONDS} seconds")
