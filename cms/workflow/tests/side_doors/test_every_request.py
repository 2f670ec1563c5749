"""No side door: whoever sends whatever, readers see the same text until another one has its signatures."""

import pytest
from django.core.management import call_command

from cms.workflow.models import Publication

from .common import ROLES, STAGES, public
from .doors import DOORS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", STAGES, indirect=True)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", DOORS)
def test_no_request_of_anybody_changes_what_readers_see(client, scene, door, role, stage):
    """Tried with a draft, with a text that is handed in, and with one that only the Schlusszeichnung is missing."""
    client.force_login(scene.people[role])
    response = client.post(**DOORS[door](scene))
    call_command("publish_scheduled")

    assert response.status_code < 500
    assert public(scene) == stage
    assert not Publication.objects.filter(published_at__isnull=False).exists()
