"""Whether Elasticsearch is to be asked: after a failure no longer, until it answers in the background."""

import datetime
import logging
import threading
import time
from collections.abc import Callable

from django.utils import timezone

from search.replica.client import reason

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between two questions
LONGEST_PAUSE = 60.0
STABLE = 60.0  # seconds without a failure after which the pause is short again


class Breaker:
    """One for each process. Says once in the log that Elasticsearch failed, and once that it is back."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.since: datetime.datetime | None = None
        self._error: Exception | None = None
        self.first_pause = pause
        self._pause = pause
        self._closed_at = -STABLE
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def is_open(self) -> bool:
        """Whether Elasticsearch must not be asked."""
        return self.since is not None

    def open(self, error: Exception, probe: Callable[[], object]) -> None:
        """Ask no longer; `probe` is called now and then until it does not fail."""
        with self._lock:
            if self.is_open:
                return
            self.since, self._error = timezone.now(), error
            quick = time.monotonic() - self._closed_at < STABLE
            self._pause = min(2 * self._pause, LONGEST_PAUSE) if quick else self.first_pause
            self._stop = threading.Event()
            self._watcher = threading.Thread(target=self._watch, args=(probe, self._stop), daemon=True)
            self._watcher.start()
        logger.error("Elasticsearch failed (%s): PostgreSQL answers until it is back", reason(error))

    def news(self) -> Exception | None:
        """The last failure, unless somebody was told of it already."""
        error, self._error = self._error, None
        return error

    def close(self) -> None:
        """Ask again, and stop what goes on in the background."""
        self._stop.set()
        if self._watcher and self._watcher is not threading.current_thread():
            self._watcher.join()
        with self._lock:
            self.since = None
            self._closed_at = time.monotonic()

    def _watch(self, probe: Callable[[], object], stop: threading.Event) -> None:
        while not stop.wait(self._pause):
            try:
                probe()
            except Exception as error:  # whatever it is, this thread is the only one that asks again
                self._error = error
                continue
            since = self.since
            self.close()
            logger.warning("Elasticsearch is back and answers again; it was away since %s", since)
            return
