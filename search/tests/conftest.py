"""What the tests of the search share."""

import pytest

from search.index import rebuild


@pytest.fixture
def reindex(db):
    """Make the index anew: inside a test's transaction nothing is ever committed."""

    def run() -> None:
        for _batch in rebuild():
            pass

    return run
