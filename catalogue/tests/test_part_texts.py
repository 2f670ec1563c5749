"""What parts of each kind of page say to those who confirm or sign them."""

import datetime

import pytest

from catalogue.models import TopicRelation, TopicSection
from cms.part_texts import Names, part_text
from cms.testing.factories import make_office, make_problem_type

from .factories import make_event, make_occasion, make_office_page, make_topic

pytestmark = pytest.mark.django_db


def texts(page, index: int = 0, *, complete: bool = False) -> dict[str, list[str]]:
    return dict(part_text(page, page.parts()[index], complete=complete))


def test_the_shared_part_of_a_topic_names_what_it_points_to(home):
    other = make_topic("Schilder am Haus")
    fields = {"responsibility": "shared", "responsibility_note": "Zwei Ämter."}
    topic = make_topic("Tische", problem_types=[make_problem_type("Fläche draußen")], **fields)
    topic.topic_relations = [TopicRelation(topic=other)]

    text = texts(topic)

    assert text["Problemtypen"] == ["Fläche draußen"]
    assert text["Verwandte Themen"] == ["Schilder am Haus"]
    assert text["Zuständigkeit"] == ["mehrere Stellen"]
    assert not any(topic.slug in lines for lines in text.values())
    assert any(topic.slug in lines for lines in texts(topic, complete=True).values())


def test_a_section_keeps_lists_and_the_targets_of_links(home):
    target = make_topic("Schilder am Haus")
    html = (
        f'<p>Lesen Sie <a linktype="page" id="{target.pk}">hier</a> und <a href="https://example.org/">dort</a>.</p>'
        "<ul><li>Ausweis &amp; <b>Plan</b></li></ul><p>a &lt;b&gt;</p>"
    )
    topic = make_topic(sections=[(make_office(), "")])
    section = topic.sections.get()
    section.text, section.kind, section.heading = html, TopicSection.Kind.FEE, "Was es kostet"
    topic.sections = [section]

    text = texts(topic, 1, complete=True)

    assert text["Art"] == ["Kosten"]
    assert text["Überschrift"] == ["Was es kostet"]
    assert text[""] == [
        "Lesen Sie hier (Link zu „Schilder am Haus“) und dort (https://example.org/).",
        "• Ausweis & Plan",
        "a <b>",
    ]


def test_a_link_to_a_page_that_is_gone_says_so(home):
    topic = make_topic(sections=[(make_office(), '<a linktype="page" id="999999">hier</a>')])
    assert texts(topic, 1)[""] == ["hier (Link zu „nicht mehr vorhanden (999999)“)"]


def test_a_step_labels_its_documents_and_names_its_topic(home):
    topic = make_topic("Tische")
    step = {"title": "Karte holen", "office": make_office(), "documents": ["Ausweis"], "topic": topic}
    text = texts(make_occasion(steps=[step]), 1, complete=True)
    assert (text["Unterlagen"], text["Thema dazu"]) == (["Ausweis"], ["Tische"])


def test_an_event_tells_dates_offices_and_topics_in_words(home):
    office, topic = make_office("Ordnungsamt"), make_topic("Tische")
    start = datetime.datetime(2026, 5, 7, 16, 30, tzinfo=datetime.UTC)
    event = make_event(
        participants=[office],
        topics=[topic],
        capacity=40,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=2),
    )
    text = texts(event)
    assert text["Beginn"] == ["7. Mai 2026 18:30"]
    assert (text["Stellen vor Ort"], text["Themen"], text["Plätze"]) == (["Ordnungsamt"], ["Tische"], ["40"])


def test_an_office_page_names_its_office(home):
    office = make_office("Ordnungsamt")
    assert texts(make_office_page(office))["Stelle"] == ["Ordnungsamt"]


def test_names_are_fetched_in_bulk(home, django_assert_max_num_queries):
    office = make_office()
    links = [f'<a linktype="page" id="{make_topic().pk}">hier</a>' for _number in range(5)]
    topic = make_topic(sections=[(office, link) for link in links], problem_types=[make_problem_type()])
    parts = topic.parts()
    with django_assert_max_num_queries(2):
        names = Names(topic, parts)
        for part in parts:
            part_text(topic, part, names, complete=True)
