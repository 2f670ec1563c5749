"""No page costs more statements because there is more to show."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import TopicRelation
from cms.models import OpeningHours, PageOffice
from cms.testing.factories import make_office, make_problem_type, save_live
from cms.together import together

from .factories import make_event, make_occasion, make_office_page, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
LIMIT = 15
ADDRESSES = [
    "/",
    "/themen/",
    "/themen/mitte/",
    "/anlaesse/",
    "/anlaesse/mitte/",
    "/aemter/",
    "/aemter/strassenamt/",
    "/termine/",
    "/termine/mitte/",
    "/problemtypen/",
    "/problemtypen/werbung/",
]


def statements(client, url: str) -> int:
    """How many SQL statements a page takes once the process is warm (content types, site roots)."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured)


def make_world(office, problem_type):
    """One of everything, all connected with everything."""
    other = make_office(parent=office)
    make_office_page(other)
    topic = make_topic(lead_office=office, sections=[(office, "a"), (other, "b")], problem_types=[problem_type])
    make_occasion(
        lead_office=office,
        problem_types=[problem_type],
        steps=[{"title": "a", "office": other, "topic": topic, "documents": ["Ausweis"]}],
    )
    make_event(participants=[office, other], topics=[topic], problem_types=[problem_type])
    make_event(participants=[office, other], topics=[topic], problem_types=[problem_type], starts_in_days=-9)
    return topic


def test_the_number_of_statements_stays_small_and_does_not_grow(client):
    office = make_office("Straßenamt", slug="strassenamt", parent=make_office())
    office.opening_hours = [OpeningHours(weekday=1, opens=datetime.time(9), closes=datetime.time(12))]
    office.save()
    make_office_page(office)
    problem_type = make_problem_type("Werbung", slug="werbung")
    related = make_world(office, problem_type)
    topic = make_topic(slug="mitte", lead_office=office, sections=[(office, "a")], problem_types=[problem_type])
    topic.topic_relations = [TopicRelation(topic=related)]
    save_live(topic)
    step = {"title": "a", "office": office, "topic": topic, "documents": ["Ausweis"]}
    occasion = make_occasion(slug="mitte", lead_office=office, problem_types=[problem_type], steps=[step])
    event = make_event(slug="mitte", participants=[office], topics=[topic], problem_types=[problem_type])
    before = {address: statements(client, address) for address in ADDRESSES}

    with together():
        relatives = [make_world(office, problem_type) for _ in range(4)]
    more = [make_office() for _ in range(4)]
    for index, other in enumerate(more):
        make_office_page(other)
        make_problem_type(parent=problem_type)
        topic.problem_types.add(make_problem_type())
        topic.sections.add(type(topic.sections.first())(kind="fee", office=other, text="<p>x</p>"))
        topic.topic_relations.add(TopicRelation(topic=relatives[index], sort_order=index + 1))
        make_occasion(steps=[step])
        occasion.steps.add(type(occasion.steps.first())(title="b", office=other, topic=relatives[index], text="x"))
        event.participants.add(other)
        event.topics.add(relatives[index])
    for page in (topic, occasion, event):
        save_live(page)
    assert PageOffice.objects.filter(page_id=topic.pk).count() == 1 + len(more)

    assert {address: statements(client, address) for address in ADDRESSES} == before
    assert max(before.values()) <= LIMIT
