"""Elasticsearch is killed, hangs and is wiped while readers search; the worker is killed while it writes.

The site, its worker and Elasticsearch are processes as in production. It takes a minute: in CI, or with CI=true.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.conf import settings as django_settings
from django.db import connection

from catalogue.tests.factories import make_topic
from cms.testing.people import until
from cms.testing.production import example_environment
from cms.testing.site import database_url, free_port
from search.conftest import MISSING, free_directory
from search.embedded import Server, is_installed, server_apart
from search.index import builds
from search.models import SearchOutbox
from search.replica import indices, upkeep
from search.replica.documents import all_documents

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

READERS = 2
SLOW = 1.0  # seconds
PATIENCE = 180.0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if os.environ.get("CI", "").lower() not in ("1", "true"):
        pytest.skip("takes a minute: runs in CI, or with CI=true")
    if not is_installed():
        pytest.skip(MISSING)
    server = server_apart(free_directory("faults"), free_port())
    try:
        server.start()
        yield server
    finally:
        server.resume()
        server.remove()


@dataclass
class Site:
    """The site under the settings of production, with the database of the test."""

    environment: dict[str, str]
    port: int

    @contextmanager
    def process(self, *command: str) -> Iterator[subprocess.Popen]:
        """A process of the site, which is killed at the end of the block."""
        root = django_settings.BASE_DIR
        with subprocess.Popen([sys.executable, *command], cwd=root, env=self.environment) as process:  # noqa: S603
            try:
                yield process
            finally:
                process.kill()

    def run(self, *command: str) -> None:
        """Run a management command to its end."""
        with self.process("manage.py", *command) as process:
            assert process.wait(PATIENCE) == 0

    def save(self, title: str) -> None:
        """Let somebody save a topic."""
        self.run("shell", "--command", f"from catalogue.tests.factories import make_topic; make_topic({title!r})")

    def get(self, address: str) -> str:
        headers = {"Host": "gewerbe.example.org", "X-Forwarded-Proto": "https"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{address}", headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310  our own server
            return response.read().decode()

    def says(self, text: str) -> bool:
        """Whether the health page says so."""
        try:
            return text in self.get("/gesundheit/")
        except OSError:
            return False


@pytest.fixture
def site(server, settings, home, tmp_path) -> Site:
    """The site with thirty topics that Elasticsearch knows; nothing of it runs yet."""
    for number in range(30):
        make_topic(f"Heizpilz {number}", slug=f"heizpilz-{number}")
    server.start()
    settings.ELASTICSEARCH_URL = server.url
    settings.ELASTICSEARCH_PREFIX = "faults"
    upkeep.synchronise()
    environment = {
        **example_environment(database_url(connection.settings_dict["NAME"])),
        "ELASTICSEARCH_URL": server.url,
        "ELASTICSEARCH_PREFIX": "faults",
        "STATIC_ROOT": str(tmp_path),
    }
    site = Site(environment, free_port())
    site.run("createcachetable")
    return site


@dataclass
class Readers:
    """Threads that search again and again, and what they saw."""

    site: Site
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Readers":
        self.threads = [threading.Thread(target=self.read) for _reader in range(READERS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *args) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def read(self) -> None:
        while not self.over.is_set():
            begin = time.monotonic()
            try:
                page = self.site.get("/suche/?q=Heizpilz")
                if page.count("<mark>Heizpilz</mark>") < 20:
                    self.wrong.append(f"{len(page)} letters")
            except OSError as error:
                self.wrong.append(str(error))
            self.seconds.append(time.monotonic() - begin)
            time.sleep(0.02)  # the machine has other things to do, too


def wait_until(condition) -> None:
    until(condition, seconds=PATIENCE, pause=0.05)


def is_right() -> bool:
    """Whether Elasticsearch holds exactly what PostgreSQL says."""
    build = builds.live()
    if SearchOutbox.objects.exists() or not indices.is_filled(build):
        return False
    meant = {(each.page_id, each.version, each.body["digest"]) for each in all_documents(build)}
    return set(indices.digests(build)) == meant and len(meant) >= 30


def test_readers_notice_nothing(server, site):
    site.run("collectstatic", "--noinput", "--verbosity=0")
    web = ["-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{site.port}", "--threads", "4", "--no-control-socket"]
    outage, well = "search: PostgreSQL, Elasticsearch failed", "search: Elasticsearch"
    with site.process(*web), site.process("manage.py", "db_worker"):
        wait_until(lambda: site.says(well))
        site.get("/suche/?q=Heizpilz")
        with Readers(site) as readers:
            wait_until(lambda: len(readers.seconds) > 20 and site.says(well))

            server.kill()
            wait_until(lambda: site.says(outage))
            site.save("Markise")
            server.start()
            wait_until(lambda: is_right() and site.says(well))

            indices.remove_all_but([])
            wait_until(lambda: site.says(outage))
            wait_until(lambda: is_right() and site.says(well))

            server.pause()
            wait_until(lambda: site.says(outage))
            server.resume()
            wait_until(lambda: site.says(well))
    assert readers.wrong == []
    slow = [seconds for seconds in readers.seconds if seconds > SLOW]
    assert len(slow) <= 1, slow
    print(f"{len(readers.seconds)} requests, the slowest {max(readers.seconds):.2f} s")  # noqa: T201  with -s


def test_a_worker_killed_between_commit_and_indexing_loses_nothing(server, site):
    server.pause()
    site.save("Quastenflosser")
    assert SearchOutbox.objects.count() == 1
    with site.process("manage.py", "db_worker") as worker:
        wait_until(is_at_work)
        worker.kill()
    server.resume()
    assert SearchOutbox.objects.count() == 1
    assert not is_right()

    site.run("tick")
    assert is_right()


def is_at_work() -> bool:
    """Whether a process is about to write to Elasticsearch."""
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where locktype = 'advisory' and objid = %s)", [upkeep.LOCK])
        return cursor.fetchone()[0]
