"""Every count, total and list against a plain count in Python over random pages and random selections."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogue.tests.factories import make_event, make_occasion, make_office_page, make_topic
from cms.testing.factories import make_office, make_problem_type
from cms.together import together
from search.bags import bags_of
from search.choices import Choices
from search.engines import get_engine
from search.facets import build_facets, build_time_facet
from search.index import builds
from search.models import SearchEntry
from search.plan import make_plan
from search.request import SearchRequest, Sort, Time
from search.scoring import impact

pytestmark = pytest.mark.django_db

WORDS = ["Apfel", "Birne", "Kirsche"]
TYPES = ["typ-a", "typ-b", "typ-c", "typ-d"]
OFFICES = ["amt-a", "amt-b", "amt-c"]
KINDS = ["topic", "occasion", "office", "event"]
SHARING = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@dataclass(frozen=True)
class Sample:
    """A page as the test thinks of it."""

    kind: str
    words: frozenset[str]
    problem_types: frozenset[str]
    lead: str
    others: frozenset[str]
    days: int
    live: bool

    @property
    def offices(self) -> frozenset[str]:
        return self.others | {self.lead} if self.kind != "office" else frozenset({self.lead})

    @property
    def time(self) -> Time:
        if self.kind != "event":
            return Time.ANY
        return Time.UPCOMING if self.days > 0 else Time.PAST


def subsets(values, **sizes):
    return st.sets(st.sampled_from(values), **sizes).map(frozenset)


samples = st.lists(
    st.builds(
        Sample,
        kind=st.sampled_from(KINDS),
        words=subsets(WORDS),
        problem_types=subsets(TYPES, max_size=3),
        lead=st.sampled_from(OFFICES),
        others=subsets(OFFICES),
        days=st.sampled_from([-9, 9]),
        live=st.sampled_from([True, True, True, False]),
    ),
    max_size=14,
    # an office has one page
    unique_by=lambda sample: sample.lead if sample.kind == "office" else object(),
)
selections = st.builds(
    SearchRequest,
    text=subsets([*WORDS, "Quastenflosser"]).map(lambda words: " ".join(sorted(words))),
    problem_types=subsets(TYPES).map(lambda chosen: tuple(sorted(chosen))),
    offices=subsets(OFFICES, max_size=2).map(lambda chosen: tuple(sorted(chosen))),
    kinds=subsets(KINDS, max_size=2).map(lambda chosen: tuple(kind for kind in KINDS if kind in chosen)),
    time=st.sampled_from([Time.ANY, Time.ANY, Time.UPCOMING, Time.PAST]),
    sort=st.sampled_from(Sort),
)


def make_page(sample: Sample, offices: dict, types: dict):
    fields = {
        "title": "Seite",
        "summary": " ".join(sorted(sample.words)),
        "problem_types": [types[slug] for slug in sorted(sample.problem_types)],
        "lead_office": offices[sample.lead],
        "live": sample.live,
    }
    others = [offices[slug] for slug in sorted(sample.others)]
    match sample.kind:
        case "topic":
            return make_topic(sections=[(office, "Text") for office in others], **fields)
        case "occasion":
            return make_occasion(steps=[{"title": "Schritt", "office": office} for office in others], **fields)
        case "event":
            return make_event(participants=others, starts_in_days=sample.days, **fields)
        case _:
            return make_office_page(offices[sample.lead], **fields)


Page = tuple[int, Sample]
Condition = Callable[[Page], bool]


def members(text: str) -> set[int]:
    """The pages that belong to a text by the rule of `Plan`, counted in Python from their own words."""
    build, plan = builds.live(), make_plan(text)
    bags = {entry.page_id: bags_of(entry) for entry in SearchEntry.objects.filter(build=build)}

    def score(counts, average, terms) -> int:
        length = counts.total()
        return sum(term.weight * impact(counts[term.text], length, average) for term in terms if term.text in counts)

    def best(scores: dict[int, int]) -> set[int]:
        return {pk for pk, value in scores.items() if value and 5 * value >= max(scores.values())}

    by_words = {pk: score(each.words, build.average_words, plan.words) for pk, each in bags.items()}
    if len(best(by_words)) >= 10:
        return best(by_words)
    return best({pk: by_words[pk] + score(each.grams, build.average_grams, plan.grams) for pk, each in bags.items()})


def conditions_of(request: SearchRequest) -> dict[str, Condition]:
    """One condition per part of the request: does a page pass?"""

    def any_of(attribute: str, chosen: tuple[str, ...], page: Page) -> bool:
        return not chosen or bool(set(chosen) & getattr(page[1], attribute))

    belonging = members(request.text)
    return {
        "text": lambda page: page[1].live and (not request.text or page[0] in belonging),
        "problem_type": partial(any_of, "problem_types", request.problem_types),
        "office": partial(any_of, "offices", request.offices),
        "kind": lambda page: not request.kinds or page[1].kind in request.kinds,
        "time": lambda page: not request.time or page[1].time == request.time,
    }


VALUES: dict[str, Callable[[Sample], frozenset[str]]] = {
    "problem_type": lambda sample: sample.problem_types,
    "office": lambda sample: sample.offices,
    "kind": lambda sample: frozenset({sample.kind}),
    "time": lambda sample: frozenset({Time.ANY.value, sample.time.value}),
}


def expected_count(pages: list[Page], conditions: dict[str, Condition], facet: str, value: str) -> int:
    others = [passes for name, passes in conditions.items() if name != facet]
    return sum(1 for page in pages if value in VALUES[facet](page[1]) and all(passes(page) for passes in others))


@pytest.fixture
def masters(db) -> tuple[dict, dict]:
    """Offices and problem types by their slugs; all examples share them."""
    offices = {slug: make_office(f"Stelle {slug}", slug=slug) for slug in OFFICES}
    return offices, {slug: make_problem_type(f"Typ {slug}", slug=slug) for slug in TYPES}


@settings(max_examples=25, deadline=None, suppress_health_check=SHARING)
@example(pages=[], requests=[SearchRequest()])
@given(pages=samples, requests=st.lists(selections, min_size=6, max_size=12))
def test_counts_totals_and_hits_equal_a_plain_count(masters, pages, requests):
    with transaction.atomic():
        check(masters, pages, requests)
        transaction.set_rollback(True)


def check(masters: tuple[dict, dict], samples: list[Sample], requests: list[SearchRequest]) -> None:
    with together():  # index all of them at once
        pages = [(make_page(sample, *masters).pk, sample) for sample in samples]
    choices = Choices.load()
    for request in requests:
        response = get_engine().search(request)
        conditions = conditions_of(request)
        found = {page[0] for page in pages if all(passes(page) for passes in conditions.values())}
        assert {hit.page_id for hit in response.hits} == found
        assert response.total == len(response.hits) == len(found)
        facets = [*build_facets(request, response, choices), build_time_facet(request, response)]
        for facet in facets:
            for option, value in zip(facet.options, values_of(facet, choices), strict=True):
                expected = expected_count(pages, conditions, facet.key, value)
                assert option.count == expected, (request, facet.key, value)


def values_of(facet, choices: Choices) -> list[str]:
    return [option.value for option in facet.options] if facet.key == "time" else list(getattr(choices, facet.field))


@pytest.fixture
def two_pages(masters) -> None:
    """Searched only, so that all examples share them."""
    page = Sample("topic", frozenset({"Apfel"}), frozenset({"typ-a"}), "amt-a", frozenset({"amt-b"}), 9, True)
    event = Sample("event", frozenset({"Birne"}), frozenset({"typ-a", "typ-b"}), "amt-b", frozenset(), 9, True)
    with together():
        for sample in (page, event):
            make_page(sample, *masters)


@settings(max_examples=40, deadline=None, suppress_health_check=SHARING)
@given(request=selections)
def test_choosing_a_value_finds_as_many_pages_as_its_count_said(two_pages, request):
    """The promise of a count, kept by the engine itself: within one facet a first value restricts to its count."""
    response = get_engine().search(request)
    for slug in TYPES:
        alone = get_engine().search(request.but(problem_types=(slug,)))
        assert alone.total == response.facets["problem_type"].get(slug, 0)
    for slug in OFFICES:
        alone = get_engine().search(request.but(offices=(slug,)))
        assert alone.total == response.facets["office"].get(slug, 0)


def test_a_problem_type_counts_the_pages_of_its_children_too(reindex):
    parent = make_problem_type("Lärm", slug="laerm")
    child = make_problem_type("Musik", slug="musik", parent=parent)
    make_topic("Laute Musik", problem_types=[child])
    reindex()

    assert get_engine().search(SearchRequest(problem_types=("laerm",))).total == 1
    assert get_engine().search(SearchRequest()).facets["problem_type"] == {"laerm": 1, "musik": 1}
