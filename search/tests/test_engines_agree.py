"""Both engines, asked the same, answer the same: pages and their order, totals, every count. With a real Elasticsearch.

Pages, queries and selections are random; entries are written as they come, without the pages they tell of.
"""

import datetime
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from cms.testing.factories import make_office, make_problem_type
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.postgresql import PostgresEngine
from search.index import builds, store
from search.models import SearchEntry
from search.plan import make_plan
from search.replica import indices, upkeep
from search.request import SearchRequest, Sort, Time

WORDS = ["Gehweg", "Gehwegreinigung", "Tisch", "Tische", "Wochenmarkt", "Markt", "Café", "Lärm", "Straßenmusik", "2026"]
TYPED = [*WORDS, "gewheg", "Musik", "Weg", "Marktstand", "Quastenflosser", "und", "Strasse", "Larm"]
KINDS = ["topic", "occasion", "office", "event"]
SLUGS = ["a", "b", "c"]
ALL_BUT_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # each step of it fills an index: minutes
NUMBERS = st.lists(st.sampled_from(range(3)), unique=True, max_size=3)
DAYS = st.sampled_from([-9, -1, 1, 9])


def some(values, most: int):
    return st.lists(st.sampled_from(values), max_size=most)


PAGE = {"kind": "topic", "title": "", "words": "", "text": "Wochenmarkt Gehweg", "problem_types": [0], "offices": []}
PAGE |= {"date": None, "ends_at": 1}


def often_nothing(values):
    chosen = st.lists(st.sampled_from(values), unique=True, min_size=1, max_size=2)
    return (st.just([]) | st.just([]) | chosen).map(tuple)


entries = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(KINDS),
            "title": some(WORDS, 2).map(" ".join),
            "words": some(WORDS, 2).map("\n".join),
            "text": some(WORDS, 9).map(" ".join),
            "problem_types": NUMBERS,
            "offices": NUMBERS,
            "date": st.none() | DAYS,
            "ends_at": DAYS,
        }
    ),
    max_size=9,
).map(lambda drawn: [{**each, "text": f"{each['text']} {WORDS[n % 5]}"} for n in range(4) for each in drawn])
selections = st.builds(
    SearchRequest,
    text=some(TYPED, 3).map(" ".join),
    problem_types=often_nothing(SLUGS),
    offices=often_nothing(SLUGS),
    kinds=often_nothing(KINDS),
    time=st.sampled_from([Time.ANY, *Time]),
    sort=st.sampled_from([Sort.RELEVANCE, Sort.RELEVANCE, *Sort]),
    page=st.sampled_from([1, 1, 1, 2, 3]),
    exact=st.sampled_from([False, False, True]),
)
pins = st.lists(st.integers(1, 40), unique=True, max_size=3).map(tuple)


@pytest.fixture
def offices(db) -> list[int]:
    return [make_office(f"Stelle {slug}", slug=slug).pk for slug in SLUGS]


@pytest.fixture
def types(db) -> list[int]:
    return [make_problem_type(f"Typ {slug}", slug=slug).pk for slug in SLUGS]


@pytest.mark.usefixtures("elasticsearch")
@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=ALL_BUT_SHRINKING)
@example(pages=[], asked=[(SearchRequest("Gehweg"), ()), (SearchRequest("Gehweg"), (1,)), (SearchRequest(), ())])
@example(pages=4 * [{**PAGE, "title": "Gehweg"}, {**PAGE, "words": "Markt"}], asked=[(SearchRequest("Marktstand"), ())])
@given(pages=entries, asked=st.lists(st.tuples(selections, pins), min_size=20, max_size=40))
def test_engines_agree(offices, types, pages, asked):
    with transaction.atomic():
        build = builds.live()
        store.write(build, [entry(number, page, offices, types) for number, page in enumerate(pages, 1)])
        upkeep.fill_anew(build)
        for request, pinned in asked:
            plan = make_plan(request.text, exact=request.exact)
            plan = replace(plan, pinned=pinned) if plan.restricts else plan
            ours, theirs = PostgresEngine().match(request, plan), ElasticsearchEngine().match(request, plan)
            assert theirs.total == ours.total, (request, plan)
            assert theirs.page_ids == ours.page_ids, (request, plan)
            assert counted(theirs.facets) == counted(ours.facets), (request, plan)
        transaction.set_rollback(True)
    indices.remove_all_but([])


def entry(number: int, page: dict, offices: list[int], types: list[int]) -> SearchEntry:
    return SearchEntry(
        page_id=number,
        kind=page["kind"],
        title=page["title"],
        slug=f"seite-{number}",
        url=f"/seite-{number}/",
        words=page["words"],
        text=page["text"],
        problem_types=[types[each] for each in page["problem_types"]],
        offices=[offices[each] for each in page["offices"]],
        date=in_days(page["date"]),
        ends_at=in_days(page["ends_at"]) if page["kind"] == "event" else None,
    )


def in_days(days: int | None) -> datetime.datetime | None:
    return None if days is None else timezone.now() + datetime.timedelta(days=days)


def counted(facets) -> dict[str, dict[str, int]]:
    return {facet: {value: count for value, count in counts.items() if count} for facet, counts in facets.items()}
