"""A running site whose readers Elasticsearch answers. A package of its own, with which the browser ends."""

import os
from collections.abc import Iterator

import pytest
from django.test import override_settings

from cms.testing.browser import chromium, open_page, profiles
from cms.testing.site import RunningSite, running_site
from search.replica import indices

__all__ = ["chromium", "open_page", "profiles"]


@pytest.fixture(scope="session")
def site(django_db_blocker, elasticsearch_url) -> Iterator[RunningSite]:
    names = {"ELASTICSEARCH_URL": elasticsearch_url, "ELASTICSEARCH_PREFIX": f"browser_{os.getpid()}"}
    with override_settings(**names):
        try:
            with running_site(django_db_blocker, **names) as site:
                site.run("from search.replica import upkeep; upkeep.synchronise()")
                yield site
        finally:
            indices.remove_all_but([])
