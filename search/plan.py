"""From the words of a query to weighted terms: what any engine is asked, worked out once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import fmean
from typing import NamedTuple

from .asked import AskedWord, Correction, Pair, correct
from .german import fold, query_words, stem
from .lexicon import Lexicon, key_of, lexicon_of
from .models import SearchBuild, SearchTerm
from .scoring import idf, whole_weights
from .term_index import GRAM, WORD, Key, TermIndex

FEW = 10  # so many pages found by words are enough
SHARE = 5  # of the best score a page must have the fifth part
# Grams that stand in more pages than this only say something where words find hardly anything.
COMMON_PAGES, COMMON_SHARE = 200, 0.02
# How well the index knows the words of a query: below, the answer is hardly what was meant (`search.md` § 7).
WEAK = 0.5
MARKED = 0.5  # the weight from which a term is marked in the texts of hits


class Term(NamedTuple):
    """One term of a query: its number in the build, its text and its weight."""

    id: int
    text: str
    weight: int


@dataclass(frozen=True)
class Plan:
    """What engines are asked. Which pages belong to the answer depends on this alone; filters only restrict it.

    A page belongs if its score by `words` is at least a fifth (`SHARE`) of the best one; these are ordered by their
    score by `words` and `rare_grams`. Where fewer than ten (`FEW`) belong, `grams` count like words, and the fifth is
    of that score. Pages in `pinned` belong anyway and come first.
    """

    build: SearchBuild
    replica_is_current: bool
    words: tuple[Term, ...] = ()
    grams: tuple[Term, ...] = ()
    rare_grams: tuple[Term, ...] = ()
    pinned: tuple[int, ...] = ()
    corrections: tuple[Correction, ...] = ()
    weak: bool = False
    restricts: bool = False  # whether the text holds anything to search for
    stems: frozenset[str] = frozenset()  # what is marked in the texts of hits


def make_plan(text: str, *, exact: bool = False, build: SearchBuild | None = None) -> Plan:
    """Work out how `text` is searched in `build`, by default the live one.

    `exact`: as typed, without corrections and similar words. One statement, and one more each where a word has to be
    corrected and where the process does not know this version of the index yet.
    """
    words = [AskedWord(word) for word in query_words(text)]
    pairs = [Pair(first, second) for first, second in pairwise(words)]
    index = TermIndex(build)
    index.look_up(key for part in (*words, *pairs) for key in part.keys)
    if index.build is None:
        return Plan(SearchBuild(), replica_is_current=False, restricts=bool(words))
    if not words:
        return Plan(index.build, index.replica_is_current)
    lexicon = lexicon_of(index.build)
    if not exact:
        for pair in pairs:
            pair.join(index)
    expansions, pinned = _phrases(words, key_of(text), lexicon)
    corrections = [] if exact else [each for word in words for each in correct(word, index, lexicon)]
    searched = [*words, *expansions]
    if corrections or expansions:
        index.look_up((WORD, term) for word in searched for term in word.terms)
    for word in words:
        word.rate(index)
    terms = _terms(searched, [] if exact else words, index)
    return Plan(
        build=index.build,
        replica_is_current=index.replica_is_current,
        words=_of(WORD, terms),
        grams=_of(GRAM, terms),
        rare_grams=_rare(_of(GRAM, terms), index),
        pinned=tuple(pinned),
        corrections=tuple(corrections),
        weak=fmean(word.strength for word in words) <= WEAK,
        restricts=True,
        stems=frozenset(term for word in searched for term, weight in word.terms.items() if weight >= MARKED),
    )


def _phrases(words: Iterable[AskedWord], key: tuple[str, ...], lexicon: Lexicon) -> tuple[list[AskedWord], list[int]]:
    """The office's words for what stands in the query, and the pages that the whole query is pinned to."""
    expansions, pinned = [], set()
    for part, phrase in lexicon.phrases_in(key):
        if phrase.pinned_page_id and part == key:
            pinned.add(phrase.pinned_page_id)
        expansions += [AskedWord(office_word) for office_word in query_words(phrase.office_words)]
        if phrase.office_words or part == key:
            for word in words:
                if stem(fold(word.text)) in part:
                    word.strength = 1
    return expansions, sorted(pinned)


def _terms(by_words: Iterable[AskedWord], by_grams: Iterable[AskedWord], index: TermIndex) -> dict[Key, Term]:
    """The terms of the words that the index has; each weighs as much as it is asked for and as it is telling."""
    asked = (*(word.weighted_terms for word in by_words), *(word.weighted_grams for word in by_grams))
    weights: dict[Key, float] = defaultdict(float)
    for key, weight in chain.from_iterable(asked):
        if found := index.found.get(key):
            weights[key] += weight * idf(found.df, index.build.pages)
    whole = whole_weights(list(weights.values()))
    return {key: Term(index.found[key].id, key[1], weight) for key, weight in zip(weights, whole, strict=True)}


def _of(wanted: SearchTerm.Field, terms: dict[Key, Term]) -> tuple[Term, ...]:
    return tuple(term for (field, _), term in terms.items() if field == wanted)


def _rare(grams: Iterable[Term], index: TermIndex) -> tuple[Term, ...]:
    common = max(COMMON_PAGES, COMMON_SHARE * index.build.pages)
    return tuple(gram for gram in grams if index.found[GRAM, gram.text].df < common)
