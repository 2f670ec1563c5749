"""The page of an office."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cms.models import OpeningHours
from cms.testing.factories import make_office, make_problem_type
from cms.testing.html import links, parsed, text, texts

from .factories import make_event, make_occasion, make_office_page, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(home):
    return make_office(
        "Straßenamt",
        slug="strassenamt",
        street="Darßer Straße 203",
        postal_code="13088",
        city="Berlin",
        phone="(030) 90295-0",
        email="strassen@example.org",
        website="https://www.example.org/strassen",
        accessibility="Aufzug vorhanden",
        contact_note="Nur mit Termin.",
    )


def at(monkeypatch, moment: str) -> None:
    now = datetime.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_an_office_page_says_how_to_get_there_and_how_to_ask(client, office):
    page = parsed(client.get(make_office_page(office).url))

    assert text(page.title) == "Straßenamt – Gewerbe trifft Ämter"
    assert texts(page, ".breadcrumbs li") == ["Startseite", "Stellen", "Straßenamt"]
    box = page.select_one("[aria-labelledby=kontakt]")
    assert texts(box, "li") == [
        "Darßer Straße 203 13088 Berlin",
        "(030) 90295-0",
        "strassen@example.org",
        "example.org",
    ]
    assert links(box, "a") == ["tel:030902950", "mailto:strassen@example.org", "https://www.example.org/strassen"]
    assert "Nur mit Termin." in text(box)
    assert "Aufzug vorhanden" in text(page.main)


def test_where_contact_and_hours_are_missing_the_page_says_so_and_names_115(client, home):
    page = parsed(client.get(make_office_page(make_office("Kammer", kind="chamber")).url))

    assert "Kontaktdaten dieser Stelle sind hier noch nicht eingetragen" in text(page.main)
    assert "Öffnungszeiten sind hier noch nicht eingetragen" in text(page.main)
    assert "tel:115" in links(page, "a")


def test_opening_hours_today_and_in_the_week(client, office, monkeypatch):
    office.opening_hours = [
        OpeningHours(weekday=1, opens=datetime.time(9), closes=datetime.time(12)),
        OpeningHours(weekday=1, opens=datetime.time(13), closes=datetime.time(18), note="nur mit Termin"),
    ]
    office.save()
    at(monkeypatch, "2026-05-05 14:00")

    page = parsed(client.get(make_office_page(office).url))

    assert text(page.select_one(".today")) == "Heute geöffnet bis 18 Uhr"
    rows = texts(page, ".hours tbody tr")
    assert len(rows) == 5, "the weekend is left out where the office is never open then"
    assert rows[0] == "Montag geschlossen"
    assert rows[1] == "Dienstag 9:00–12:00 Uhr 13:00–18:00 Uhr (nur mit Termin)"


def test_opening_hours_follow_berlin_time_not_the_servers(client, office, monkeypatch):
    office.opening_hours = [OpeningHours(weekday=1, opens=datetime.time(9), closes=datetime.time(12))]
    office.save()
    moment = datetime.datetime(2026, 5, 5, 10, 30, tzinfo=datetime.UTC)  # 12:30 in Berlin
    monkeypatch.setattr(timezone, "now", lambda: moment)

    page = parsed(client.get(make_office_page(office).url))

    assert text(page.select_one(".today")) == "Heute schon geschlossen"


def test_an_office_lists_its_topics_by_problem_type_those_of_its_branches_included(client, office):
    noise, signs = make_problem_type("Lärm", order=2), make_problem_type("Werbung", order=1)
    branch = make_office("Sondernutzung", parent=office)
    make_topic("Zelt", lead_office=office, problem_types=[noise, signs])
    make_topic("Ärger", sections=[(office, "x")], problem_types=[noise])
    make_topic("Schild", lead_office=branch, problem_types=[signs])
    make_topic("Fremd", problem_types=[signs])
    make_topic("Entwurf", lead_office=office, problem_types=[signs], live=False)

    page = parsed(client.get(make_office_page(office).url))

    groups = [(text(group.h3), texts(group, "a")) for group in page.select(".topic-groups section")]
    assert groups == [("Werbung", ["Schild", "Zelt"]), ("Lärm", ["Ärger", "Zelt"])]


def test_an_office_shows_what_it_belongs_to_and_its_occasions_and_events(client, office):
    parent, branch = make_office("Bezirksamt"), make_office("Sondernutzung", parent=office)
    make_office_page(branch)
    office.parent = parent
    office.save()
    make_occasion("Café eröffnen", steps=[{"title": "Tische", "office": office}])
    make_event("Runde im Mai", participants=[office])
    make_event("Runde im April", participants=[office], starts_in_days=-3)

    page = parsed(client.get(make_office_page(office).url))

    family = page.select_one("[aria-labelledby=aufbau]")
    assert "Gehört zu: Bezirksamt" in text(family)
    assert links(family, "a") == [branch.page.url]
    assert texts(page, "[aria-labelledby=anlaesse] li") == ["Café eröffnen"]
    assert texts(page, "[aria-labelledby=termine] .event-card__title") == ["Runde im Mai"]
    assert texts(page, "[aria-labelledby=vergangen] .event-card__title") == ["Runde im April"]
