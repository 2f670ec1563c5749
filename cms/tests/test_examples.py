"""The examples in descriptions are true."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

APPS = ["cms", "home", "catalogue", "search"]
EXAMPLE = re.compile(r"^ +>>> ", re.MULTILINE)


def with_examples() -> list[str]:
    root = Path(settings.BASE_DIR)
    paths = (path for app in APPS for path in sorted((root / app).rglob("*.py")) if EXAMPLE.search(path.read_text()))
    return [".".join(path.relative_to(root).with_suffix("").parts) for path in paths]


@pytest.mark.parametrize("module", with_examples())
def test_the_examples_hold(module):
    result = doctest.testmod(import_module(module))

    assert result.attempted
    assert not result.failed
