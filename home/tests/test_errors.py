"""What readers and programs get where there is no page."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import server_error

from catalogue.tests.factories import make_topic
from cms.testing.factories import make_problem_type
from cms.testing.html import text


@pytest.mark.django_db
def test_a_missing_page_offers_the_search(client, home):
    response = client.get("/themen/gibt-es-nicht/")

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert text(page.title) == "Seite nicht gefunden – Gewerbe trifft Ämter"
    assert page.main.form["action"] == "/suche/"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_the_error_page_needs_neither_database_nor_request():
    response = server_error(RequestFactory().get("/"))

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 500
    assert text(page.title) == "Technischer Fehler – Gewerbe trifft Ämter"
    assert page.main.form["action"] == "/suche/"
    assert "tel:115" in render_to_string("500.html")


@pytest.mark.django_db
def test_programs_are_told_what_to_read(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


@pytest.mark.django_db
def test_the_sitemap_holds_what_anybody_may_read(client, home):
    make_topic("Tische", slug="tische")
    make_topic("Entwurf", slug="entwurf", live=False)
    make_problem_type("Werbung", slug="werbung")

    sitemap = client.get("/sitemap.xml").text

    assert "/themen/tische/</loc>" in sitemap
    assert "/problemtypen/werbung/</loc>" in sitemap
    assert "entwurf" not in sitemap
