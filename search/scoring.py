"""BM25 in whole numbers, so that two engines give one score: what a posting is worth, and what a term weighs.

A score is the sum of weight × impact. Both are integers and every sum stays below 2²³: also an engine that counts with
32 bit floating-point numbers gets it exactly. Parameters as measured: k₁ 1.2, b .4 (Robertson and Zaragoza, "The
Probabilistic Relevance Framework: BM25 and Beyond", 2009).
"""

import math
from collections.abc import Sequence

K1 = 1.2
B = 0.4
IMPACT = 250
LIMIT = 2**23


def impact(frequency: int, length: int, average_length: float) -> int:
    """How much a term that stands `frequency` times in a text says about it: 1 to 250.

    >>> impact(1, 100, 100), impact(3, 100, 100), impact(1, 400, 100)
    (114, 179, 69)
    """
    return max(1, round(IMPACT * frequency / (frequency + K1 * (1 - B + B * length / (average_length or 1)))))


def idf(df: int, pages: int) -> float:
    """How telling a term is that stands in `df` of `pages` pages; above 0 also for one that is everywhere."""
    return math.log(1 + (max(pages, df) - df + 0.5) / (df + 0.5))


def whole_weights(weights: Sequence[float]) -> list[int]:
    """The weights as integers of at least 1 in nearly the same proportions, so that no score reaches the limit.

    >>> whole_weights([1, 0.5])
    [22367, 11183]
    >>> IMPACT * sum(whole_weights([9.0] * 700)) < LIMIT
    True
    """
    room = LIMIT / IMPACT - len(weights) - 1  # each may be rounded up to 1
    scale = room / sum(weights) if weights else 0
    return [max(1, int(weight * scale)) for weight in weights]
