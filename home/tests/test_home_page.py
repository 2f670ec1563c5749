"""The first page and the plain ones."""

import pytest

from catalogue.tests.factories import make_event, make_occasion
from cms.testing.factories import make_office, make_problem_type
from cms.testing.html import links, parsed, text, texts

from .factories import make_standard_page

pytestmark = pytest.mark.django_db


def test_the_home_page_starts_with_the_search_field(client, home):
    page = parsed(client.get("/"))

    assert text(page.title) == "Welche Stelle entscheidet? – Gewerbe trifft Ämter"
    form = page.main.form
    assert (form["action"], form["method"]) == ("/suche/", "get")
    field = form.find("input")
    assert (field["type"], field["name"]) == ("search", "q")
    assert text(page.find("label", attrs={"for": field["id"]})) == "Suchen Sie mit Ihren eigenen Worten"
    assert all(address.startswith("/suche/?q=") for address in links(page, ".hero__examples a"))


def test_the_home_page_leads_to_problem_types_occasions_and_the_next_three_dates(client, home):
    make_problem_type("Werbung", slug="werbung", hint="Schild und Plakat", order=2)
    first = make_problem_type("Baustelle", slug="baustelle", order=1)
    make_problem_type("Gerüst", parent=first)
    make_occasion("Umziehen", steps=[{"title": "a", "office": make_office()}])
    for days in (9, 5, 7, 3, -1):
        make_event(f"Runde {days}", starts_in_days=days)

    page = parsed(client.get("/"))

    assert texts(page, ".tile") == ["Baustelle", "Werbung Schild und Plakat"]
    assert links(page, ".tile a") == ["/problemtypen/baustelle/", "/problemtypen/werbung/"]
    assert len(page.select(".tile svg[aria-hidden=true]")) == 2
    assert texts(page, ".card__title") == ["Umziehen"]
    assert texts(page, ".event-card__title") == ["Runde 3", "Runde 5", "Runde 7"]


def test_the_navigation_says_where_the_reader_is(client, home):
    make_occasion("Umziehen", slug="umziehen", steps=[{"title": "a", "office": make_office()}])

    def current(address):
        page = parsed(client.get(address))
        return [(text(link), link["aria-current"]) for link in page.select(".site-navigation [aria-current]")]

    assert current("/") == []
    assert current("/anlaesse/") == [("Anlässe", "page")]
    assert current("/anlaesse/umziehen/") == [("Anlässe", "true")]


def test_every_page_offers_a_way_past_the_navigation_and_the_legal_pages(client, home):
    page = parsed(client.get("/"))

    assert page.select_one("body > a")["href"] == "#inhalt"
    assert page.find(id="inhalt").name == "main"
    assert links(page, "footer a") == ["/ueber-diese-website/", "/impressum/", "/datenschutz/", "/barrierefreiheit/"]


def test_a_plain_page_shows_its_text(client, home):
    page = parsed(client.get(make_standard_page(home, body=[("text", "<h2>Angaben</h2><p>Bezirksamt</p>")]).url))

    assert text(page.title) == "Impressum – Gewerbe trifft Ämter"
    assert texts(page, ".breadcrumbs li") == ["Startseite", "Impressum"]
    assert texts(page, ".prose h2") == ["Angaben"]
    assert "Platzhalter" not in text(page.main)


def test_a_placeholder_says_that_it_is_one(client, home):
    page = parsed(client.get(make_standard_page(home, is_placeholder=True).url))

    assert text(page.select_one(".notice")).startswith("Platzhalter.")
