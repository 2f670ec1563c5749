"""Looks the terms of a query up: which of them a build holds, and in how many of its pages."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from .german import fold, forms, split, stem
from .models import SearchBuild, SearchTerm

WORD, GRAM, VOCABULARY = SearchTerm.Field

type Key = tuple[SearchTerm.Field, str]

LOOK_UP = """
select b.id, b.is_live, b.pages, b.version, not exists (select from search_searchoutbox), t.field, t.term, t.id, t.df
from search_searchbuild b
left join search_searchterm t on t.build_id = b.id and t.df > 0
    and (t.field, t.term) in (select * from unnest(%(fields)s::text[], %(terms)s::text[]))
where {which}
"""


class Found(NamedTuple):
    """A term of the build: its number, and how many pages have it."""

    id: int
    df: int


class TermIndex:
    """What a build knows of the terms looked up so far; `build` is None where there is no such build."""

    def __init__(self, build: SearchBuild | None) -> None:
        self.given = build
        self.build: SearchBuild | None = None
        self.replica_is_current = False
        self.found: dict[Key, Found] = {}

    def look_up(self, keys: Iterable[Key]) -> None:
        """One statement for all the terms, and how the build stands."""
        keys = list(dict.fromkeys(keys))
        parameters = {
            "fields": [field for field, _ in keys],
            "terms": [term for _, term in keys],
            "build": self.given and self.given.pk,
        }
        with connection.cursor() as cursor:
            cursor.execute(LOOK_UP.format(which="b.id = %(build)s" if self.given else "b.is_live"), parameters)
            rows = cursor.fetchall()
        if rows and self.build is None:
            number, is_live, pages, version, self.replica_is_current = rows[0][:5]
            self.build = SearchBuild(pk=number, is_live=is_live, pages=pages, version=version)
        self.found |= {(field, term): Found(number, df) for *_, field, term, number, df in rows if number}

    def has_written(self, word: str) -> bool:
        """Whether a page has the word itself, umlauts and capitals aside."""
        return (VOCABULARY, fold(word)) in self.found

    def has_form_of(self, word: str) -> bool:
        """Whether a page has the word in some form."""
        return any((WORD, term) in self.found for term in forms(word).whole)

    def has_parts_of(self, word: str) -> bool:
        """Whether the word is put together from others, and pages have all of these."""
        parts = split(word)
        return bool(parts) and all((WORD, stem(fold(part.text))) in self.found for part in parts)
