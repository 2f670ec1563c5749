"""Suggestions while somebody types: topics, occasions, offices, and everyday words that lead to a page.

Only pages in the index are suggested, and everyday words of such pages. What was typed are beginnings of words; where
nothing begins so, a few letters may be wrong, though never the first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from operator import and_, or_

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Left
from django.urls import reverse
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .german import fold, is_stop, words
from .models import SearchBuild, SearchEntry, SuggestionWord
from .request import SearchRequest
from .spelling import LONG, SHORTEST

MAX_TEXT = 100
MAX_TOKENS = 6
SHORTEST_TYPED = 2
LIMIT = 8
# Of each kind at most so many, in this order where nothing else decides.
LIMIT_OF = {"topic": 5, "word": 3, "occasion": 2, "office": 3}
WORD = "word"
CANDIDATES = 200  # what is looked at before the best are taken
MAX_LABEL = 255
CORRECTIONS = 5  # other spellings tried for one word
LAST = chr(0x10FFFF)  # behind all letters: what begins with "x" stands between "x" and "x" + LAST

# `pair`: the first two letters that words have, found by jumps over all that have the same.
OTHER_SECOND_LETTER = """
with recursive pair (two) as (
    (select left(word, 2) from search_suggestionword
     where word > %(first)s and word < %(first)s || %(last)s order by word limit 1)
    union all
    select (select left(word, 2) from search_suggestionword
            where word > two || %(last)s and word < %(first)s || %(last)s order by word limit 1)
    from pair where two is not null
), candidate (beginning) as (
    select two || %(third)s || %(fourth_on)s from pair
    union select two || %(second)s || %(third)s || %(fourth_on)s from pair
    union select %(first)s || %(third)s || %(fourth_on)s
    union select %(first)s || %(third)s || %(second)s || %(fourth_on)s
)
select beginning from candidate
where exists (select from search_suggestionword where word >= beginning and word < beginning || %(last)s)
order by beginning limit %(most)s
"""


@dataclass(frozen=True)
class Suggestion:
    """`kind` is that of a page, or "word" for an everyday word, whose address is a search for it."""

    label: str
    kind: str
    url: str


def suggest(text: str) -> list[Suggestion]:
    """The best suggestions for what was typed so far, at most `LIMIT`; never fails."""
    tokens = [fold(word) for word in words(text[:MAX_TEXT])][:MAX_TOKENS]
    if sum(map(len, tokens)) < SHORTEST_TYPED:
        return []
    found = next(filter(None, (_matching(reading) for reading in _readings(tokens))), [])
    return _best(found, " " + " ".join(tokens))


def _readings(tokens: list[str]) -> Iterator[list[list[str]]]:
    """How the tokens may be meant: as typed, as one word, one of them as two words, with other spellings."""
    yield [[token] for token in tokens]
    if len(tokens) > 1:
        yield [["".join(tokens)]]
    if len(tokens) == 1 and (pieces := _pieces(tokens[0])):
        yield [[piece] for piece in pieces]
    spellings = list(takewhile(bool, map(_spellings, tokens)))
    if len(spellings) == len(tokens):
        yield spellings


def _pieces(token: str) -> list[str]:
    """The longest word that `token` begins with, and the rest: "gewerbeanm" for "Gewerbe anmelden"."""
    cuts = range(SHORTEST, len(token) - 1)
    known = SuggestionWord.objects.filter(word__in=[token[:cut] for cut in cuts]).order_by("-word")
    first = known.values_list("word", flat=True).first()
    return [first, token[len(first) :]] if first else []


def _matching(tokens: list[list[str]]) -> list[SuggestionWord]:
    """Rows with a word for every token, each given by all its spellings. The index is asked for the longest one."""
    leading = max(tokens, key=lambda spellings: (not is_stop(spellings[0]), len(spellings[0])))
    begins = reduce(or_, (Q(word__startswith=spelling) for spelling in leading))
    others = (
        reduce(or_, (Q(folded__contains=f" {spelling}") for spelling in spellings))
        for spellings in tokens
        if spellings is not leading
    )
    return list(SuggestionWord.objects.filter(reduce(and_, others, begins)).order_by("word")[:CANDIDATES])


def _spellings(token: str) -> list[str]:
    """`token` if a word begins so, else the nearest beginnings of words; empty if there are none.

    Most often the first two letters are right, and few words begin so. Else only the second one may be wrong, missing,
    too much or swapped.
    """
    if len(token) < SHORTEST or SuggestionWord.objects.filter(word__startswith=token).exists():
        return [token]
    alike = SuggestionWord.objects.filter(word__startswith=token[:2])
    beginnings = alike.annotate(beginning=Left("word", len(token) + 1)).values_list("beginning", flat=True)
    return nearest(token, beginnings.distinct()) or _with_other_second_letter(token)


def _with_other_second_letter(token: str) -> list[str]:
    """Beginnings of words that differ from `token` by its second letter; each possible one is looked up."""
    letters = {"first": token[0], "second": token[1], "third": token[2], "fourth_on": token[3:]}
    with connection.cursor() as cursor:
        cursor.execute(OTHER_SECOND_LETTER, letters | {"last": LAST, "most": CORRECTIONS})
        return [beginning for (beginning,) in cursor.fetchall()]


def nearest(token: str, beginnings: Iterable[str]) -> list[str]:
    """The beginnings that differ from `token` the least, by one letter or, in long words, two.

    >>> nearest("heizplz", ["heizpilz", "heizung", "hund"])
    ['heizpilz']
    >>> nearest("tsiche", ["tische", "tischle"])
    ['tische']
    >>> nearest("xylo", ["tische"])
    []
    """
    allowed = 2 if len(token) >= LONG else 1
    lengths = range(len(token) - 1, len(token) + 2)
    candidates = list(dict.fromkeys(word[:length] for word in beginnings for length in lengths))
    rated = process.extract(token, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=CORRECTIONS)
    return [spelling for spelling, distance, _place in rated if distance == rated[0][1]]


def _best(rows: Iterable[SuggestionWord], typed: str) -> list[Suggestion]:
    """Each suggestion once: those that begin as typed first, then the short ones."""
    kinds = list(LIMIT_OF)

    def rank(row: SuggestionWord) -> tuple:
        return not row.folded.startswith(typed), kinds.index(row.kind), len(row.label), row.label, row.page_id

    left, seen, best = dict(LIMIT_OF), set(), []
    for row in sorted(rows, key=rank):
        # an everyday word is there for each of its pages, and a page for each of its words that begin so
        same = row.folded if row.kind == WORD else row.url
        if same not in seen and left[row.kind] and len(best) < LIMIT:
            seen |= {same, row.folded}
            left[row.kind] -= 1
            best.append(Suggestion(row.label, row.kind, row.url))
    return best


def update(page_ids: Iterable[int], entries: Iterable[SearchEntry]) -> None:
    """Make the suggestions of these pages right: those of their entries, none where a page has no entry."""
    SuggestionWord.objects.filter(page_id__in=list(page_ids)).delete()
    SuggestionWord.objects.bulk_create([row for entry in entries for row in rows_of(entry)])


def remove_strangers(build: SearchBuild) -> None:
    """Suggest nothing of pages that are not in `build`."""
    SuggestionWord.objects.exclude(page_id__in=build.entries.values("page_id")).delete()


def rows_of(entry: SearchEntry) -> Iterator[SuggestionWord]:
    """What is suggested of one page: its title, if it is of a kind that is suggested, and its everyday words."""
    if entry.kind in LIMIT_OF:
        yield from _rows(entry, entry.kind, entry.title, entry.url)
    for text in entry.words.splitlines():
        yield from _rows(entry, WORD, text, f"{reverse('search')}?{SearchRequest(text=text).query()}")


def _rows(entry: SearchEntry, kind: str, label: str, url: str) -> Iterator[SuggestionWord]:
    folded = [fold(word) for word in words(label)]
    wanted = [word for word in folded if not is_stop(word)] or folded
    for word in dict.fromkeys(wanted):
        yield SuggestionWord(
            page_id=entry.page_id,
            kind=kind,
            label=label[:MAX_LABEL],
            url=url,
            word=word[:MAX_LABEL],
            folded=(" " + " ".join(folded))[: 2 * MAX_LABEL],
        )
