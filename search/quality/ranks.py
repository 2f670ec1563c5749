"""Where the expected pages of the editors' queries stand, and what another word list changes about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.engines.base import SearchEngine

from .measure import ask
from .metrics import TOP, place_or_last, rank
from .models import RegressionQuery
from .sets import Query


@dataclass(frozen=True, slots=True)
class Move:
    """A query whose first expected page stands elsewhere; None: not on the first page of results."""

    query: Query
    before: int | None
    after: int | None

    @property
    def leaves_top(self) -> bool:
        """Whether a known answer is pushed out of the first three."""
        return place_or_last(self.before) <= TOP < place_or_last(self.after)


def regression_queries() -> list[Query]:
    """The editors' set with numbers of pages; without queries that expect nothing any more. Three statements."""
    rows = RegressionQuery.objects.select_related("problem_type", "office").prefetch_related("expected_pages")
    found = [
        Query(
            row.text,
            frozenset(each.page_id for each in row.expected_pages.all()),
            row.problem_type.label if row.problem_type else "",
            row.office.name if row.office else "",
        )
        for row in rows
    ]
    return [query for query in found if query.expected]


def ranks(engine: SearchEngine, queries: Iterable[Query]) -> dict[Query, int | None]:
    """For each query the place of its first expected page, from 1; None if it is not on the first page of results."""
    return {query: rank(ask(engine, query.text).found, query.expected) for query in queries}


def moves(before: Mapping[Query, int | None], after: Mapping[Query, int | None]) -> list[Move]:
    """The queries whose rank differs: those that leave the first three first, then by how far they fall."""
    found = [Move(query, before[query], place) for query, place in after.items() if before[query] != place]
    return sorted(found, key=lambda move: (not move.leaves_top, place_or_last(move.before) - place_or_last(move.after)))
