"""People who act at the same time, on real connections of their own."""

import threading
import time
from collections.abc import Callable

from django.db import connection, connections

SECONDS = 20


class Somebody(threading.Thread):
    """Does something on a connection of its own, at once."""

    def __init__(self, act: Callable) -> None:
        super().__init__(daemon=True)
        self.act, self.outcome = act, None
        self.start()

    def run(self) -> None:
        try:
            self.outcome = self.act()
        except Exception as error:
            self.outcome = error
        finally:
            connections.close_all()

    def done(self):
        """What came of it, or the refusal."""
        self.join(SECONDS)
        assert not self.is_alive(), "still waiting"
        return self.outcome

    def result(self):
        """What came of it; raises the refusal."""
        if isinstance(outcome := self.done(), Exception):
            raise outcome
        return outcome


def waiting_for_a_lock() -> int:
    """How many connections to this database wait for somebody else."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")  # within a transaction it would show the first look for ever
        cursor.execute(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        )
        return cursor.fetchone()[0]


def until(condition: Callable[[], bool], *, seconds: float = SECONDS, pause: float = 0.02) -> None:
    """Wait until it comes to this; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to this"
        time.sleep(pause)
