"""Whatever stands in the address, the answer is a page: no error, nothing reflected that a browser could run."""

from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogue.tests.factories import make_event, make_topic
from cms.testing.factories import make_office, make_problem_type

GERMAN_NAMES = ["q", "problemtyp", "amt", "art", "zeit", "sortierung", "seite"]
ENGLISH_NAMES = ["q", "problem_type", "office", "kind", "page"]
CONTENT_NAMES = [
    *["slug", "title", "type", "fields", "order", "limit", "offset", "child_of", "summary", "id", "problem_types"],
    *["lead_office", "first_published_at", "show_in_menus", "locale", "translation_of"],
]
PAYLOADS = [
    "<zz7>alert(1)</zz7>",
    '"zz7=',
    "'zz7=",
    "</title><zz7>",
    "javascript:zz7",
    "' or 1=1; drop table cms_basepage; --",
    "%s %(words)s %% {0} {{ 7|add:7 }} {% debug %}",
    "a & b | !c <-> (d) :* 'e' \\",
    "sga",
    "thema",
    "kommend",
    "datum",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "2",
    "Tisch",
    "x" * 10_000,
    "Tisch " * 2_000,
    "\x00",
    "../../etc/passwd",
    "\u202e\ufeff\U0001f600",
]
DANGEROUS = ["<zz7", '"zz7=', "'zz7="]

raw_values = st.one_of(
    st.sampled_from(PAYLOADS).map(quote),
    st.text(max_size=30).map(quote),
    st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3).map(
        lambda text: quote(text.encode("utf-8", "surrogatepass"))
    ),
    st.binary(max_size=20).map(quote),
    st.integers().map(str),
    st.sampled_from(["%", "%zz", "%00", "+", "=", ";", "%ED%A0%80", "a=b"]),
)


def query_strings(names: list[str]):
    raw_names = st.one_of(st.sampled_from(names), st.sampled_from(names), raw_values)
    return st.lists(st.tuples(raw_names, raw_values), max_size=8).map(
        lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
    )


@pytest.fixture(scope="module")
def some_pages(shared_db) -> None:
    """A few pages for all examples; taken back at the end of the module."""
    office = make_office("Grünflächenamt", slug="sga")
    make_topic("Tische", problem_types=[make_problem_type("Lärm", slug="laerm")], lead_office=office)
    make_event("Runde um den Tisch")


hostile = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
@hostile
@example(query="&".join(f"n{number}=1" for number in range(1200)))
@given(query=query_strings(GERMAN_NAMES))
def test_the_page_answers_anything(some_pages, headers, query):
    response = Client().get(f"/suche/?{query}", headers=headers)
    html = response.content.decode()

    assert response.status_code in (200, 400)
    assert response["Content-Type"].startswith("text/html")
    assert not [sign for sign in DANGEROUS if sign in html]
    if response.status_code == 200 and headers:
        assert "\n" not in response["HX-Push-Url"]
        assert Client().get(response["HX-Push-Url"]).status_code == 200


ANSWER = {"total", "results", "facets", "corrections", "weak"}


@hostile
@given(query=query_strings(ENGLISH_NAMES))
def test_the_search_api_answers_anything(some_pages, query):
    response = Client().get(f"/api/v1/search?{query}")

    assert response.status_code in (200, 400)
    assert response["Content-Type"].startswith("application/json")
    assert set(response.json()) in (ANSWER, {"errors"})


@hostile
@given(query=query_strings(CONTENT_NAMES))
def test_the_content_api_answers_anything(some_pages, query):
    response = Client().get(f"/api/v2/pages/?{query}")

    assert response.status_code in (200, 400, 404)
    assert response["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("name", CONTENT_NAMES)
def test_no_value_of_any_name_breaks_the_content_api(some_pages, name):
    for place in ["", "find/"]:
        for value in ["zz7", "-1", "9" * 40, "%ED%A0%80", "*", ""]:
            response = Client().get(f"/api/v2/pages/{place}?{name}={value}")
            assert response.status_code in (200, 302, 400, 404), (place, value)


VALUES = {
    "q": "Tisch",
    "problemtyp": "laerm",
    "amt": "sga",
    "art": "thema",
    "zeit": "kommend",
    "sortierung": "datum",
    "seite": "1",
}


@pytest.mark.parametrize("first", VALUES)
@pytest.mark.parametrize("second", VALUES)
def test_any_two_parameters_can_be_combined(some_pages, first, second):
    query = QueryDict(mutable=True)
    for name in {first, second}:
        query[name] = VALUES[name]
    response = Client().get(f"/suche/?{query.urlencode()}")

    assert response.status_code == 200
    assert "kern-alert" not in response.content.decode()
