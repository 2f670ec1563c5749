"""The whole content of the test database, kept and put back: for tests that begin at the same point many times."""

from dataclasses import dataclass
from typing import Self

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

KEPT = "kept"  # a schema of its own; goes with the database
TABLES = """
    select table_name, array_agg(column_name::text order by ordinal_position) filter (where is_generated = 'NEVER')
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' group by table_name
"""


@dataclass
class Snapshot:
    """All rows of all tables as they are when it is taken, and the numbers that the next ones would get."""

    columns: dict[str, list[str]]
    digests: dict[str, str]
    numbers: list[tuple[str, int | None]]

    @classmethod
    def take(cls) -> Self:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TABLES)
            columns = dict(cursor.fetchall())
            cursor.execute(SQL("drop schema if exists {} cascade; create schema {}").format(*2 * [Identifier(KEPT)]))
            for name in columns:
                table = Identifier(name)
                cursor.execute(SQL("create table {}.{} as table public.{}").format(Identifier(KEPT), table, table))
            cursor.execute("select schemaname || '.' || sequencename, last_value from pg_sequences")
            snapshot = cls(columns, {}, cursor.fetchall())
        snapshot.digests = snapshot.present()
        return snapshot

    def present(self) -> dict[str, str]:
        """A digest for each table as it is now."""
        row = "select {} as name, md5(string_agg(t::text, '|' order by t::text)) as digest from public.{} t"
        selects = [SQL(row).format(name, Identifier(name)) for name in self.columns]
        with connection.cursor() as cursor:
            cursor.execute(SQL(" union all ").join(selects))
            return dict(cursor.fetchall())

    def put_back(self) -> None:
        """Make all rows what they were. Foreign keys are checked at the end, so the order does not matter."""
        changed = [name for name, digest in self.present().items() if digest != self.digests[name]]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set constraints all deferred")
            for name in changed:
                cursor.execute(SQL("delete from public.{}").format(Identifier(name)))
            for name in changed:
                columns = SQL(", ").join(map(Identifier, self.columns[name]))
                statement = SQL("insert into public.{} ({}) overriding system value select {} from {}.{}")
                table = Identifier(name)
                cursor.execute(statement.format(table, columns, columns, Identifier(KEPT), table))
            values = SQL(", ").join(SQL("({}::regclass, {}::bigint)").format(*pair) for pair in self.numbers)
            reset = (
                "select setval(name, coalesce(number, 1), number is not null) from (values {}) as known (name, number)"
            )
            cursor.execute(SQL(reset).format(values))
