"""The way to Elasticsearch: no retries, no waiting. Whoever asks for a reader has PostgreSQL to turn to."""

import time
from functools import cache, lru_cache

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError

SLOW = 0.5  # seconds that a reader's request may take in all
PATIENT = 60  # seconds for writing, which nobody waits for


class TooSlow(Exception):
    """The time for a reader's request is over."""


class Refused(Exception):
    """Elasticsearch did not do all of what one request asked for; says how much, and with which status."""


# Whatever an Elasticsearch can do wrong: not answer, answer too late, refuse, answer nonsense.
FAILURES = (ApiError, TransportError, TooSlow, Refused)


class Deadline:
    """The time that all requests for one reader may take together."""

    def __init__(self, seconds: float = SLOW) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises `TooSlow` if there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left


def client(timeout: float = PATIENT) -> Elasticsearch:
    """A client whose requests may take `timeout` seconds; connections are shared by all of a process."""
    return _with_timeout(settings.ELASTICSEARCH_URL, max(1, int(timeout * 100)))


def reason(error: Exception) -> str:
    """What went wrong, without anything that somebody searched for: messages of Elasticsearch repeat it."""
    status = f" {error.status_code}" if isinstance(error, ApiError) else ""
    return f"{type(error).__name__}{status}"


@lru_cache(100)
def _with_timeout(url: str, hundredths: int) -> Elasticsearch:
    # kept, since one costs as much as a small request
    return _client(url).options(request_timeout=hundredths / 100)


@cache
def _client(url: str) -> Elasticsearch:
    return Elasticsearch(url, max_retries=0, retry_on_timeout=False)
