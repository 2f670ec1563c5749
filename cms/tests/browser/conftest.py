"""Everything here looks at one running site from outside, in one worker."""

from pathlib import Path

import pytest

from cms.testing.browser import chromium, look_at, open_page, profiles, tab
from cms.testing.site import site

__all__ = ["chromium", "look_at", "open_page", "profiles", "site", "tab"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
