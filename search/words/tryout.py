"""What a change of the everyday words does to the search: done on trial, looked at, and taken back."""

from collections.abc import Callable
from dataclasses import dataclass

from search.engines import SearchResponse, get_engine
from search.index.builds import live
from search.index.trial import on_trial
from search.quality.ranks import Move, moves, ranks, regression_queries
from search.request import SearchRequest

SHOWN = 10
ATTEMPTS = 3  # where others change the index all the time, the last answers have to do


@dataclass(frozen=True, slots=True)
class Place:
    """One of the first ten results; `other` is its place in the other list, None if it is not there."""

    number: int
    title: str
    url: str
    other: int | None

    @property
    def has_moved(self) -> bool:
        return self.other is not None and self.other != self.number

    @property
    def is_beyond(self) -> bool:
        """Whether the other list has it further back than is shown."""
        return self.other is not None and self.other > SHOWN


@dataclass(frozen=True, slots=True)
class Results:
    """How many pages one answer has, and the first of them."""

    total: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """The results for `text` before and after, and the queries of the regression set whose rank changes."""

    text: str
    before: Results
    after: Results
    moves: tuple[Move, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The queries that lose their known answer from the first three."""
        return tuple(move.query.text for move in self.moves if move.leaves_top)


def effect_of(change: Callable[[], object], text: str = "") -> Effect:
    """What `change` would do; nothing of it stays. Without a text only the regression set is asked.

    `change` may be done more than once: anew if the index became another one between the two answers. Answered by
    PostgreSQL: only there the index changes with the words in one transaction.
    """
    queries = regression_queries()
    for _attempt in range(ATTEMPTS):
        version = live().version
        answer_before, ranks_before = _ask(text), ranks(get_engine("postgresql"), queries)
        with on_trial(change):
            answer_after, ranks_after = _ask(text), ranks(get_engine("postgresql"), queries)
        if live().version == version:
            break
    return Effect(
        text=text,
        before=_results(answer_before, answer_after),
        after=_results(answer_after, answer_before),
        moves=tuple(moves(ranks_before, ranks_after)),
    )


def _ask(text: str) -> SearchResponse:
    if not text:
        return SearchResponse(total=0, hits=[], facets={})
    return get_engine("postgresql").search(SearchRequest(text=text))


def _results(answer: SearchResponse, other: SearchResponse) -> Results:
    elsewhere = {hit.page_id: number for number, hit in enumerate(other.hits, start=1)}
    hits = enumerate(answer.hits[:SHOWN], start=1)
    places = (Place(number, hit.title, hit.url, elsewhere.get(hit.page_id)) for number, hit in hits)
    return Results(answer.total, tuple(places))
