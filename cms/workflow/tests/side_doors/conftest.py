"""The page at whose doors people and programs try their luck."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from catalogue.tests.factories import make_topic
from cms.testing.factories import make_editor, make_office, make_user

from .common import DRAFT, SECRET, SIGNED, public, sign_all


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


@pytest.fixture(scope="module")
def stage(request, shared_scene) -> Iterator[dict]:
    """Brings the draft to a stage for all tests that ask for it; what readers see then."""
    before = public(shared_scene)
    with transaction.atomic():
        if request.param != DRAFT:
            shared_scene.submit()
        if request.param == SIGNED:
            sign_all(shared_scene)
        assert public(shared_scene) == before
        yield before
        transaction.set_rollback(True)
