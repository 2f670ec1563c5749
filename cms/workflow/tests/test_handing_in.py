"""Handing in from outside: what the page says, and what comes of it."""

import pytest
from django.urls import reverse

from cms.testing.html import parsed, texts

from .scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(home):
    return Scene()


def submit_url(scene) -> str:
    return reverse("workflow_submit", args=[scene.page_id])


def test_the_page_names_whom_the_round_then_asks(client, scene):
    scene.edit(scene.lead_editor, lead="Neu.", second="Auch neu.")
    client.force_login(scene.lead_editor)
    page = parsed(client.get(submit_url(scene)))
    assert texts(page, ".expected__office > strong") == ["Straßen- und Grünflächenamt", "Umweltamt"]
