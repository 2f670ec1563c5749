"""The real Elasticsearch for tests."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.embedded import VERSION, is_installed, local_server, version_at

MISSING = f"no Elasticsearch {VERSION}: start one with `make elasticsearch`, or set ELASTICSEARCH_URL"


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The address of an Elasticsearch: the given one, the one that runs here, else the installed one, until the end.

    Without any the test is skipped, which fails in CI.
    """
    if url := os.environ.get("ELASTICSEARCH_URL"):
        if version_at(url) != VERSION:
            pytest.skip(MISSING)
        yield url
        return
    server = local_server()
    if not version_at(server.url) and not is_installed():
        pytest.skip(MISSING)
    server.home.mkdir(parents=True, exist_ok=True)
    started_by_tests = server.home / "started-by-tests"
    with (server.home / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if not version_at(server.url):
            started_by_tests.touch()
        yield server.start()
        fcntl.flock(users, fcntl.LOCK_UN)
        if started_by_tests.exists() and _is_last(users):
            started_by_tests.unlink()
            server.stop()


def _is_last(users) -> bool:
    """Whether no other process of tests uses the server."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def free_directory(name: str) -> Path:
    """Where a server of a test's own may live: the user it runs as has no way into pytest's directories."""
    return local_server().home / f"{name}-{os.getpid()}"


@pytest.fixture
def elasticsearch(settings, elasticsearch_url) -> Iterator[None]:
    """Let the site use the Elasticsearch of the tests, with indices of this process's own; nothing stays behind."""
    from search.engines.fallback import breaker
    from search.replica import indices

    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.ELASTICSEARCH_PREFIX = f"test_{os.getpid()}"
    indices.remove_all_but([])  # of a killed process of the same number
    yield
    breaker.close()
    settings.ELASTICSEARCH_URL = elasticsearch_url
    indices.remove_all_but([])
