"""From the words of a query to weighted terms: what any engine is asked, worked out once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.db import connection

from .german import fold, forms, grams, known, query_words, split, stem
from .lexicon import Lexicon, key_of, lexicon_of
from .models import SearchBuild
from .scoring import idf, whole_weights
from .spelling import FAR, NEAR, SHORTEST

GRAM_WEIGHT = 0.5
# Grams that stand in more pages than this only say something where words find hardly anything.
COMMON_PAGES, COMMON_SHARE = 200, 0.02
# How well the index knows the words of a query: below, the answer is hardly what was meant (`search.md` § 7).
WEAK = 0.5
MARKED = 0.5  # the weight from which a term is marked in the texts of hits
LONG = 8  # letters from which a word may be corrected by two edits, or in halves

LOOK_UP = """
select b.id, b.is_live, b.pages, b.version, not exists (select from search_searchoutbox), t.field, t.term, t.id, t.df
from search_searchbuild b
left join search_searchterm t on t.build_id = b.id and t.df > 0
    and (t.field, t.term) in (select * from unnest(%(fields)s::text[], %(terms)s::text[]))
where {which}
"""


class Term(NamedTuple):
    """One term of a query: its number in the build, its text and its weight."""

    id: int
    text: str
    weight: int


class Correction(NamedTuple):
    """A word as it was typed, and what was searched besides."""

    word: str
    used: str


@dataclass(frozen=True)
class Plan:
    """What engines are asked. Which pages belong to the answer depends on this alone; filters only restrict it.

    A page belongs if its score by `words` is at least a fifth of the best one; these are ordered by their score by
    `words` and `rare_grams`. Where fewer than ten belong, `grams` count like words, and the fifth is of that score.
    Pages in `pinned` belong anyway and come first.
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


@dataclass
class _Word:
    """A word of the query with the weights of its terms."""

    text: str
    terms: dict[str, float] = field(default_factory=dict)
    strength: float = 0  # 1: the index knows the word, .5: all parts of a compound that no dictionary has

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What to look up of it."""
        parts = [stem(fold(part.text)) for part in split(self.text)]
        return [
            *(("w", term) for term in (*self.terms, *parts)),
            *(("g", gram) for gram in grams(self.text)),
            ("v", fold(self.text)),
        ]

    def add(self, word: str, weight: float = 1.0, *, with_parts: bool = True) -> None:
        whole, parts = forms(word)
        for term, part_weight in [*dict.fromkeys(whole, 1.0).items(), *(parts.items() if with_parts else ())]:
            self.terms[term] = max(self.terms.get(term, 0), part_weight * weight)


class _Index:
    """What the build knows of the terms asked for so far."""

    def __init__(self, build: SearchBuild | None) -> None:
        self.given = build
        self.build: SearchBuild | None = None
        self.replica_is_current = False
        self.found: dict[tuple[str, str], tuple[int, int]] = {}

    def look_up(self, keys: Iterable[tuple[str, str]]) -> None:
        """One statement for all the terms, and how the build stands."""
        keys = list(dict.fromkeys(keys))
        parameters = {
            "fields": [name for name, _ in keys],
            "terms": [term for _, term in keys],
            "build": self.given and self.given.pk,
        }
        with connection.cursor() as cursor:
            cursor.execute(LOOK_UP.format(which="b.id = %(build)s" if self.given else "b.is_live"), parameters)
            rows = cursor.fetchall()
        if rows and self.build is None:
            number, is_live, pages, version, self.replica_is_current = rows[0][:5]
            self.build = SearchBuild(pk=number, is_live=is_live, pages=pages, version=version)
        self.found |= {(name, term): (number, df) for *_, name, term, number, df in rows if number}

    def knows(self, term: str) -> bool:
        return ("w", term) in self.found

    def has_word(self, folded: str) -> bool:
        return ("v", folded) in self.found


def make_plan(text: str, *, exact: bool = False, build: SearchBuild | None = None) -> Plan:
    """Work out how `text` is searched in `build`, by default the live one.

    `exact`: as typed, without corrections and similar words. One statement, and one more each where a word has to be
    corrected and where the process does not know this version of the index yet.
    """
    words = [_Word(word) for word in query_words(text)]
    for word in words:
        word.add(word.text)
    pairs = _pairs(words)
    index = _Index(build)
    index.look_up(key for part in (*words, *pairs) for key in part.keys)
    if index.build is None:
        return Plan(SearchBuild(), replica_is_current=False, restricts=bool(words))
    if not words:
        return Plan(index.build, index.replica_is_current)
    lexicon = lexicon_of(index.build)
    if not exact:
        _join(pairs, index)
    expansions, pinned = _phrases(words, key_of(text), lexicon)
    corrections = [] if exact else [each for word in words for each in _correct(word, index, lexicon)]
    if corrections or expansions:
        index.look_up(("w", term) for word in (*words, *expansions) for term in word.terms)
    for word in words:
        _rate(word, index)
    weights = {
        **_word_weights([*words, *expansions], index),
        **({} if exact else _gram_weights(words, index)),
    }
    return _assemble(index, weights, words, expansions, pinned, corrections)


@dataclass(frozen=True)
class _Pair:
    """Two neighbouring words that may be one, written apart: "Bürger Geld"."""

    first: _Word
    second: _Word

    @property
    def joined(self) -> str:
        return self.first.text + self.second.text.lower()

    @property
    def keys(self) -> list[tuple[str, str]]:
        return [("v", fold(self.joined)), *(("w", term) for term in forms(self.joined).whole)]


def _pairs(words: list[_Word]) -> list[_Pair]:
    return [_Pair(first, second) for first, second in pairwise(words)]


def _join(pairs: Iterable[_Pair], index: _Index) -> None:
    """Add the whole word to a pair if the index has it.

    What looks like a verb has to stand there itself: the stem of "Gewerbe anmelden" is that of "Gewerbeanmeldung".
    """
    for pair in pairs:
        whole = forms(pair.joined).whole
        has_form = any(index.knows(term) for term in whole) and not pair.joined.endswith("en")
        if has_form or index.has_word(fold(pair.joined)):
            pair.first.terms |= dict.fromkeys(whole, 1.0)
            pair.first.strength = pair.second.strength = 1


def _phrases(words: list[_Word], key: tuple[str, ...], lexicon: Lexicon) -> tuple[list[_Word], list[int]]:
    """The office's words for what stands in the query, and the pages that the whole query is pinned to."""
    expansions, pinned = [], []
    for part, phrase in lexicon.phrases_in(key):
        if phrase.pinned_page_id and part == key:
            pinned.append(phrase.pinned_page_id)
        for office_word in query_words(phrase.office_words):
            expansions.append(_Word(office_word))
            expansions[-1].add(office_word)
        if phrase.office_words or part == key:
            for word in words:
                if stem(fold(word.text)) in part:
                    word.strength = 1
    return expansions, sorted(set(pinned))


def _correct(word: _Word, index: _Index, lexicon: Lexicon) -> list[Correction]:
    """Add the terms of what was probably meant, if the index does not know the word."""
    folded, parts = fold(word.text), split(word.text)
    is_number_or_short = len(word.text) < SHORTEST or word.text.isdigit()
    if word.strength or is_number_or_short or any(index.knows(term) for term in forms(word.text).whole):
        return []
    if index.has_word(folded):
        return []
    is_compound = bool(parts) and all(part.is_known for part in parts)
    used: list[tuple[str, float]] = []
    if not (known(word.text) and len(word.text) < LONG):
        near = lexicon.vocabulary.nearest(folded, 1 if len(folded) < LONG else 2)
        if is_compound:
            near = [each for each in near if each.distance == 1 and len(folded) >= LONG]
        used = [(each.word, NEAR if each.distance == 1 else FAR) for each in near if each.distance == near[0].distance][
            :2
        ]
        for text, weight in used:
            word.add(text, weight)
    # a word of the language is no compound with a slip in one half: "Zahnarzt" is neither "Zahl" nor "Ärzte"
    may_be_halves = len(folded) >= LONG and not known(word.text) and not (is_compound and _has_parts(word, index))
    if not used and may_be_halves:
        used = lexicon.vocabulary.halves(folded)
        for text, weight in used:
            word.add(text, weight, with_parts=False)
    if used and not known(word.text):
        word.strength = 1
    return [Correction(word.text, lexicon.vocabulary.spelled[text]) for text, _weight in used]


def _has_parts(word: _Word, index: _Index) -> bool:
    parts = split(word.text)
    return bool(parts) and all(index.knows(stem(fold(part.text))) for part in parts)


def _rate(word: _Word, index: _Index) -> None:
    if any(index.knows(term) for term in forms(word.text).whole):
        word.strength = 1
    # what has a meaning of its own is not here because its parts are: "Kindergeld", "Hochzeit"
    elif not word.strength and not known(word.text) and _has_parts(word, index):
        word.strength = 0.5


def _word_weights(words: Iterable[_Word], index: _Index) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for word in words:
        for term, weight in word.terms.items():
            if key_found := index.found.get(("w", term)):
                weights["w", term] = weights.get(("w", term), 0) + weight * idf(key_found[1], index.build.pages)
    return weights


def _gram_weights(words: Iterable[_Word], index: _Index) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for word in words:
        pieces = grams(word.text)
        for gram in dict.fromkeys(pieces):
            if key_found := index.found.get(("g", gram)):
                weight = GRAM_WEIGHT / len(pieces) * idf(key_found[1], index.build.pages)
                weights["g", gram] = weights.get(("g", gram), 0) + weight
    return weights


def _assemble(index, weights, words, expansions, pinned, corrections) -> Plan:
    common = max(COMMON_PAGES, COMMON_SHARE * index.build.pages)
    terms = {
        key: Term(index.found[key][0], key[1], weight)
        for key, weight in zip(weights, whole_weights(list(weights.values())), strict=True)
    }
    by_word = tuple(term for (name, _), term in terms.items() if name == "w")
    by_gram = tuple(term for (name, _), term in terms.items() if name == "g")
    return Plan(
        build=index.build,
        replica_is_current=index.replica_is_current,
        words=by_word,
        grams=by_gram,
        rare_grams=tuple(term for term in by_gram if index.found["g", term.text][1] < common),
        pinned=tuple(pinned),
        corrections=tuple(corrections),
        weak=sum(word.strength for word in words) / len(words) <= WEAK,
        restricts=True,
        stems=frozenset(
            term for word in (*words, *expansions) for term, weight in word.terms.items() if weight >= MARKED
        ),
    )
