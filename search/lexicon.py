"""What a process remembers of a build between two requests: its vocabulary, the editors' phrases, some names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from catalogue.models import EverydayWord

from .german import fold, query_words, stem
from .models import SearchBuild, SearchEntry, SearchTerm
from .spelling import Vocabulary

REMEMBERED = 4

SLUGS = "select 'problem_type', id, slug from cms_problemtype union all select 'office', id, slug from cms_office"

Key = tuple[str, ...]


class Phrase(NamedTuple):
    """What an everyday word does besides standing in its page's entry."""

    office_words: str
    pinned_page_id: int | None


def key_of(text: str) -> Key:
    """The same for two texts that a reader would call the same words.

    >>> key_of("Heizpilze vor dem Café") == key_of("heizpilz cafe")
    True
    """
    return tuple(stem(fold(word)) for word in query_words(text))


class Slugs(dict[int, str]):
    """The names that addresses have for the numbers in entries."""

    def of(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The names of these, in order; one that was deleted a moment ago is left out."""
        return tuple(self[number] for number in numbers if number in self)


class Lexicon:
    """The lexicon of one version of one build; each part is read when it is asked for first."""

    def __init__(self, build: SearchBuild) -> None:
        self.build = build

    @cached_property
    def vocabulary(self) -> Vocabulary:
        terms = SearchTerm.objects.filter(build=self.build, field=SearchTerm.Field.VOCABULARY, df__gt=0)
        rows = list(terms.values_list("term", "df", "spelled"))
        return Vocabulary({term: df for term, df, _ in rows}, {term: spelled for term, _, spelled in rows})

    @cached_property
    def slugs(self) -> Mapping[str, Slugs]:
        """Per facet whose values are numbers in the index, "problem_type" and "office": what they are called."""
        found = {"problem_type": Slugs(), "office": Slugs()}
        with connection.cursor() as cursor:
            cursor.execute(SLUGS)
            for facet, number, slug in cursor:
                found[facet][number] = slug
        return found

    @cached_property
    def phrases(self) -> Mapping[Key, list[Phrase]]:
        """By the key of their text: expansions and best bets, of pages that readers can find only."""
        findable = SearchEntry.objects.filter(build=self.build, page_id=OuterRef("page_id"))
        words = EverydayWord.objects.filter(Q(page=None) | Exists(findable)).exclude(office_words="", is_best_bet=False)
        phrases: dict[Key, list[Phrase]] = defaultdict(list)
        if self.build.is_live:
            for text, office_words, page_id, is_best_bet in words.values_list(
                "text", "office_words", "page_id", "is_best_bet"
            ):
                phrases[key_of(text)].append(Phrase(office_words, page_id if is_best_bet else None))
        phrases.pop((), None)
        return dict(phrases)

    @cached_property
    def longest_phrase(self) -> int:
        return max(map(len, self.phrases), default=0)

    def phrases_in(self, key: Key) -> Iterator[tuple[Key, Phrase]]:
        """The phrases that stand in a query, one word after the other."""
        for length in range(1, min(self.longest_phrase, len(key)) + 1):
            for start in range(len(key) - length + 1):
                part = key[start : start + length]
                for phrase in self.phrases.get(part, ()):
                    yield part, phrase


_known: dict[tuple[int, int], Lexicon] = {}
_lock = Lock()


def lexicon_of(build: SearchBuild) -> Lexicon:
    """The lexicon of the build as it stands now; shared by all requests of a process."""
    key = build.pk, build.version
    with _lock:
        if key not in _known:
            while len(_known) >= REMEMBERED:
                del _known[next(iter(_known))]
            _known[key] = Lexicon(build)
        return _known[key]
