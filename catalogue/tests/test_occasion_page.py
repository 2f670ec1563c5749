"""The page of an occasion: steps in their order, across offices."""

import pytest

from cms.testing.factories import make_office
from cms.testing.html import links, parsed, text, texts

from .factories import make_occasion, make_office_page, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def occasion(home):
    roads, trade = make_office("Straßenamt"), make_office("Gewerbeamt")
    make_office_page(roads)
    topic, draft = make_topic("Gewerbe anmelden", slug="gewerbe"), make_topic("Entwurf", live=False)
    return make_occasion(
        "Café eröffnen",
        lead_office=trade,
        steps=[
            {"title": "Anmelden", "office": trade, "topic": topic, "documents": ["Ausweis", "Mietvertrag"]},
            {"title": "Tische", "office": roads, "topic": draft, "documents": ["Skizze", "Ausweis", "Ausweis"]},
            {"title": "Fertig", "office": trade, "documents": []},
        ],
    )


def test_steps_stand_in_order_with_office_documents_and_topic(client, occasion):
    page = parsed(client.get(occasion.url))

    assert text(page.title) == "Café eröffnen – Gewerbe trifft Ämter"
    assert texts(page, ".breadcrumbs li") == ["Startseite", "Anlässe", "Café eröffnen"]
    assert texts(page, ".step h2") == ["Schritt 1: Anmelden", "Schritt 2: Tische", "Schritt 3: Fertig"]
    assert texts(page, ".step__office") == ["Gewerbeamt", "Straßenamt", "Gewerbeamt"]
    assert links(page, ".step__office a") == ["/aemter/" + occasion.steps.all()[1].office.slug + "/"]
    first, second, third = page.select(".step")
    assert "/themen/gewerbe/" in links(first, "a")
    assert "Mehr dazu" not in text(second), "a topic nobody can read is not offered"
    assert not third.select(".check-list")


def test_documents_needed_more_than_once_are_listed_and_marked(client, occasion):
    page = parsed(client.get(occasion.url))

    assert texts(page, ".repeated li") == ["Ausweis – Schritt 1 , 2"]
    assert links(page, ".repeated a") == ["#schritt-1", "#schritt-2"]
    marked = [text(item) for item in page.select(".step li") if item.select(".mark")]
    assert marked == ["Ausweis mehrmals nötig"] * 3


def test_without_repeated_documents_there_is_no_such_list(client, home):
    office = make_office()
    page = parsed(client.get(make_occasion(steps=[{"title": "A", "office": office, "documents": ["Ausweis"]}]).url))

    assert not page.select(".repeated, .mark")


def test_each_step_says_whether_it_was_reviewed(client, occasion):
    page = parsed(client.get(occasion.url))

    assert texts(page, ".step .review") == ["Beispielinhalt – fachlich nicht geprüft"] * 3
    assert page.select_one(".notice")
