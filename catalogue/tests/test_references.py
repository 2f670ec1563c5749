"""What a page refers to is known as soon as it is saved, and looked for once."""

import pytest
from wagtail.models import ReferenceIndex

from cms.testing.factories import make_office

from .factories import make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def test_references_of_all_rows_are_there_without_a_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    lead, second = make_office(), make_office()

    topic = make_topic(lead_office=lead, sections=[(second, "Text")])

    for office in (lead, second):
        assert [row.object_id for row in ReferenceIndex.get_references_to(office)] == [str(topic.pk)]
    topic.sections = []
    topic.save_revision()
    assert ReferenceIndex.get_references_to(second).exists(), "a draft changes nothing"


def test_a_page_is_looked_through_once_however_many_rows_it_has(monkeypatch):
    office = make_office()
    make_topic()  # the pages above are there
    looked_through = []
    monkeypatch.setattr(ReferenceIndex, "create_or_update_for_object", looked_through.append)

    topic = make_topic(sections=[(office, "eins"), (office, "zwei"), (office, "drei")])

    assert looked_through == [topic]
