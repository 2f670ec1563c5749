"""An office with an administrator, and who is logged in."""

import pytest

from cms.testing.factories import make_editor
from cms.workflow.tests.scene import Scene


@pytest.fixture
def scene(home):
    scene = Scene()
    scene.chief = make_editor(scene.lead, username="leitung", email="leitung@example.org")
    scene.lead.administrators.add(scene.chief)
    return scene


@pytest.fixture
def chief(client, scene):
    """The administrator of the lead office is logged in."""
    client.force_login(scene.chief)
    return scene.chief


@pytest.fixture
def signer(client, scene):
    """Somebody of the Wirtschaftsförderung is logged in."""
    client.force_login(scene.signer)
    return scene.signer
