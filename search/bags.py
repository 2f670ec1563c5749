"""A page as the bags of terms that are searched."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import german
from .german import cut, fold, forms, is_stop
from .models import SearchEntry
from .spelling import SHORTEST

TITLE, EVERYDAY, SUMMARY, LABELS, TEXT = 3, 3, 2, 1, 1


@dataclass
class Bags:
    """How often each term stands in a text; `vocabulary`: its words, folded, and how they are written."""

    words: Counter[str] = field(default_factory=Counter)
    grams: Counter[str] = field(default_factory=Counter)
    vocabulary: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, weight: int, *, with_grams: bool = False) -> None:
        """Put every word of `text` in, `weight` times each of its terms. Stop words say nothing and stay out."""
        for word in german.words(text):
            if is_stop(word):
                continue
            whole, parts = forms(word)
            for term in (*whole, *parts):
                self.words[term] += weight
            self.vocabulary[fold(word)] = word
            for part in cut(word):
                if part.is_known and len(part.text) >= SHORTEST and not is_stop(part.text):
                    self.vocabulary.setdefault(fold(part.text), part.text)
            if with_grams:
                self.grams.update(german.grams(word))


def bags_of(entry: SearchEntry) -> Bags:
    """The bags of one page.

    >>> bags = bags_of(SearchEntry(title="Heizpilz", text="Ein Heizpilz"))
    >>> bags.words["heizpilz"], bags.words["pilz"], "_hei" in bags.grams, sorted(bags.vocabulary)
    (4, 4, True, ['heiz', 'heizpilz', 'pilz'])
    """
    bags = Bags()
    bags.add(entry.title, TITLE, with_grams=True)
    bags.add(entry.words, EVERYDAY, with_grams=True)
    bags.add(entry.summary, SUMMARY)
    bags.add(entry.labels, LABELS)
    bags.add(entry.text, TEXT)
    return bags


def average_lengths(all_bags: Iterable[Bags]) -> tuple[float, float]:
    """Words and grams of the average bag, repeated ones counted; 1 where there is nothing."""
    totals = [(bags.words.total(), bags.grams.total()) for bags in all_bags]
    count = len(totals) or 1
    return sum(words for words, _ in totals) / count or 1.0, sum(grams for _, grams in totals) / count or 1.0
