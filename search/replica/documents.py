"""What Elasticsearch gets of an entry: what is searched, filtered and sorted, nothing that is shown.

Impacts go into `sparse_vector` fields: the score of a query over them is the sum of weight × impact, exactly. Such a
field keeps nine binary digits of a number, so that impacts up to 512 stay what they are.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection

from search.models import SearchBuild, SearchEntry, SearchTerm

BATCH = 200
WORDS, GRAMS = SearchTerm.Field.WORD.value, SearchTerm.Field.GRAM.value
VECTOR = {"type": "sparse_vector", "index_options": {"prune": False}}
MAPPING = {
    "dynamic": "strict",
    "_source": {"enabled": False},
    "properties": {
        WORDS: VECTOR,
        GRAMS: VECTOR,
        "page_id": {"type": "integer"},
        "kind": {"type": "keyword"},
        "problem_types": {"type": "keyword"},  # numbers as words: these are counted much faster
        "offices": {"type": "keyword"},
        "sort_title": {"type": "keyword"},
        "date": {"type": "long"},
        "ends_at": {"type": "long"},
        "version": {"type": "long"},
        "digest": {"type": "keyword", "index": False},
    },
}
# A refresh on schedule, also while nobody searches: the first reader after a pause must not wait for one.
SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "1s", "max_result_window": 20_000_000}

POSTINGS = """
select p.entry_id, t.field, t.term, p.impact
from search_searchentry e cross join unnest(e.term_ids) as its (term_id)
join search_searchposting p on p.term_id = its.term_id and p.entry_id = e.id
join search_searchterm t on t.id = p.term_id
where e.id = any(%s)
"""


class Document(NamedTuple):
    """An entry as Elasticsearch gets it. The same version never means two contents."""

    page_id: int
    version: int
    body: dict[str, Any]


def documents(build: SearchBuild, page_ids: Iterable[int]) -> list[Document]:
    """Those of the pages that have an entry in `build`."""
    return _documents(build.entries.filter(page_id__in=page_ids).defer("title", "summary", "words", "labels", "text"))


def all_documents(build: SearchBuild) -> Iterator[Document]:
    """All entries of `build`, in portions, in the order of their pages."""
    ids = list(build.entries.order_by("page_id").values_list("page_id", flat=True))
    for batch in batched(ids, BATCH, strict=False):
        yield from sorted(documents(build, batch))


def microseconds(moment: datetime | None) -> int | None:
    """A moment as exactly as PostgreSQL keeps it.

    >>> microseconds(datetime.fromisoformat("1970-01-01T00:00:02.000003+00:00"))
    2000003
    """
    if moment is None:
        return None
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def digest(content: dict[str, Any]) -> str:
    """The same 32 hexadecimal digits for the same content."""
    return hashlib.md5(json.dumps(content, sort_keys=True).encode(), usedforsecurity=False).hexdigest()


def _documents(entries: Iterable[SearchEntry]) -> list[Document]:
    entries = list(entries)
    postings = vectors([entry.pk for entry in entries])
    return [Document(entry.page_id, entry.version, _body(entry, postings[entry.pk])) for entry in entries]


def _body(entry: SearchEntry, postings: dict[str, dict[str, int]]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "page_id": entry.page_id,
        "kind": entry.kind,
        "problem_types": [str(number) for number in sorted(entry.problem_types)],
        "offices": [str(number) for number in sorted(entry.offices)],
        "sort_title": entry.sort_title,
        "date": microseconds(entry.date),
        "ends_at": microseconds(entry.ends_at),
        "version": entry.version,
        **{field: vector for field, vector in postings.items() if vector},
    }
    return {**body, "digest": digest(body)}


def vectors(entry_ids: Sequence[int]) -> dict[int, dict[str, dict[str, int]]]:
    """Per entry and field the terms with their impacts."""
    found: dict[int, dict[str, dict[str, int]]] = {entry_id: {WORDS: {}, GRAMS: {}} for entry_id in entry_ids}
    with connection.cursor() as cursor:
        cursor.execute(POSTINGS, [list(entry_ids)])
        for entry_id, field, term, impact in cursor:
            found[entry_id][field][term] = impact
    return found
