"""The words of a query: the terms of each, what it was probably meant to be, and how well the index knows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .german import fold, forms, grams, known, split, stem
from .lexicon import Lexicon
from .spelling import FAR, LONG, NEAR, SHORTEST
from .term_index import GRAM, VOCABULARY, WORD, Key, TermIndex

GRAM_WEIGHT = 0.5
MOST_CORRECTIONS = 2

type Spelling = tuple[str, float]  # a word of the vocabulary and its weight


class Correction(NamedTuple):
    """A word as it was typed, and what was searched besides."""

    word: str
    used: str


@dataclass
class AskedWord:
    """A word of the query with the weights of its terms."""

    text: str
    terms: dict[str, float] = field(default_factory=dict)
    strength: float = 0  # 1: the index knows the word, .5: all parts of a compound that no dictionary has

    def __post_init__(self) -> None:
        self.add(self.text)

    def add(self, word: str, weight: float = 1.0, *, with_parts: bool = True) -> None:
        """Search `word`, too."""
        whole, parts = forms(word)
        for term, part_weight in [*dict.fromkeys(whole, 1.0).items(), *(parts.items() if with_parts else ())]:
            self.terms[term] = max(self.terms.get(term, 0), part_weight * weight)

    @property
    def keys(self) -> list[Key]:
        """What to look up of it."""
        parts = [stem(fold(part.text)) for part in split(self.text)]
        return [
            *((WORD, term) for term in (*self.terms, *parts)),
            *((GRAM, gram) for gram in grams(self.text)),
            (VOCABULARY, fold(self.text)),
        ]

    @property
    def weighted_terms(self) -> Iterator[tuple[Key, float]]:
        return (((WORD, term), weight) for term, weight in self.terms.items())

    @property
    def weighted_grams(self) -> Iterator[tuple[Key, float]]:
        pieces = grams(self.text)
        return (((GRAM, gram), GRAM_WEIGHT / len(pieces)) for gram in dict.fromkeys(pieces))

    def rate(self, index: TermIndex) -> None:
        """Note how well the index knows the word."""
        if index.has_form_of(self.text):
            self.strength = 1
        # what has a meaning of its own is not here because its parts are: "Kindergeld", "Hochzeit"
        elif not self.strength and not known(self.text) and index.has_parts_of(self.text):
            self.strength = 0.5


@dataclass(frozen=True)
class Pair:
    """Two neighbouring words that may be one, written apart: "Bürger Geld"."""

    first: AskedWord
    second: AskedWord

    @property
    def joined(self) -> str:
        return self.first.text + self.second.text.lower()

    @property
    def keys(self) -> list[Key]:
        """What to look up of it."""
        return [(VOCABULARY, fold(self.joined)), *((WORD, term) for term in forms(self.joined).whole)]

    def join(self, index: TermIndex) -> None:
        """Search the whole word, too, if the index has it.

        What looks like a verb has to stand there itself: the stem of "Gewerbe anmelden" is that of "Gewerbeanmeldung".
        """
        looks_like_verb = self.joined.endswith("en")
        if index.has_written(self.joined) or (index.has_form_of(self.joined) and not looks_like_verb):
            self.first.add(self.joined, with_parts=False)
            self.first.strength = self.second.strength = 1


def correct(word: AskedWord, index: TermIndex, lexicon: Lexicon) -> list[Correction]:
    """Search what was probably meant, too, if the index does not know the word; says what that is."""
    text = word.text
    is_certain = word.strength or len(text) < SHORTEST or text.isdigit()
    if is_certain or index.has_form_of(text) or index.has_written(text):
        return []
    if used := _similar(text, lexicon):
        for other, weight in used:
            word.add(other, weight)
    elif used := _halves(text, index, lexicon):
        for half, weight in used:
            word.add(half, weight, with_parts=False)
    if used and not known(text):
        word.strength = 1
    return [Correction(text, lexicon.vocabulary.spelled[other]) for other, _weight in used]


def _similar(text: str, lexicon: Lexicon) -> list[Spelling]:
    """The nearest words of the vocabulary. A compound of known words has one wrong letter at most, and is long."""
    folded = fold(text)
    is_long = len(folded) >= LONG
    if known(text) and len(text) < LONG:
        return []
    near = lexicon.vocabulary.nearest(folded, 2 if is_long else 1)
    if _is_compound(text):
        near = [each for each in near if each.distance == 1 and is_long]
    nearest = [each for each in near if each.distance == near[0].distance][:MOST_CORRECTIONS]
    return [(each.word, NEAR if each.distance == 1 else FAR) for each in nearest]


def _halves(text: str, index: TermIndex, lexicon: Lexicon) -> list[Spelling]:
    """The word as a compound with a slip in one half.

    A word of the language is none: "Zahnarzt" is neither "Zahl" nor "Ärzte".
    """
    folded = fold(text)
    if len(folded) < LONG or known(text) or (_is_compound(text) and index.has_parts_of(text)):
        return []
    return lexicon.vocabulary.halves(folded)


def _is_compound(text: str) -> bool:
    """Whether the word is put together from words of the language."""
    parts = split(text)
    return bool(parts) and all(part.is_known for part in parts)
