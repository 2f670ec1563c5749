"""The measures of a ranked list. Relevance is binary: a result is expected or it is not."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean, median

DEPTH = 10
TOP = 3
NOT_FOUND = 1_000


def rank(found: Sequence[Hashable], expected: Collection[Hashable]) -> int | None:
    """The place of the first expected result, counted from 1; None if there is none.

    >>> rank(["a", "b", "c"], {"b", "c"})
    2
    >>> rank(["a"], {"b"}) is None
    True
    """
    return next((place for place, key in enumerate(found, start=1) if key in expected), None)


def place_or_last(place: int | None) -> int:
    """A place to compare with: what is not found stands behind everything."""
    return place or NOT_FOUND


def ndcg(found: Sequence[Hashable], expected: Collection[Hashable], depth: int = DEPTH) -> float:
    """Normalised discounted cumulated gain of the first `depth` (Järvelin and Kekäläinen, ACM TOIS 20(4), 2002).

    A result at place n is worth 1 / log2(n + 1), an expected one that is missing nothing; 1 is the best order.

    >>> ndcg(["a", "b"], {"a"}), round(ndcg(["b", "a"], {"a"}), 3), ndcg([], {"a"})
    (1.0, 0.631, 0.0)
    >>> round(ndcg(["a", "x", "b"], {"a", "b"}), 3)
    0.92
    """
    gain = sum(1 / log2(place + 1) for place, key in enumerate(found[:depth], start=1) if key in expected)
    best = sum(1 / log2(place + 1) for place in range(1, min(depth, len(expected)) + 1))
    return gain / best if best else 0.0


def reciprocal_rank(found: Sequence[Hashable], expected: Collection[Hashable]) -> float:
    """1 / the place of the first expected result, 0 without one (Voorhees, TREC-8 question answering, 1999).

    >>> reciprocal_rank(["a", "b"], {"b"}), reciprocal_rank(["a"], {"b"})
    (0.5, 0.0)
    """
    place = rank(found, expected)
    return 1 / place if place else 0.0


def recall(found: Sequence[Hashable], expected: Collection[Hashable], depth: int = DEPTH) -> float:
    """The share of what is expected among the first `depth` (Manning et al., Introduction to IR, 2008, chapter 8).

    >>> recall(["a", "x"], {"a", "b"}), recall(["a"], set())
    (0.5, 0.0)
    """
    return len(set(found[:depth]) & set(expected)) / len(expected) if expected else 0.0


def overlap(one: Sequence[Hashable], other: Sequence[Hashable], depth: int = DEPTH) -> float:
    """The share of the first `depth` that two lists have in common, whatever the order; two empty lists agree.

    >>> overlap("abcd", "badx"), overlap("", ""), overlap("ab", "a")
    (0.75, 1.0, 0.5)
    """
    first, second = set(one[:depth]), set(other[:depth])
    longer = max(len(first), len(second))
    return len(first & second) / longer if longer else 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gave for one query: the first results in order, how many there are in all, and the weak flag."""

    found: tuple[Hashable, ...]
    total: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of many queries: means, shares between 0 and 1, and the median of the totals."""

    queries: int
    ndcg: float
    mrr: float
    recall: float
    top: float
    zero: float
    weak: float
    total: float

    @classmethod
    def of(cls, judged: Iterable[tuple[Answer, Collection[Hashable]]]) -> "Figures":
        """Of answers and what was expected of each.

        >>> figures = Figures.of([(Answer(("a", "b"), 2), {"b"}), (Answer((), 0, weak=True), {"c"})])
        >>> figures.mrr, figures.top, figures.zero, figures.weak, figures.total
        (0.25, 0.5, 0.5, 0.5, 1.0)
        """
        rows = list(judged)
        if not rows:
            return cls(0, 0, 0, 0, 0, 0, 0, 0)
        return cls(
            queries=len(rows),
            ndcg=fmean(ndcg(answer.found, expected) for answer, expected in rows),
            mrr=fmean(reciprocal_rank(answer.found, expected) for answer, expected in rows),
            recall=fmean(recall(answer.found, expected) for answer, expected in rows),
            top=fmean(place_or_last(rank(answer.found, expected)) <= TOP for answer, expected in rows),
            zero=fmean(not answer.total for answer, _expected in rows),
            weak=fmean(answer.weak for answer, _expected in rows),
            total=float(median(answer.total for answer, _expected in rows)),
        )
