"""What the tests of the search share."""

import pytest
from wagtail.models import Site

from search.index import rebuild


@pytest.fixture
def reindex(db):
    """Make the index anew: inside a test's transaction nothing is ever committed."""

    def run() -> None:
        for _batch in rebuild():
            pass

    return run


@pytest.fixture
def forget_sites():
    """Let no later test see addresses of a site that was rolled back."""
    yield
    Site.clear_site_root_paths_cache()
