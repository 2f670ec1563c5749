"""PostgreSQL's advisory locks: gone with the connection, however it ends. Each user has a number of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def held(number: int, *, wait: bool = False) -> Iterator[bool]:
    """Whether the lock `number` is ours within this block. Where somebody else has it: wait for it, or go without."""
    mine = _ask("select pg_advisory_lock(%s) is not null" if wait else "select pg_try_advisory_lock(%s)", number)
    try:
        yield mine
    finally:
        if mine:
            _ask("select pg_advisory_unlock(%s)", number)


def _ask(statement: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [number])
        return bool(cursor.fetchone()[0])
