import pytest
from django.urls import reverse

from cms.testing.factories import make_editor, make_office

from .factories import make_topic

pytestmark = pytest.mark.django_db
CHECKS = "wagtailadmin/js/userbar.js"


def test_content_checks_run_in_the_preview_and_are_not_loaded_for_readers(client, home):
    office = make_office(editors=True)
    topic = make_topic(lead_office=office)
    assert CHECKS not in client.get(topic.url).content.decode()

    client.force_login(make_editor(office))
    topic.save_revision()
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[topic.pk]))

    assert CHECKS in preview.content.decode()
