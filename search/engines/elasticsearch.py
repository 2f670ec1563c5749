"""Elasticsearch: one request counts, ranks and cuts; one or two small ones before it tell where to cut.

It holds the same impacts and gets the same weights as PostgreSQL, and counts in whole numbers: every score is equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from django.utils import timezone

from search.lexicon import Slugs, lexicon_of
from search.plan import FEW, SHARE, Plan, Term
from search.replica.client import Deadline, client
from search.replica.documents import GRAMS, WORDS, microseconds
from search.replica.indices import alias_of
from search.request import PAGE_SIZE, SearchRequest, Sort, Time
from search.scoring import IMPACT, LIMIT

from .base import Match, SearchEngine

type Query = dict[str, Any]
type Known = Mapping[str, Slugs]
type Asked = tuple[str, Term]  # a term with the field it is in

FIELDS = {"problem_type": "problem_types", "office": "offices"}
MOST_KINDS = 100
SPARE = 100  # values that were deleted a moment ago, or made


class ElasticsearchEngine(SearchEngine):
    """Asks the replica of the plan's build. Raises one of `client.FAILURES` if it has no answer in time."""

    def match(self, request: SearchRequest, plan: Plan) -> Match:
        deadline = Deadline()
        slugs = lexicon_of(plan.build).slugs
        filters = _filters(request, slugs)
        query = belonging(plan, deadline)
        answer = client(deadline.left()).search(
            index=alias_of(plan.build),
            query=query,
            post_filter=_all(filters.values()),
            aggregations=_facets(filters, slugs),
            sort=_order(request, plan),
            from_=request.offset,
            size=PAGE_SIZE,
            track_total_hits=True,
            source=False,
            allow_partial_search_results=False,
            filter_path="hits.total.value,hits.hits._id,aggregations",
        )
        return Match(
            total=answer["hits"]["total"]["value"],
            page_ids=[int(hit["_id"]) for hit in answer["hits"].get("hits", ())],
            facets=_counts(answer["aggregations"], slugs),
        )


def _best_scores(plan: Plan, asked: Sequence[Asked], count: int, deadline: Deadline) -> list[int]:
    """The `count` best scores by the terms over all pages, the best one first."""
    if not asked:
        return []
    answer = client(deadline.left()).search(
        index=alias_of(plan.build),
        query=_any(_vectors(asked)),
        size=count,
        track_total_hits=False,
        source=False,
        allow_partial_search_results=False,
        filter_path="hits.hits._score",
    )
    return [int(hit["_score"]) for hit in answer.get("hits", {}).get("hits", ())]


def belonging(plan: Plan, deadline: Deadline) -> Query:
    """What belongs to the plan, by the rule of `Plan`, with its score. Asks for the best score first."""
    if not plan.restricts:
        return {"match_all": {}}
    pinned = [{"constant_score": {"filter": _pages(plan.pinned), "boost": LIMIT}}] if plan.pinned else []
    best = _best_scores(plan, _asked(plan.words), FEW, deadline)
    if len(best) == FEW and SHARE * best[-1] >= best[0]:
        by_words = _at_least(_cut(best), _asked(plan.words))
        return _any([{"bool": {"must": by_words, "should": _vectors(_asked((), plan.rare_grams))}}, *pinned])
    asked = _asked(plan.words, plan.grams)
    return _at_least(_cut(_best_scores(plan, asked, 1, deadline)), asked, pinned)


def _cut(scores: Sequence[int]) -> int:
    """The least score of which `SHARE` times is no less than the best one.

    >>> _cut([100, 7]), _cut([101]), _cut([])
    (20, 21, 0)
    """
    return -(-scores[0] // SHARE) if scores else 0


def _at_least(score: int, asked: Sequence[Asked], others: Iterable[Query] = ()) -> Query:
    """What reaches `score`. Not by the `min_score` of a whole request: its aggregations do not always heed that."""
    needed, rest = _apart(score, asked)
    query = {"bool": {"must": _any([*_vectors(needed), *others]), "should": _vectors(rest)}}
    return {"function_score": {"query": query, "min_score": score}}


def _apart(score: int, asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """The terms of which a page needs one to reach `score`, and the rest: all of them together would not do.

    So pages that hold nothing but frequent words need not be looked at (Turtle and Flood, "Query evaluation: strategies
    and optimizations", 1995).

    >>> needed, rest = _apart(50_000, _asked([Term(1, "tisch", 40), Term(2, "gehweg", 300), Term(3, "fest", 390)]))
    >>> [term.text for _field, term in needed], [term.text for _field, term in rest]
    (['gehweg', 'fest'], ['tisch'])
    """
    by_weight = sorted(asked, key=lambda each: each[1].weight)
    most = accumulate(IMPACT * term.weight for _field, term in by_weight)
    count = sum(1 for together in most if together < score)
    return by_weight[count:], by_weight[:count]


def _asked(words: Iterable[Term], grams: Iterable[Term] = ()) -> list[Asked]:
    """The terms with the fields they are in."""
    return [*((WORDS, term) for term in words), *((GRAMS, term) for term in grams)]


def _vectors(asked: Iterable[Asked]) -> list[Query]:
    """One query for each field; its score is the sum of weight × impact."""
    vectors: dict[str, dict[str, int]] = {}
    for field, term in asked:
        vectors.setdefault(field, {})[term.text] = term.weight
    return [
        {"sparse_vector": {"field": field, "query_vector": vector, "prune": False}} for field, vector in vectors.items()
    ]


def _filters(request: SearchRequest, slugs: Known) -> dict[str, Query]:
    """One filter for each facet in which something is chosen."""
    chosen: dict[str, Query] = {}
    for facet, values in (("problem_type", request.problem_types), ("office", request.offices)):
        if values:
            ids = [str(number) for number, slug in slugs[facet].items() if slug in values]
            chosen[facet] = {"terms": {FIELDS[facet]: ids}}
    if request.kinds:
        chosen["kind"] = {"terms": {"kind": list(request.kinds)}}
    if request.time:
        chosen["time"] = _times()[request.time.value]
    return chosen


def _times() -> dict[str, Query]:
    now = microseconds(timezone.now())
    return {
        Time.UPCOMING.value: {"range": {"ends_at": {"gte": now}}},
        Time.PAST.value: {"range": {"ends_at": {"lt": now}}},
    }


def _facets(filters: Mapping[str, Query], slugs: Known) -> dict[str, Query]:
    """Each facet counted under the filters of all others; every value there may be fits in."""
    counted: dict[str, Query] = {
        facet: {"terms": {"field": FIELDS[facet], "size": len(known) + SPARE}} for facet, known in slugs.items()
    }
    counted["kind"] = {"terms": {"field": "kind", "size": MOST_KINDS}}
    counted["time"] = {"filters": {"filters": {Time.ANY.value: {"match_all": {}}, **_times()}}}
    return {
        facet: _under([query for other, query in filters.items() if other != facet], values)
        for facet, values in counted.items()
    }


def _under(filters: Sequence[Query], values: Query) -> Query:
    """The aggregation under `filters`. Where there are none it stands alone: any around it makes it cost far more."""
    return {"filter": _all(filters), "aggregations": {"values": values}} if filters else values


def _counts(aggregations: Mapping[str, Any], slugs: Known) -> dict[str, dict[str, int]]:
    found = {facet: _by_value(answer.get("values", answer)["buckets"]) for facet, answer in aggregations.items()}
    for facet, known in slugs.items():
        found[facet] = {
            slug: found[facet][str(number)] for number, slug in known.items() if str(number) in found[facet]
        }
    return found


def _by_value(buckets: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The counts of an aggregation, whose buckets are a list, or a dictionary where they were given names."""
    named = buckets.items() if isinstance(buckets, Mapping) else ((bucket["key"], bucket) for bucket in buckets)
    return {value: bucket["doc_count"] for value, bucket in named}


def _order(request: SearchRequest, plan: Plan) -> list[Query]:
    """The same order as in PostgreSQL; pinned pages have scores above all others."""
    alphabet: list[Query] = [{"sort_title": "asc"}, {"page_id": "asc"}]
    if request.sort == Sort.DATE:
        direction = "asc" if request.time == Time.UPCOMING else "desc"
        return [{"date": {"order": direction, "missing": "_last"}}, *alphabet]
    if request.sort == Sort.RELEVANCE and plan.restricts:
        return [{"_score": "desc"}, *alphabet]
    return alphabet


def _pages(page_ids: Iterable[int]) -> Query:
    return {"terms": {"page_id": list(page_ids)}}


def _any(queries: Iterable[Query]) -> Query:
    queries = list(queries)
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else {"match_none": {}}


def _all(filters: Iterable[Query]) -> Query:
    return {"bool": {"filter": list(filters)}}
