import pytest

from catalogue.models import TopicPage
from cms.models import PageOffice
from cms.testing.factories import business_promotion, make_office, save_live

from .factories import make_topic

pytestmark = pytest.mark.django_db


def test_a_topic_consists_of_its_shared_part_and_its_sections_in_order():
    greens, noise = make_office("Grünflächen"), make_office("Umwelt")
    topic = make_topic(lead_office=greens, sections=[(greens, "Fläche"), (noise, "Ruhe")])

    parts = topic.parts()

    assert [part.office for part in parts] == [greens, greens, noise]
    assert [part.key for part in parts[1:]] == [str(section.uuid) for section in topic.sections.all()]


def test_offices_follow_from_the_parts_and_are_kept_as_rows():
    greens, noise = make_office("Grünflächen"), make_office("Umwelt")
    topic = make_topic(lead_office=greens, sections=[(noise, "Ruhe")])
    assert topic.offices == [greens, noise]

    topic = TopicPage.objects.get(pk=topic.pk)
    topic.sections = []
    save_live(topic)

    assert list(PageOffice.objects.filter(page_id=topic.pk).values_list("office", flat=True)) == [greens.pk]


def test_the_hash_of_a_part_changes_with_its_text_its_owner_and_nothing_else():
    office, other = make_office(), make_office()
    topic = make_topic(lead_office=office, sections=[(office, "eins"), (office, "zwei")])
    before = {part.key: part.content_hash for part in topic.parts()}

    first, second = topic.sections.all()
    first.text = "<p>drei</p>"
    second.office = other
    topic.sections = [first, second]
    after = {part.key: part.content_hash for part in topic.parts()}

    changed = {key for key in before if before[key] != after[key]}
    assert changed == {str(first.uuid), str(second.uuid)}


def test_a_body_without_editors_is_maintained_by_its_nearest_parent_with_editors_else_by_the_business_promotion():
    promotion = business_promotion()
    roads = make_office("Straßen", editors=True)
    building = make_office("Tiefbau", parent=roads)
    gang = make_office("Kolonne", parent=building)
    chamber = make_office("Kammer", kind="chamber")

    assert [office.maintainer for office in (roads, gang, chamber)] == [roads, roads, promotion]
