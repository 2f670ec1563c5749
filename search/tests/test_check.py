"""`search_check` finds whatever differs between pages, PostgreSQL's index and Elasticsearch, and makes it right."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalogue.tests.factories import make_topic
from search.index import builds
from search.models import SearchEntry, SearchOutbox, SearchPosting, SearchTerm, SuggestionWord
from search.replica import indices, upkeep
from search.replica.documents import all_documents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

ALL_RIGHT = ["pages: all right", "terms: all right", "suggestions: all right"]


@pytest.fixture
def topic(db):
    make_topic("Markise")
    return make_topic("Heizpilz", summary="Wärme draußen")


def search_check(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("search_check", *arguments, stdout=out)
    return out.getvalue().splitlines()


def entry_of(topic) -> SearchEntry:
    return SearchEntry.objects.get(build=builds.live(), page_id=topic.pk)


def state() -> set[tuple]:
    """All that answers come from."""
    postings = SearchPosting.objects.values_list("term__term", "term__df", "entry__page_id", "impact")
    suggested = SuggestionWord.objects.values_list("page_id", "kind", "label", "url", "word", "folded")
    return {*postings, *suggested, ("pages", builds.live().pages), *SearchEntry.objects.values_list("page_id", "title")}


def lose_entry(topic) -> None:
    SearchEntry.objects.filter(page_id=topic.pk).delete()


def hide_page(topic) -> None:
    type(topic).objects.filter(pk=topic.pk).update(live=False)


def change_text(topic) -> None:
    type(topic).objects.filter(pk=topic.pk).update(title="Quastenflosser")


def change_entry(topic) -> None:
    SearchEntry.objects.filter(page_id=topic.pk).update(title="Quastenflosser")


def lose_posting(topic) -> None:
    SearchPosting.objects.filter(entry=entry_of(topic))[0].delete()


def change_impact(topic) -> None:
    SearchPosting.objects.filter(entry=entry_of(topic)).update(impact=7)


def change_df(topic) -> None:
    SearchTerm.objects.filter(pk__in=entry_of(topic).term_ids[:2]).update(df=99)


def change_number_of_pages(topic) -> None:
    type(builds.live()).objects.update(pages=7)


def add_stray_posting(topic) -> None:
    SearchPosting.objects.create(term_id=entry_of(topic).term_ids[0], entry_id=10_000_000, impact=9)


def lose_suggestions(topic) -> None:
    SuggestionWord.objects.filter(page_id=topic.pk).delete()


def change_suggestion(topic) -> None:
    SuggestionWord.objects.filter(page_id=topic.pk).update(label="Quastenflosser")


def suggest_a_stranger(topic) -> None:
    SuggestionWord.objects.filter(page_id=topic.pk).update(page_id=topic.pk + 1)


def suggest_twice(topic) -> None:
    for row in SuggestionWord.objects.filter(page_id=topic.pk):
        row.pk = None
        row.save()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lose_suggestions, "suggestions: missing 1 ({pk})"),
        (change_suggestion, "suggestions: outdated 1 ({pk})"),
        (suggest_a_stranger, "suggestions: superfluous 1 ({next})"),
        (suggest_twice, "suggestions: outdated 1 ({pk})"),
        (lose_entry, "pages: missing 1 ({pk})"),
        (hide_page, "pages: superfluous 1 ({pk})"),
        (change_text, "pages: outdated 1 ({pk})"),
        (change_entry, "pages: outdated 1 ({pk})"),
        (lose_posting, "pages: outdated 1 ({pk})"),
        (change_impact, "pages: outdated 1 ({pk})"),
        (change_df, "terms: 2 terms with a wrong number of pages"),
        (change_number_of_pages, "terms: 7 pages noted, 2 there"),
        (add_stray_posting, "terms: 1 postings of no entry"),
    ],
)
def test_what_differs_is_said_and_repaired(topic, harm: Callable, said: str):
    assert search_check() == ALL_RIGHT
    good = state()
    harm(topic)
    harmed = state()

    with pytest.raises(CommandError, match="Not repaired: "):
        search_check("--dry-run")
    assert state() == harmed

    lines = search_check()
    assert said.format(pk=topic.pk, next=topic.pk + 1) in lines
    assert f"{said.partition(':')[0]}: repaired" in lines
    assert search_check() == ALL_RIGHT
    assert (state() == good) == (harm not in (hide_page, change_text))  # these changed the pages


def lose_index(build, topic) -> None:
    indices.remove_all_but([])


def lose_document(build, topic) -> None:
    indices.delete(indices.alias_of(build), {topic.pk: 2**40})


def add_document(build, topic) -> None:
    (some, *_others) = all_documents(build)
    indices.write(indices.alias_of(build), [some._replace(page_id=999, body={**some.body, "page_id": 999})])


def change_document(build, topic) -> None:
    (some,) = [each for each in all_documents(build) if each.page_id == topic.pk]
    indices.write(indices.alias_of(build), [some._replace(version=2**40, body={**some.body, "digest": "another"})])


@pytest.mark.usefixtures("elasticsearch")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lose_index, "Elasticsearch: missing 2 ({other}, {pk})"),
        (lose_document, "Elasticsearch: missing 1 ({pk})"),
        (add_document, "Elasticsearch: superfluous 1 (999)"),
        (change_document, "Elasticsearch: outdated 1 ({pk})"),
    ],
)
def test_what_elasticsearch_holds_is_compared_too(topic, harm: Callable, said: str):
    upkeep.synchronise()
    harm(builds.live(), topic)

    with pytest.raises(CommandError, match="Not repaired: Elasticsearch"):
        search_check("--dry-run")
    assert search_check()[len(ALL_RIGHT) :] == [said.format(pk=topic.pk, other=topic.pk - 1), "Elasticsearch: repaired"]
    assert search_check()[len(ALL_RIGHT) :] == ["Elasticsearch: all right"]


@pytest.mark.usefixtures("elasticsearch")
def test_what_is_on_its_way_is_no_difference(topic):
    upkeep.synchronise()
    make_topic("Quastenflosser")
    assert SearchOutbox.objects.exists()
    assert search_check()[len(ALL_RIGHT) :] == ["Elasticsearch: all right"]


@pytest.mark.usefixtures("elasticsearch")
def test_what_cannot_be_repaired_is_a_failure(topic, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Not repaired: Elasticsearch: Elasticsearch failed"):
        search_check()
