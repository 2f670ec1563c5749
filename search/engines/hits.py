"""What is shown of the hits, the same for every engine: from the index of the database, marked by our own analysis."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from search.german import WORD, forms
from search.lexicon import lexicon_of
from search.plan import MARKED, Plan

BEFORE, AFTER = 60, 160  # letters of an excerpt before and after its first found word

HITS = """
select page_id, title, url, slug, kind, summary, offices, problem_types,
    case when ends_at is not null then date end, case when %(with_text)s then text else '' end
from search_searchentry where build_id = %(build)s and page_id = any(%(page_ids)s)
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One found page. Offices and problem types are slugs."""

    page_id: int
    title: str
    url: str
    slug: str
    kind: str
    summary: str
    offices: tuple[str, ...]
    problem_types: tuple[str, ...]
    starts_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """Title, summary and the text around the found words as safe HTML; found words are in `<mark>`.

    `excerpt` is empty where the summary shows already why the page was found.
    """

    title: SafeString
    summary: SafeString
    excerpt: SafeString


def load_hits(page_ids: list[int], plan: Plan) -> tuple[list[Hit], dict[int, Highlight]]:
    """The hits in the order of `page_ids`, and what to mark in them; one statement.

    A page taken down since is left out.
    """
    if not page_ids:
        return [], {}
    with connection.cursor() as cursor:
        parameters = {"build": plan.build.pk, "page_ids": page_ids, "with_text": bool(plan.stems)}
        cursor.execute(HITS, parameters)
        rows = {row[0]: row for row in cursor.fetchall()}
    found = [rows[page_id] for page_id in page_ids if page_id in rows]
    slugs = lexicon_of(plan.build).slugs
    hits = [Hit(*row[:6], slugs["office"].of(row[6]), slugs["problem_type"].of(row[7]), row[8]) for row in found]
    if not plan.stems:
        return hits, {}
    marker = Marker(plan.stems)
    return hits, {row[0]: marker.highlight(row[1], row[5], row[9]) for row in found}


@lru_cache(50_000)
def marks_of(word: str) -> frozenset[str]:
    """The terms for which the word is marked: its own, and those of the words it is put together from."""
    whole, parts = forms(word)
    return frozenset((*whole, *(term for term, weight in parts.items() if weight >= MARKED)))


class Marker:
    """Marks the words of one query in texts."""

    def __init__(self, stems: frozenset[str]) -> None:
        self.stems = stems

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the found words stand, in order."""
        is_other = self.stems.isdisjoint
        found = [word for word in set(WORD.findall(text)) if not is_other(marks_of(word))]
        return sorted(span for word in found for span in places(text, word))

    def highlight(self, title: str, summary: str, text: str) -> Highlight:
        """Marks where the words are; the text around them only where the summary does not hold them."""
        in_summary = self.spans(summary)
        excerpt = mark_safe("") if in_summary else self.excerpt(text)
        return Highlight(marked(title, self.spans(title)), marked(summary, in_summary), excerpt)

    def excerpt(self, text: str) -> SafeString:
        """The piece of `text` with the most different found words; empty where there are none."""
        spans = self.spans(text)
        if not spans:
            return mark_safe("")
        start = max(spans, key=lambda span: (self._variety(text, spans, span[0]), -span[0]))[0]
        first = max(0, text.rfind(" ", 0, max(0, start - BEFORE)) + 1) if start > BEFORE else 0
        last = text.find(" ", start + AFTER)
        last = len(text) if last < 0 else last
        inside = [(a - first, b - first) for a, b in spans if first <= a and b <= last]
        return marked(text[first:last], inside)

    @staticmethod
    def _variety(text: str, spans: list[tuple[int, int]], start: int) -> int:
        return len({text[a:b].lower() for a, b in spans if start <= a and b <= start + AFTER})


def places(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where `word` stands in `text` as a word of its own; much faster than a regular expression over all words.

    >>> list(places("Tisch, Tische, Gartentisch, Tisch", "Tisch"))
    [(0, 5), (28, 33)]
    """
    same_kind = str.isdecimal if word.isdecimal() else str.isalpha
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (same_kind(text[start - 1 : start]) or same_kind(text[end : end + 1])):
            yield start, end
        start = text.find(word, end)


def marked(text: str, spans: list[tuple[int, int]]) -> SafeString:
    """`text` as safe HTML on one line, the spans in `<mark>`.

    >>> marked("Tische & Stühle", [(0, 6)])
    '<mark>Tische</mark> &amp; Stühle'
    """
    pieces, end = [], 0
    for first, last in spans:
        pieces += [escape(text[end:first]), "<mark>", escape(text[first:last]), "</mark>"]
        end = last
    pieces.append(escape(text[end:]))
    return mark_safe("".join(pieces).replace("\n", " "))  # noqa: S308  every piece of text is escaped above
