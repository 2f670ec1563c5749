"""What most tests of the workflow begin with: built once for a module, and put back after each test."""

from copy import deepcopy

import pytest

from .scene import Scene


@pytest.fixture(scope="module")
def shared_scene(shared_home) -> Scene:
    """Modules add to it by a fixture of the same name."""
    return Scene()


@pytest.fixture
def scene(db, shared_scene) -> Scene:
    return deepcopy(shared_scene)
