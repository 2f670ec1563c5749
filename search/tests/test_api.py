import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from catalogue.models import EverydayWord, TopicPage
from catalogue.tests.factories import make_event, make_occasion, make_office_page, make_topic
from cms.testing.factories import make_office, make_problem_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def tables(reindex):
    """One topic with two offices and two types, one event, and a bit of everything to choose."""
    greens, order = make_office("Grünflächenamt", slug="sga"), make_office("Ordnungsamt", slug="ordnungsamt")
    types = [make_problem_type("Fläche", slug="flaeche", order=1), make_problem_type("Lärm", slug="laerm", order=2)]
    page = make_topic(
        "Tische vor dem Café",
        slug="tische",
        summary="Beantragen Sie zuerst die Fläche.",
        lead_office=greens,
        sections=[(order, "Heizpilze sind verboten.")],
        problem_types=types,
    )
    make_event("Runde am Tisch", problem_types=types[:1], lead_office=order)
    reindex()
    return page


def test_the_answer_is_exactly_what_was_agreed(client, tables):
    answer = client.get("/api/v1/search?q=Heizpilz").json()

    assert answer == {
        "total": 1,
        "results": [
            {
                "title": "Tische vor dem Café",
                "url": "/themen/tische/",
                "slug": "tische",
                "kind": "topic",
                "summary": "Beantragen Sie zuerst die Fläche.",
                "offices": ["sga", "ordnungsamt"],
                "problem_types": ["flaeche", "laerm"],
            }
        ],
        "facets": {
            "problem_type": [
                {"value": "flaeche", "label": "Fläche", "count": 1, "checked": False},
                {"value": "laerm", "label": "Lärm", "count": 1, "checked": False},
            ],
            "office": [
                {"value": "sga", "label": "Grünflächenamt", "count": 1, "checked": False},
                {"value": "ordnungsamt", "label": "Ordnungsamt", "count": 1, "checked": False},
                {"value": "wirtschaftsfoerderung", "label": "Wirtschaftsförderung", "count": 0, "checked": False},
            ],
            "kind": [
                {"value": "topic", "label": "Thema", "count": 1, "checked": False},
                {"value": "occasion", "label": "Anlass", "count": 0, "checked": False},
                {"value": "office", "label": "Stelle", "count": 0, "checked": False},
                {"value": "event", "label": "Termin", "count": 0, "checked": False},
                {"value": "page", "label": "Seite", "count": 0, "checked": False},
            ],
        },
        "corrections": [],
        "weak": False,
    }


def test_parameters_can_be_repeated_and_counts_ignore_their_own_facet(client, tables):
    answer = client.get("/api/v1/search?problem_type=laerm&kind=topic&kind=event&office=sga&office=ordnungsamt").json()

    assert [result["slug"] for result in answer["results"]] == ["tische"]
    counts = {option["value"]: (option["count"], option["checked"]) for option in answer["facets"]["problem_type"]}
    assert counts == {"flaeche": (2, False), "laerm": (1, True)}


def test_the_found_pages_exist_at_their_addresses(client, tables):
    (result,) = client.get("/api/v1/search?q=Heizpilz").json()["results"]

    assert tables.get_url() == result["url"]


def test_a_page_holds_twenty_and_after_the_last_there_is_nothing(client, reindex):
    for number in range(21):
        make_topic(f"Tisch {number}")
    reindex()
    sizes = [len(client.get(f"/api/v1/search?q=Tisch&page={page}").json()["results"]) for page in (1, 2, 3)]

    assert sizes == [20, 1, 0]
    assert client.get("/api/v1/search?page=3").json()["total"] == 21


def test_corrections_are_named_and_can_be_refused(client, tables, reindex):
    EverydayWord.objects.create(text="Schankvorgärten", page=tables)
    reindex()
    answer = client.get("/api/v1/search?q=Schankvorgartn+Tische").json()

    assert answer["corrections"] == [{"word": "Schankvorgartn", "used": "Schankvorgärten"}]
    assert answer["weak"] is False
    assert client.get("/api/v1/search?q=Schankvorgartn+Tische&exact=1").json()["corrections"] == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=abc", "kind=thema", "office=gibtsnicht", "farbe=rot", "zeit=kommend", "q=" + "x" * 201]
)
def test_a_program_is_told_what_it_does_wrong(client, tables, query):
    response = client.get(f"/api/v1/search?{query}")

    assert response.status_code == 400
    assert len(response.json()["errors"]) == 1


def test_the_number_of_statements_does_not_depend_on_what_is_found(client, tables, reindex):
    def statements(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/search?{query}").status_code == 200
        return len(queries)

    few = statements("q=Tisch&office=sga")
    for number in range(25):
        problem_type = make_problem_type()
        make_topic(f"Tisch {number}", sections=[(make_office(), "Text")], problem_types=[problem_type])
    reindex()

    assert statements("q=Tisch&office=sga") == few <= 8
    assert statements("") <= few


def test_the_description_is_openapi_3_1_and_names_every_parameter(client):
    description = client.get("/api/v1/openapi.json").json()
    operation = description["paths"]["/api/v1/search"]["get"]

    assert description["openapi"].startswith("3.1")
    assert {parameter["name"] for parameter in operation["parameters"]} == {
        "q",
        "problem_type",
        "office",
        "kind",
        "page",
        "exact",
    }
    assert set(operation["responses"]) == {"200", "400"}
    assert set(description["components"]["schemas"]["SearchAnswer"]["properties"]) == {
        "total",
        "results",
        "facets",
        "corrections",
        "weak",
    }


@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/openapi.json", "/api/v2/pages/"])
def test_the_apis_set_no_cookie_and_can_be_cached(client, address):
    response = client.get(address)

    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert "Cookie" not in response.get("Vary", "")


def test_there_is_no_documentation_page_with_code_from_elsewhere(client):
    assert client.get("/api/v1/docs/").status_code == 404


def test_the_content_api_lists_live_and_public_pages_only(client, tables):
    make_topic("Entwurf", live=False)
    make_office_page(make_office("Geheimamt", slug="geheim"))
    private = make_event("Geschlossene Runde")
    PageViewRestriction.objects.create(page=private, restriction_type="password", password="geheim")
    listed = {item["title"] for item in client.get("/api/v2/pages/").json()["items"]}

    assert "Tische vor dem Café" in listed
    assert not {"Entwurf", "Geschlossene Runde"} & listed
    assert client.get(f"/api/v2/pages/{private.pk}/").status_code == 404


def test_pages_that_refer_to_a_draft_or_a_private_page_do_not_give_its_title_away(client, tables):
    draft, private = make_topic("Geheimer Entwurf", live=False), make_topic("Geheime Runde")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    topics = [tables, draft, private]
    steps = [{"title": "Schritt", "office": topic.lead_office, "topic": topic} for topic in topics]
    event, occasion = make_event(topics=topics), make_occasion(steps=steps)
    answers = [client.get(f"/api/v2/pages/{page.pk}/?fields=*").json() for page in (event, occasion)]

    assert [topic["title"] for topic in answers[0]["topics"]] == ["Tische vor dem Café"]
    assert [step["topic"] and step["topic"]["title"] for step in answers[1]["steps"]] == [
        "Tische vor dem Café",
        None,
        None,
    ]
    assert "Geheim" not in str(answers)


def test_the_content_api_does_not_name_the_page_behind_an_alias(client, tables):
    alias = make_topic("Tische noch einmal", slug="tische-noch-einmal")
    TopicPage.objects.filter(pk=alias.pk).update(alias_of=tables.pk)
    PageViewRestriction.objects.create(page=tables, restriction_type="login")
    answer = client.get(f"/api/v2/pages/{alias.pk}/?fields=*").json()

    assert answer["meta"]["slug"] == "tische-noch-einmal"
    assert f"/api/v2/pages/{tables.pk}/" not in str(answer)


def test_the_content_api_tells_nothing_of_the_work_inside_the_offices(client, tables):
    everything = client.get(f"/api/v2/pages/{tables.pk}/?fields=*").json()

    assert everything["lead_office"] == {"slug": "sga", "name": "Grünflächenamt"}
    assert everything["problem_types"] == [
        {"slug": "flaeche", "label": "Fläche"},
        {"slug": "laerm", "label": "Lärm"},
    ]
    assert everything["sections"][0]["office"] == {"slug": "ordnungsamt", "name": "Ordnungsamt"}
    text = str(everything)
    for internal in ["group", "owner", "locked", "revision", "draft", "permission", "go_live_at", "uuid", "email"]:
        assert internal not in text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, tables, method):
    assert getattr(client, method)("/api/v1/search").status_code == 405
    assert getattr(client, method)(f"/api/v2/pages/{tables.pk}/").status_code in (403, 405)
