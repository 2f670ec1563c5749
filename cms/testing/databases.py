"""Test databases in a moment: migrated once into a template, copied for each process and after tests that commit."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from psycopg.sql import SQL, Identifier

ONE_BUILDS = 4711  # an advisory lock: the first process builds the template, the others wait for it


def use_template() -> str:
    """Make the template if the migrations have changed since, and let test databases be copies of it; its name."""
    if template := connection.settings_dict["TEST"].get("TEMPLATE"):
        return template
    base = f"{connection.settings_dict['NAME']}_template_"
    name = base + _digest_of_migrations()
    with _server() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ONE_BUILDS])
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [base])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(SQL("drop database {}").format(Identifier(old)))
            building = f"{base}building"
            cursor.execute(SQL("create database {}").format(Identifier(building)))
            _migrate(building)
            cursor.execute(SQL("alter database {} rename to {}").format(Identifier(building), Identifier(name)))
        cursor.execute("select pg_advisory_unlock(%s)", [ONE_BUILDS])
    connection.settings_dict["TEST"]["TEMPLATE"] = name
    return name


def leave_tables_as_they_are() -> None:
    """Let Django empty no tables after a test that commits: `renew_database` throws them away."""
    TransactionTestCase._fixture_teardown = lambda test_case: None


def renew_database() -> None:
    """Give this process a fresh copy, after a test that commits."""
    name = connection.settings_dict["NAME"]
    template = connection.settings_dict["TEST"]["TEMPLATE"]
    connection.close()
    with _server() as cursor:
        cursor.execute(SQL("drop database {} with (force)").format(Identifier(name)))
        cursor.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
    ContentType.objects.clear_cache()
    cache.clear()


@contextmanager
def _server() -> Iterator:
    with connection._nodb_cursor() as cursor:  # what Django's own test databases are made with
        yield cursor


def _migrate(database: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _digest_of_migrations() -> str:
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
