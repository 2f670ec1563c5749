import datetime

import pytest

from catalogue.models import TopicRelation
from catalogue.tests.factories import make_event, make_occasion, make_office_page, make_topic
from cms.models import OpeningHours
from cms.testing.factories import make_office, make_problem_type, make_review, save_live

from .factories import make_standard_page


@pytest.fixture(scope="module")
def public_addresses(shared_home) -> list[str]:
    """A site that holds every kind of public page with all its parts filled, and the addresses of these pages."""
    roads = make_office(
        "Straßen- und Grünflächenamt",
        slug="sga",
        street="Darßer Straße 203",
        postal_code="13088",
        city="Berlin",
        phone="(030) 90295-0",
        email="sga@example.org",
        website="https://example.org",
        accessibility="Aufzug & Rampe",
        contact_note="Nur <mit> Termin",
    )
    roads.opening_hours = [OpeningHours(weekday=1, opens=datetime.time(9), closes=datetime.time(12), note="ohne")]
    roads.save()
    branch = make_office("Sondernutzungen", slug="sondernutzungen", parent=roads)
    make_office_page(roads)
    make_office_page(branch)
    street = make_problem_type("Fläche draußen & Straßenraum", slug="flaeche", hint="Tische", icon="deck-outline")
    make_problem_type("Gehweg", slug="gehweg", parent=street)
    related = make_topic("Vordach", slug="vordach", responsibility="open", responsibility_note="Niemand weiß es.")
    topic = make_topic(
        'Tische & "Stühle" <draußen>',
        slug="tische",
        lead_office=roads,
        problem_types=[street],
        responsibility="shared",
        responsibility_note="Beide.",
        service_ids=["326864"],
        sections=[
            {"office": roads, "kind": "overview", "text": "<p>Ein Satz.</p><ul><li>Punkt</li></ul>"},
            {"office": branch, "kind": "fee", "heading": "Was es kostet", "text": "<p><b>100 Euro</b></p>"},
        ],
    )
    topic.topic_relations = [TopicRelation(topic=related)]
    save_live(topic)
    for part in topic.parts()[1:]:
        make_review(topic, part, **({} if part.kind == "fee" else {"content_hash": "of an older wording"}))
    step = {"office": roads, "topic": topic, "documents": ["Ausweis", "Skizze"]}
    make_occasion(
        "Café eröffnen", slug="cafe", problem_types=[street], steps=[{"title": t, **step} for t in ("eins", "zwei")]
    )
    details = {"participants": [roads], "topics": [topic], "problem_types": [street], "capacity": 30}
    make_event(slug="mai", agenda=["18:30 Begrüßung"], initiatives=["Verein"], **details)
    make_event(slug="april", starts_in_days=-9, **details)
    make_standard_page(shared_home)
    make_standard_page(shared_home, "Datenschutz", "datenschutz", is_placeholder=True)
    make_standard_page(shared_home, "Erklärung zur Barrierefreiheit", "barrierefreiheit")
    make_standard_page(shared_home, "Über diese Website", "ueber-diese-website")
    return [
        "/",
        "/themen/",
        "/themen/tische/",
        "/themen/vordach/",
        "/anlaesse/",
        "/anlaesse/cafe/",
        "/aemter/",
        "/aemter/sga/",
        "/aemter/sondernutzungen/",
        "/termine/",
        "/termine/mai/",
        "/termine/april/",
        "/problemtypen/",
        "/problemtypen/flaeche/",
        "/problemtypen/gehweg/",
        "/impressum/",
        "/datenschutz/",
        "/barrierefreiheit/",
        "/ueber-diese-website/",
        "/suche/",
        "/suche/?q=Tische&problemtyp=flaeche",
    ]
