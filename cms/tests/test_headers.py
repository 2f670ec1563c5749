"""What caches and browsers are told: public pages are everybody's, the admin is nobody's."""

import pytest
from django.db import OperationalError

from cms.testing.factories import make_user, save_live

GZIP = {"Accept-Encoding": "gzip"}
STRICT = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "base-uri": "'none'"}
PAGES = ["/", "/suche/", "/suche/?q=Tische", "/robots.txt"]
# A page may be a minute old; an answer of the search may not, it has to be asked for again each time.
A_MINUTE, ASK_AGAIN = {"public", "max-age=60"}, {"public", "no-cache"}


def kept(address: str) -> set[str]:
    return ASK_AGAIN if "search" in address or "suche" in address else A_MINUTE


def policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, _, values in parts}


def directives(response, header: str) -> set[str]:
    return {value.strip() for value in response[header].split(",")}


@pytest.mark.parametrize("address", [*PAGES, "/api/v1/search?q=Tische"])
def test_public_pages_may_be_kept_by_proxies(client, home, address):
    response = client.get(address)
    assert response.status_code == 200
    assert directives(response, "Cache-Control") == kept(address)
    assert "Cookie" not in response.get("Vary", "")
    assert response["ETag"]
    assert not response.cookies


@pytest.mark.parametrize("headers", [{}, GZIP])
@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_not_sent_again(client, home, address, headers):
    first = client.get(address, headers=headers)
    again = client.get(address, headers={**headers, "If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")  # compression makes it a weak one
    assert directives(again, "Cache-Control") == kept(address)


def test_a_changed_page_is_sent_again(client, home):
    first = client.get("/")
    home.title = "Neue Überschrift"
    home.search_description = "Neue Beschreibung"
    home.seo_title = "Neuer Titel"
    save_live(home)
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("address", [*PAGES, "/gibt-es-nicht/"])
def test_public_pages_run_under_the_strict_policy(client, home, address):
    response = client.get(address)
    found = policy(response)
    assert {name: found.get(name) for name in STRICT} == STRICT
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_the_search_has_two_answers_and_says_so(client, home):
    page = client.get("/suche/?q=x")
    fragment = client.get("/suche/?q=x", headers={"HX-Request": "true"})
    assert "HX-Request" in directives(page, "Vary")
    assert "HX-Request" in directives(fragment, "Vary")
    assert page["ETag"] != fragment["ETag"]


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/"])
def test_the_admin_is_kept_by_nobody(client, home, address):
    client.force_login(make_user("admin", is_superuser=True))
    if address.endswith("login/"):
        client.logout()
    response = client.get(address)
    assert response.status_code == 200
    assert {"private", "no-store"} <= directives(response, "Cache-Control")
    assert "'unsafe-inline'" in policy(response)["script-src"]
    assert policy(response)["object-src"] == "'none'"
    assert policy(response)["frame-ancestors"] == "'self'"


def test_a_missing_page_is_told_to_everybody_alike(client, home):
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    assert "public" in directives(response, "Cache-Control")
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("/", {"Host": "evil.example"}, 400),
        ("/api/v2/pages/", {"Accept": "image/png"}, 406),
        ("/api/v1/search?zz7=1", {}, 400),
    ],
)
def test_what_one_visitor_did_wrong_is_not_kept_for_others(client, home, address, headers, status):
    response = client.get(address, headers=headers)
    assert response.status_code == status
    assert {"private", "no-store"} <= directives(response, "Cache-Control")


def test_health(client, db):
    response = client.get("/gesundheit/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in directives(response, "Cache-Control")


def test_without_the_database_the_site_is_not_healthy(client, db, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError("gone")

    monkeypatch.setattr("cms.views.connection", Gone())
    client.raise_request_exception = False
    assert client.get("/gesundheit/").status_code == 500
