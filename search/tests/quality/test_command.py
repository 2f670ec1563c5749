"""`manage.py search_quality`: what it measures, prints, writes and leaves behind, and how it refuses."""

import json
import re
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms import tick
from cms.testing.factories import publish
from search.models import SearchBuild
from search.quality import runs
from search.quality.corpus import build_aside, site_entries, without_own_words
from search.quality.models import ExpectedPage, QualityRun, RegressionQuery
from search.quality.sets import Query
from search.replica import indices

pytestmark = pytest.mark.django_db

DOCUMENTS = {"1": "Flohmarkt", "2": "Straßenfest", "3": "Gewerbeanmeldung"}


@pytest.fixture
def directory(tmp_path, home):
    """A set with documents of its own: two queries that find theirs, and one that cannot."""
    rows = [{"_id": key, "title": title, "text": f"Alles über {title}"} for key, title in DOCUMENTS.items()]
    queries = [("a", "Flohmärkte"), ("b", "Gewerbe anmelden"), ("c", "Kuchen <b>")]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.jsonl").write_text("\n".join(json.dumps({"_id": key, "text": text}) for key, text in queries))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\na\t1\t1\nb\t3\t1\nc\t2\t1\n")
    return tmp_path


@pytest.fixture
def topic(home, reindex):
    page = make_topic("Markt & Flohmarkt", slug="markt")
    publish(page)
    EverydayWord.objects.create(text="Krempel", page=page)
    query = RegressionQuery.objects.create(text="krempel")
    ExpectedPage.objects.create(query=query, page_id=page.pk)
    reindex()
    return page


def run(*arguments) -> str:
    out = StringIO()
    call_command("search_quality", *map(str, arguments), stdout=out)
    return out.getvalue()


def figures(output: str, label: str = "as typed") -> list[list[str]]:
    return [line.split()[len(label.split()) :] for line in output.splitlines() if line.startswith(label)]


def test_a_set_with_documents_is_measured_and_leaves_nothing_behind(directory, reindex):
    reindex()
    before = list(SearchBuild.objects.values_list("pk", "version"))
    output = run("--set", directory)
    assert figures(output) == [["3", "0.667", "0.667", "0.667", "0.667", "0.333", "0.333", "1"]]
    assert re.search(r"typos +3 ", output)
    assert "–  0.000  Kuchen <b>" in output
    assert list(SearchBuild.objects.values_list("pk", "version")) == before


def test_both_engines_and_how_far_they_lie_apart(directory, elasticsearch):
    output = run("--set", directory, "--engine", "both", "--typos")
    first, second = figures(output)
    assert first == second
    assert "nDCG differs by 0.0000, first ten overlap 100.0%, same first hit 100.0%, same total 100.0%" in output
    assert "no-dots" not in output
    assert indices.own_indices() == []


def test_the_report_is_one_page_that_needs_nothing_else(directory, elasticsearch, tmp_path):
    path = tmp_path / "report.html"
    assert f"report: {path}" in run("--set", directory, "--engine", "both", "--report", path)
    page = BeautifulSoup(path.read_text(), "html.parser")
    assert page.html["lang"] == "de"
    assert len(page.find_all("h1")) == 1
    assert not page.find_all(["script", "link", "img"])
    assert not page.find_all(src=True) + page.find_all(href=True)
    pictures = page.find_all("svg")
    assert len(pictures) == 2
    for picture in pictures:
        assert picture["role"] == "img"
        assert picture.find(id=picture["aria-labelledby"]).text
    for table in page.find_all("table"):
        assert table.caption.text
        assert all(cell["scope"] for cell in table.find_all("th"))
    assert "Kuchen <b>" in page.text
    assert "0,667" in page.text


def test_the_editors_set_and_what_is_kept_of_it(topic):
    assert figures(run("--keep"))[0][:2] == ["1", "1.000"]
    kept = QualityRun.objects.get()
    assert (kept.day, kept.engine, kept.figures["ndcg"]) == (timezone.localdate(), "postgresql", 1)
    run("--keep", "--changes")
    assert QualityRun.objects.count() == 1


def test_own_words_are_left_out_beside_the_site_only(topic):
    assert figures(run("--without-own-words", "--changes"))[0][:2] == ["1", "0.000"]
    assert figures(run("--changes"))[0][:2] == ["1", "1.000"]
    EverydayWord.objects.create(text="Krempelmarkt", page_id=topic.pk)
    (entry,) = without_own_words(site_entries(), [Query("KREMPEL", frozenset())])
    assert entry.words == "Krempelmarkt"


def test_a_table_names_topics_by_the_titles_of_their_pages(topic, tmp_path):
    path = tmp_path / "set.tsv"
    path.write_text("query\ttopic\toffice\tproblem type\nkrempel\tMarkt & Flohmarkt\tAmt\tMarkt\nBoot\tHafen\t\t\n")
    output = run("--set", path, "--changes")
    assert figures(output)[0][:2] == figures(output, "  Markt")[0][:2] == ["1", "1.000"]
    assert "left out, no page has this name: Hafen" in output


def test_a_build_aside_goes_even_if_measuring_fails(home):
    def fail() -> None:
        with build_aside([]):
            assert SearchBuild.objects.filter(is_live=False).count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not SearchBuild.objects.filter(is_live=False).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "nirgends.tsv"], "nirgends.tsv:1: is missing\nNothing was measured."),
        (["--engine", "elasticsearch"], "ELASTICSEARCH_URL is not set"),
        (["--set", "{directory}", "--keep"], "Only the figures of the editors' set"),
        (["--without-own-words", "--keep"], "Only the figures of the editors' set"),
        ([], "There is no query to measure with"),
        (["--set", "{directory}", "--report", "/nirgends/x.html"], "/nirgends/x.html cannot be written"),
        (["--changes", "nonsense"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said(directory, settings, arguments, said):
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError, match=re.escape(said)):
        run(*(each.replace("{directory}", str(directory)) for each in arguments))


def test_an_elasticsearch_that_is_away_is_named(topic, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch does not answer: ConnectionError"):
        run("--engine", "elasticsearch")


# --- once a day -----------------------------------------------------------------------------------------------------
def measured_by_tick(monkeypatch) -> int:
    monkeypatch.setattr(tick, "steps", lambda: [runs.STEP])
    return tick.run().done["search measured"]


def test_tick_measures_once_a_day(topic, monkeypatch):
    assert measured_by_tick(monkeypatch) == 1
    assert measured_by_tick(monkeypatch) == 0
    QualityRun.objects.update(day="2026-01-01")
    assert measured_by_tick(monkeypatch) == 1


def test_tick_has_nothing_to_measure_an_empty_set_with(home, monkeypatch):
    assert measured_by_tick(monkeypatch) == 0


def test_tick_goes_on_without_an_elasticsearch_that_is_away(topic, settings, monkeypatch):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert measured_by_tick(monkeypatch) == 1
    assert QualityRun.objects.get().engine == "postgresql"
