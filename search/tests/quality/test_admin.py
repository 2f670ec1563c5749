"""The quality of the search in the admin: everybody reads, the Wirtschaftsförderung keeps the set."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.tests.factories import make_topic
from cms.testing.factories import business_promotion, make_editor, make_office, publish
from search.quality.models import ExpectedPage, QualityRun, RegressionQuery

pytestmark = pytest.mark.django_db
FIGURES = {"queries": 2, "ndcg": 0.9, "mrr": 0.8, "recall": 1, "top": 0.5, "zero": 0, "weak": 0, "total": 13}


@pytest.fixture
def topic(home):
    return make_topic("Markt & Flohmarkt", slug="markt")


@pytest.fixture
def query(topic) -> RegressionQuery:
    query = RegressionQuery.objects.create(text="Trödel")
    ExpectedPage.objects.create(query=query, page_id=topic.pk)
    return query


@pytest.fixture
def reader(client, home):
    client.force_login(make_editor(make_office(editors=True)))
    return client


@pytest.fixture
def keeper(client, home):
    client.force_login(make_editor(business_promotion()))
    return client


def run(day: int, engine: str = "postgresql", misses=(), **figures) -> QualityRun:
    return QualityRun.objects.create(
        day=datetime.date(2026, 11, day), engine=engine, figures=FIGURES | figures, misses=list(misses)
    )


def look(client) -> str:
    response = client.get(reverse("search_quality"))
    assert response.status_code == 200
    return response.content.decode()


def upload(client, content: str):
    table = SimpleUploadedFile("set.csv", content.encode())
    return client.post(reverse("regression_queries_import"), {"table": table}, follow=True)


def test_everybody_sees_the_trend_as_a_picture_and_as_a_table(reader):
    assert "Es wurde noch nicht gemessen." in look(reader)
    run(21, misses=[{"text": "Bootssteg", "rank": None}])
    run(22, misses=[{"text": "Zelt <b>", "rank": 7}, {"text": "Boot & Steg", "rank": None}])
    run(22, "elasticsearch", ndcg=0.905)
    page = look(reader)
    assert page.count("<polyline") == 2
    assert "<td>0,900</td>" in page
    assert "<td>0,905</td>" in page
    assert "Zelt &lt;b&gt;</a>: Platz 7" in page
    assert "/suche/?q=Boot+%26+Steg" in page
    assert "Bootssteg" not in page  # of an earlier day
    assert "Jetzt messen" not in page
    assert "Tabelle übernehmen" not in page


def test_the_page_takes_the_same_statements_however_much_was_measured(reader, django_assert_max_num_queries):
    run(1)
    look(reader)
    with django_assert_max_num_queries(20) as few:
        look(reader)
    for day in range(2, 30):
        run(day, misses=[{"text": f"Wort {each}", "rank": None} for each in range(20)])
    with django_assert_max_num_queries(len(few)):
        look(reader)


def test_an_editor_reads_the_set_but_changes_nothing(reader, query):
    page = reader.get(reverse("regression_queries:index")).content.decode()
    assert "Trödel" in page
    assert "Markt &amp; Flohmarkt" in page
    assert reader.get(reverse("regression_queries_export")).content.decode("utf-8-sig").splitlines() == [
        "Suchtext;Seite;Titel;Problemtyp;Stelle",
        "Trödel;/themen/markt/;Markt & Flohmarkt;;",
    ]
    for name, arguments in [("add", []), ("edit", [query.pk]), ("delete", [query.pk])]:
        assert reader.get(reverse(f"regression_queries:{name}", args=arguments)).status_code == 302
    assert reader.get(reverse("regression_queries_import")).status_code == 302
    assert reader.post(reverse("search_quality_measure")).status_code == 302


def test_the_list_takes_the_same_statements_however_long_it_is(reader, query, topic, django_assert_max_num_queries):
    address = reverse("regression_queries:index")
    reader.get(address)
    with django_assert_max_num_queries(30) as few:
        reader.get(address)
    for number in range(30):
        other = RegressionQuery.objects.create(text=f"Wort {number}", office=topic.lead_office)
        ExpectedPage.objects.create(query=other, page_id=topic.pk)
    with django_assert_max_num_queries(len(few)):
        reader.get(address)


def test_the_promotion_adds_and_changes_queries(keeper, topic):
    form = {
        "text": "Trödel",
        "expected_pages-TOTAL_FORMS": 1,
        "expected_pages-INITIAL_FORMS": 0,
        "expected_pages-MIN_NUM_FORMS": 1,
        "expected_pages-MAX_NUM_FORMS": 1000,
        "expected_pages-0-page": topic.pk,
        "expected_pages-0-id": "",
    }
    keeper.post(reverse("regression_queries:add"), form)
    row = RegressionQuery.objects.get()
    assert [each.page_id for each in row.expected_pages.all()] == [topic.pk]
    again = keeper.post(reverse("regression_queries:add"), {**form, "text": "TRÖDEL"})
    assert "Diese Prüfsuche gibt es schon." in again.content.decode()
    empty = keeper.post(reverse("regression_queries:add"), {**form, "text": "Zelt", "expected_pages-TOTAL_FORMS": 0})
    assert empty.status_code == 200
    assert RegressionQuery.objects.count() == 1


def test_the_promotion_takes_a_table_over(keeper, topic):
    response = upload(keeper, "Suchtext;Seite;Problemtyp;Stelle\nTrödel;/themen/markt/;;\n")
    assert "1 neue Prüfsuche, 0 geändert, 0 unverändert." in response.content.decode()
    assert RegressionQuery.objects.get().text == "Trödel"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Suchtext;Seite;Problemtyp;Stelle\nZelt;<Hafen>;;\n", "Zeile 2: Die Seite „&lt;Hafen&gt;“ gibt es nicht."),
        ("Seite\n", "In der ersten Zeile fehlen die Spalten Suchtext, Problemtyp, Stelle."),
        ("", "Die Datei ist leer."),
        ("x" * 1_000_001, "Die Datei ist größer als 1 MB."),
    ],
)
def test_what_is_wrong_with_a_table_stands_at_the_field(keeper, query, content, said):
    page = upload(keeper, content).content.decode()
    assert said in page
    assert 'aria-describedby="id_table_error"' in page
    assert RegressionQuery.objects.get() == query


def test_the_promotion_has_the_search_measured(keeper, query, reindex):
    publish(query.expected_pages.get().page.specific)
    reindex()
    page = keeper.post(reverse("search_quality_measure"), follow=True).content.decode()
    assert "Die Suche wurde gemessen." in page
    found = QualityRun.objects.get(engine="postgresql")
    assert (found.figures["queries"], found.figures["zero"], found.misses) == (1, 1, [{"text": "Trödel", "rank": None}])
    RegressionQuery.objects.update(text="Flohmarkt")
    keeper.post(reverse("search_quality_measure"))
    found = QualityRun.objects.get(engine="postgresql")
    assert (found.figures["ndcg"], found.figures["top"], found.misses) == (1, 1, [])


def test_where_elasticsearch_is_silent_nobody_has_to_fear_for_the_readers(keeper, query, reindex, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    page = keeper.post(reverse("search_quality_measure"), follow=True).content.decode()

    assert "Gesucht werden kann trotzdem: So lange antwortet PostgreSQL." in page


def test_an_empty_set_is_not_measured(keeper):
    page = keeper.post(reverse("search_quality_measure"), follow=True).content.decode()
    assert "Es gibt noch keine Prüfsuchen" in page
    assert not QualityRun.objects.exists()


def test_the_right_to_read_and_to_keep_goes_and_comes_with_the_migration():
    migration = import_module("search.migrations.0005_quality_rights")
    editor, keeper = make_editor(make_office(editors=True)), make_editor(business_promotion())

    def rights() -> list[set[str]]:
        people = [type(person).objects.get(pk=person.pk) for person in (editor, keeper)]
        return [{name for name in person.get_all_permissions() if "regressionquery" in name} for person in people]

    both = [
        {"search.view_regressionquery"},
        {f"search.{action}_regressionquery" for action in ("view", "add", "change", "delete")},
    ]
    assert rights() == both
    migration.backwards(apps, None)
    assert rights() == [set(), set()]
    migration.forwards(apps, None)
    assert rights() == both
