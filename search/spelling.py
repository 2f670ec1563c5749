"""Spelling from the site's own words: the nearest known word of what somebody typed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters from which a word may be misspelt
LONG = 8  # letters from which two of them may be wrong
CANDIDATES = 10
NEAR, FAR = 1.0, 0.8  # the weight of a correction at distance 1 and 2


class Neighbour(NamedTuple):
    """A known word and how many edits (optimal string alignment) it is away."""

    word: str
    distance: int


class Vocabulary:
    """The folded words of an index and in how many pages each stands."""

    def __init__(self, counts: Mapping[str, int], spelled: Mapping[str, str] | None = None) -> None:
        self.counts = counts
        self.spelled = spelled or {}  # as people write the word, where that is another
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= SHORTEST:
                self.by_length[len(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self.counts

    def nearest(self, word: str, limit: int) -> list[Neighbour]:
        """Known words at most `limit` edits away: the nearest, of these with the same first letter, the most frequent.

        >>> Vocabulary({"gewerbe": 3, "gewebe": 1, "werbung": 9}).nearest("gewrebe", 1)
        [Neighbour(word='gewerbe', distance=1), Neighbour(word='gewebe', distance=1)]
        """
        lengths = range(len(word) - limit, len(word) + limit + 1)
        pool = [known for length in lengths for known in self.by_length.get(length, ())]
        hits = process.extract(word, pool, scorer=OSA.distance, score_cutoff=limit, limit=CANDIDATES)
        found = [Neighbour(known, int(distance)) for known, distance, _index in hits]
        return sorted(found, key=lambda each: (each.distance, each.word[0] != word[0], -self.counts[each.word], each))

    def halves(self, word: str) -> list[tuple[str, float]]:
        """A mistyped compound as two known words and their weights: one as written, the other one edit away at most.

        >>> Vocabulary({"gewerbe": 3, "anmeldung": 2}).halves("gewerbeanmledung")
        [('gewerbe', 1.0), ('anmeldung', 0.8)]
        """
        best: tuple[tuple[int, int, int], str, str] | None = None
        for cut in range(SHORTEST, len(word) - SHORTEST + 1):
            first, last = word[:cut], word[cut:]
            if first.endswith("s") and first not in self:
                first = first[:-1]
            for exact, other in ((first, last), (last, first)):
                if min(len(exact), len(other)) < SHORTEST or exact not in self:
                    continue
                near = [Neighbour(other, 0)] if other in self else self.nearest(other, 1)[:1]
                for each in near:
                    rank = (each.distance, -min(len(exact), len(each.word)), -self.counts[each.word])
                    if best is None or rank < best[0]:
                        best = rank, exact, each.word
        if best is None:
            return []
        (distance, *_others), exact, other = best
        return [(exact, NEAR), (other, FAR if distance else NEAR)]
