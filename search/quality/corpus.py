"""Indexes to measure with: a build beside the live one, made of documents or of the site's own entries."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.utils import timezone

from search.bags import average_lengths, bags_of
from search.index import store
from search.index.builds import drop, live
from search.models import SearchBuild, SearchEntry

from .sets import Document, Query, QuerySet, with_pages

# Should the process die, the first rebuild after this time removes what it left.
LONGEST = datetime.timedelta(hours=2)


@contextmanager
def build_aside(entries: Sequence[SearchEntry]) -> Iterator[SearchBuild]:
    """A build of these entries that answers nobody and follows no change; gone after the block."""
    words, grams = average_lengths(map(bags_of, entries))
    build = SearchBuild.objects.create(average_words=words, average_grams=grams, retired_at=timezone.now() + LONGEST)
    try:
        store.write(build, entries)
        yield build
    finally:
        drop(build)


def entries_of(documents: Iterable[Document]) -> list[SearchEntry]:
    """An entry for each document, numbered from 1 in their order."""
    return [
        SearchEntry(page_id=number, kind="topic", title=document.title, slug=str(number), text=document.text)
        for number, document in enumerate(documents, start=1)
    ]


def queries_of(given: QuerySet) -> tuple[Query, ...]:
    """The queries of a set with its own documents, with the numbers that `entries_of` gives them."""
    numbers = {document.key: number for number, document in enumerate(given.documents, start=1)}
    queries, _unknown = with_pages(given, numbers)
    return queries


def site_entries() -> list[SearchEntry]:
    """Copies of all entries of the live build, for another one."""
    entries = list(SearchEntry.objects.filter(build=live()).order_by("page_id"))
    for entry in entries:
        entry.pk = None
        entry.term_ids = []
    return entries


def without_own_words(entries: Iterable[SearchEntry], queries: Iterable[Query]) -> list[SearchEntry]:
    """The entries without everyday words that are a query word by word.

    What is left of a set that was written beside the words shows what the search itself finds.
    """
    own = {query.text.casefold() for query in queries}
    entries = list(entries)
    for entry in entries:
        entry.words = "\n".join(word for word in entry.words.split("\n") if word.casefold() not in own)
    return entries
