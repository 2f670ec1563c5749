"""Elasticsearch: one request counts, ranks and cuts; one or two small ones before it tell where to cut.

It holds the same impacts and gets the same weights as PostgreSQL, and counts in whole numbers: every score is equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from search.lexicon import Slugs, lexicon_of
from search.plan import FEW, SHARE, Plan, Term
from search.replica.client import Deadline, client
from search.replica.documents import GRAMS, WORDS, microseconds
from search.replica.indices import alias_of
from search.request import PAGE_SIZE, SearchRequest, Sort, Time
from search.scoring import LIMIT

from .base import Match, SearchEngine

type Query = dict[str, Any]
type Known = Mapping[str, Slugs]

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


def _best_scores(plan: Plan, terms: Sequence[Query], count: int, deadline: Deadline) -> list[int]:
    """The `count` best scores by `terms` over all pages, the best one first."""
    if not terms:
        return []
    answer = client(deadline.left()).search(
        index=alias_of(plan.build),
        query=_any(terms),
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
    words = _terms(plan.words)
    best = _best_scores(plan, words, FEW, deadline)
    if len(best) == FEW and SHARE * best[-1] >= best[0]:
        ranked = {"bool": {"must": _at_least(_cut(best), words), "should": _terms((), plan.rare_grams)}}
        return _any([ranked, *pinned])
    everything = _terms(plan.words, plan.grams)
    return _at_least(_cut(_best_scores(plan, everything, 1, deadline)), [*everything, *pinned])


def _cut(scores: Sequence[int]) -> int:
    """The least score of which `SHARE` times is no less than the best one.

    >>> _cut([100, 7]), _cut([101]), _cut([])
    (20, 21, 0)
    """
    return -(-scores[0] // SHARE) if scores else 0


def _at_least(score: int, queries: Iterable[Query]) -> Query:
    """What reaches `score`. Not by the `min_score` of a whole request: its aggregations do not always heed that."""
    return {"function_score": {"query": _any(queries), "min_score": score}}


def _terms(words: Iterable[Term], grams: Iterable[Term] = ()) -> list[Query]:
    vectors = {field: {term.text: term.weight for term in terms} for field, terms in ((WORDS, words), (GRAMS, grams))}
    return [
        {"sparse_vector": {"field": field, "query_vector": vector, "prune": False}}
        for field, vector in vectors.items()
        if vector
    ]


def _filters(request: SearchRequest, slugs: Known) -> dict[str, Query]:
    """One filter for each facet in which something is chosen."""
    chosen: dict[str, Query] = {}
    for facet, values in (("problem_type", request.problem_types), ("office", request.offices)):
        if values:
            ids = [number for number, slug in slugs[facet].items() if slug in values]
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
    kinds = {"terms": {"field": "kind", "size": MOST_KINDS}}
    counted: dict[str, Query] = {
        facet: {"terms": {"field": FIELDS[facet], "size": len(known) + SPARE}} for facet, known in slugs.items()
    }
    counted |= {"kind": kinds, "time": {"filters": {"filters": _times()}}}
    return {
        facet: {
            "filter": _all(query for other, query in filters.items() if other != facet),
            "aggregations": {"values": values},
        }
        for facet, values in counted.items()
    }


def _counts(aggregations: Mapping[str, Any], slugs: Known) -> dict[str, dict[str, int]]:
    buckets = {facet: found["values"]["buckets"] for facet, found in aggregations.items()}
    by_time = {time: bucket["doc_count"] for time, bucket in buckets.pop("time").items()}
    counts = {
        facet: {slugs.get(facet, {}).get(bucket["key"], bucket["key"]): bucket["doc_count"] for bucket in found}
        for facet, found in buckets.items()
    }
    return {**counts, "time": {Time.ANY.value: aggregations["time"]["doc_count"], **by_time}}


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
