"""An office with an administrator, and who is logged in."""

import pytest

from cms.testing.factories import make_editor


@pytest.fixture(scope="module")
def shared_scene(shared_scene):
    shared_scene.chief = make_editor(shared_scene.lead, username="leitung", email="leitung@example.org")
    shared_scene.lead.administrators.add(shared_scene.chief)
    return shared_scene


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
