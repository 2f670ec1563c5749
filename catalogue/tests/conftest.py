import pytest

from .content import ContentDirectory


@pytest.fixture
def content(tmp_path) -> ContentDirectory:
    """A small content directory without faults, which a test may change."""
    return ContentDirectory(tmp_path)
