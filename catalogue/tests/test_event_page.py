"""The page of an exchange round."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cms.testing.factories import make_office
from cms.testing.html import links, parsed, text, texts

from .factories import make_event, make_office_page, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(home):
    roads = make_office("Straßenamt")
    make_office_page(roads)
    return make_event(
        "Außengastronomie",
        starts_at=datetime.datetime(2026, 5, 7, 18, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        ends_at=datetime.datetime(2026, 5, 7, 20, tzinfo=ZoneInfo("Europe/Berlin")),
        place="Rathaus Pankow",
        place_accessibility="Aufzug vorhanden",
        capacity=1200,
        agenda=["18:30 Begrüßung", "19:00 Fragen"],
        initiatives=["Händlergemeinschaft"],
        participants=[roads],
        topics=[make_topic("Tische", slug="tische"), make_topic("Entwurf", live=False)],
    )


def test_an_event_says_when_where_for_whom_and_about_what(client, event, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: event.starts_at - datetime.timedelta(days=1))

    page = parsed(client.get(event.url))

    assert texts(page, ".breadcrumbs li") == ["Startseite", "Termine", "Außengastronomie"]
    assert texts(page, ".facts li") == ["Donnerstag, 7. Mai 2026, 18:30 bis 20 Uhr", "Rathaus Pankow", "1.200 Plätze"]
    assert "Aufzug vorhanden" in text(page.select_one("[aria-labelledby=barrierefreiheit]"))
    assert texts(page, ".agenda li") == ["18:30 Begrüßung", "19:00 Fragen"]
    assert texts(page, "[aria-labelledby=initiativen] li") == ["Händlergemeinschaft"]
    assert links(page, "[aria-labelledby=themen] a") == ["/themen/tische/"]
    offices = page.select_one("[aria-labelledby=stellen]")
    assert text(offices.h2) == "Diese Stellen sind da"
    assert texts(offices, "li") == ["Wirtschaftsförderung", "Straßenamt"]
    assert "vorbei" not in text(page.main)


def test_an_event_that_is_over_says_so(client, event, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: event.ends_at + datetime.timedelta(minutes=1))

    page = parsed(client.get(event.url))

    assert "Dieser Termin ist vorbei." in text(page.main)
    assert text(page.select_one("[aria-labelledby=stellen] h2")) == "Diese Stellen waren da"


def test_where_nothing_is_known_about_accessibility_the_page_says_that(client, home):
    page = parsed(client.get(make_event().url))

    assert "noch nichts eingetragen" in text(page.select_one("[aria-labelledby=barrierefreiheit]"))
