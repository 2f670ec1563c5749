"""The page at whose doors people and programs try their luck."""

import pytest

from catalogue.tests.factories import make_topic
from cms.testing.factories import make_editor, make_office, make_user

from .common import SECRET


@pytest.fixture(scope="module")
def shared_scene(shared_scene):
    """A public page, another one beside it, and a draft of the first that nobody signed."""
    scene = shared_scene
    scene.neighbour = make_topic("Heizpilze", slug="heizpilze", lead_office=scene.lead)
    scene.edit(scene.lead_editor, second=SECRET)
    scene.people = {
        "co-owner": scene.lead_editor,
        "other office": make_editor(make_office("Bauamt", editors=True)),
        "promotion": scene.signer,
        "superuser": make_user("technik", is_superuser=True),
    }
    return scene
