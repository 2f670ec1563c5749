"""Migrations lead from nothing to here and back, in one line, and nothing is missing."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

# User and page model; Wagtail's own migrations stand on them, and not all of those can go back.
BELOW_EVERYTHING = ("cms", "0003_finalize_page_model")
OURS = ["cms", "workflow", "catalogue", "home", "search"]


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.partition("_")[0] in OURS}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("app", OURS)
def test_one_line_without_branches(app):
    graph = MigrationLoader(None).graph
    assert len(graph.leaf_nodes(app)) <= 1
    numbers = [name.partition("_")[0] for label, name in graph.nodes if label == app]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.django_db(transaction=True)
def test_back_to_nothing_and_forth_again():
    before = tables()
    models = {model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()}
    assert models <= before

    executor = MigrationExecutor(connection)
    first = [
        (app, None) for app in ("search", "home", "catalogue", "workflow") if executor.loader.graph.leaf_nodes(app)
    ]
    executor.migrate([*first, BELOW_EVERYTHING])
    assert {table for table in tables() if not table.startswith(("cms_user", "cms_basepage"))} == set()

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert tables() == before
