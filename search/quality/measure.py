"""Asks an engine every query of a set, as typed and under each change of spelling, and works out the figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import fmean

from search.engines.base import Match, SearchEngine
from search.plan import Plan, make_plan
from search.replica.client import FAILURES
from search.request import SearchRequest

from .metrics import Answer, Figures, ndcg, overlap, rank
from .sets import Query

WORST = 10
PATIENCE = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with what the search gave for it."""

    query: Query
    answer: Answer

    @property
    def ndcg(self) -> float:
        return ndcg(self.answer.found, self.query.expected)

    @property
    def rank(self) -> int | None:
        return rank(self.answer.found, self.query.expected)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a change of spelling costs, over the queries it touches; `figures` are those of the changed queries."""

    before: float
    figures: Figures

    @property
    def ndcg(self) -> float:
        """How much nDCG is lost; below 0 the change helps."""
        return self.before - self.figures.ndcg


@dataclass(frozen=True)
class Measurement:
    """Everything about one engine and one set. `changed`: the figures of all queries under a change, by its name."""

    engine: str
    judged: tuple[Judged, ...]
    losses: Mapping[str, Loss] = field(default_factory=dict)
    changed: Mapping[str, Figures] = field(default_factory=dict)

    @property
    def figures(self) -> Figures:
        return figures(self.judged)

    def by_problem_type(self) -> dict[str, Figures]:
        """The figures of each problem type, the one with most queries first; empty if the set names none."""
        groups: dict[str, list[Judged]] = defaultdict(list)
        for each in self.judged:
            if each.query.problem_type:
                groups[each.query.problem_type].append(each)
        return {name: figures(group) for name, group in sorted(groups.items(), key=lambda item: -len(item[1]))}

    def worst(self) -> list[Judged]:
        """The ten queries whose answer is worst, without those whose answer could not be better."""
        return sorted((each for each in self.judged if each.ndcg < 1), key=lambda each: each.ndcg)[:WORST]


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the answers of two engines to the same queries lie apart."""

    ndcg: float
    overlap: float
    same_first: float
    same_total: float

    @classmethod
    def between(cls, one: Measurement, other: Measurement) -> "Gap":
        """The difference of nDCG, the mean overlap of the first ten, the shares of equal first hits and totals."""
        pairs = [(first.answer, second.answer) for first, second in zip(one.judged, other.judged, strict=True)]
        return cls(
            ndcg=abs(one.figures.ndcg - other.figures.ndcg),
            overlap=fmean(overlap(first.found, second.found) for first, second in pairs),
            same_first=fmean(first.found[:1] == second.found[:1] for first, second in pairs),
            same_total=fmean(first.total == second.total for first, second in pairs),
        )


def ask(engine: SearchEngine, text: str) -> Answer:
    """The answer to one text without any filter: the first page of results, without what is shown of them."""
    request = SearchRequest(text=text)
    plan = make_plan(text, build=engine.build)
    match = _match(engine, request, plan)
    return Answer(tuple(match.page_ids), match.total, plan.weak)


def _match(engine: SearchEngine, request: SearchRequest, plan: Plan) -> Match:
    """Nobody waits here: an engine that had no answer in time for a reader is asked again."""
    for _attempt in range(PATIENCE):
        with suppress(*FAILURES):
            return engine.match(request, plan)
    return engine.match(request, plan)


def measure(
    name: str, engine: SearchEngine, queries: Sequence[Query], changes: Mapping[str, Callable[[str], str]]
) -> Measurement:
    """Ask `engine` all queries, plain and under each of the changes."""
    answers: dict[str, Answer] = {}

    def judge(query: Query, text: str) -> Judged:
        if text not in answers:
            answers[text] = ask(engine, text)
        return Judged(query, answers[text])

    plain = tuple(judge(query, query.text) for query in queries)
    losses, changed = {}, {}
    for change_name, change in changes.items():
        rows = [(each, judge(each.query, change(each.query.text))) for each in plain]
        touched = [(each, other) for each, other in rows if change(each.query.text) != each.query.text]
        changed[change_name] = figures(other for _each, other in rows)
        before = figures(each for each, _other in touched).ndcg
        losses[change_name] = Loss(before, figures(other for _each, other in touched))
    return Measurement(name, plain, losses, changed)


def figures(judged: Iterable[Judged]) -> Figures:
    """The measures of these queries."""
    return Figures.of((each.answer, each.query.expected) for each in judged)
