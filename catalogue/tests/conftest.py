import pytest

from .content import ContentDirectory
from .loading import load


@pytest.fixture
def content(tmp_path) -> ContentDirectory:
    """A small content directory without faults, which a test may change."""
    return ContentDirectory(tmp_path)


@pytest.fixture(scope="module")
def loaded(shared_db, tmp_path_factory) -> None:
    """The site holds what such a directory says, for all tests of a module."""
    load(ContentDirectory(tmp_path_factory.mktemp("loaded")))
