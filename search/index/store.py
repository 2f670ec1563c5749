"""Puts entries into a build and takes them out, with their terms and postings: the only writer of these tables.

A build is written by one transaction at a time (its row is locked): a later writer sees what the earlier one left.
It is the last lock of a transaction. Whoever changes several pages or words locks them all before the first is indexed,
or indexes at the end (`cms.together`); else two writers could wait for each other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import md5
from itertools import batched

from django.conf import settings
from django.db import connection, transaction

from search.bags import Bags, bags_of
from search.models import SearchBuild, SearchEntry, SearchOutbox
from search.replica import upkeep as replica
from search.scoring import impact
from search.term_index import GRAM, VOCABULARY, WORD, Key

BATCH = 200
NOTED = ("term_ids", "fingerprint", "version")
SHOWN = [
    field.name
    for field in SearchEntry._meta.concrete_fields
    if field.name not in ("id", "build", "page_id", *NOTED) and not getattr(field, "generated", False)
]

NEXT_VERSION = "select nextval('search_version')"
ADD_TERMS = """
insert into search_searchterm (build_id, field, term, spelled, df)
select %(build)s, field, term, spelled, 0
from unnest(%(fields)s::text[], %(terms)s::text[], %(spelled)s::text[]) as new (field, term, spelled)
order by field, term on conflict do nothing
"""
FIND_TERMS = """
select field, term, id from search_searchterm
where build_id = %(build)s and (field, term) in (select * from unnest(%(fields)s::text[], %(terms)s::text[]))
"""
COUNT_TERMS = """
update search_searchterm set df = df + change
from unnest(%(ids)s::int[], %(changes)s::int[]) as counted (term_id, change) where id = term_id
"""
ADD_POSTINGS = """
insert into search_searchposting (term_id, entry_id, impact)
select * from unnest(%(terms)s::int[], %(entries)s::int[], %(impacts)s::smallint[])
"""
REMOVE_POSTINGS = """
delete from search_searchposting p using search_searchentry e
where e.id = any(%(entries)s) and p.entry_id = e.id and p.term_id = any(e.term_ids)
"""


def batches[Thing](things: Iterable[Thing]) -> Iterator[tuple[Thing, ...]]:
    """The things in portions that are looked at or written at once."""
    return batched(things, BATCH, strict=False)


def lock(build: SearchBuild) -> SearchBuild:
    """The same build as it stands now; until the end of the transaction nobody else writes to it."""
    return SearchBuild.objects.select_for_update().get(pk=build.pk)


def new_version(build: SearchBuild) -> int:
    """Give a locked build another version, and save it. Everything processes remember of an older one is void."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_VERSION)
        (build.version,) = cursor.fetchone()
    build.save(update_fields=["version", "pages"])
    return build.version


def write(build: SearchBuild, entries: Iterable[SearchEntry]) -> None:
    """Put these entries in, in the place of those of the same pages. What has not changed is left alone."""
    for batch in batches(entries):
        with transaction.atomic():
            _write(lock(build), batch)


def remove(build: SearchBuild, page_ids: Iterable[int]) -> None:
    """Take the entries of these pages out."""
    with transaction.atomic():
        old = list(lock(build).entries.filter(page_id__in=page_ids).only("page_id", "term_ids"))
        if not old:
            return
        _take_out(build, old)
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in old]).delete()
        _finish(build, [entry.page_id for entry in old], pages=-len(old))


def _write(build: SearchBuild, entries: Sequence[SearchEntry]) -> None:
    page_ids = [entry.page_id for entry in entries]
    known = build.entries.filter(page_id__in=page_ids).only("page_id", "term_ids", "fingerprint")
    old = {entry.page_id: entry for entry in known}
    for entry in entries:
        entry.build, entry.fingerprint = build, fingerprint(entry)
    entries = [each for each in entries if each.page_id not in old or old[each.page_id].fingerprint != each.fingerprint]
    if not entries:
        return
    replaced = [old[entry.page_id] for entry in entries if entry.page_id in old]
    if replaced:
        _take_out(build, replaced)
    bags = [bags_of(entry) for entry in entries]
    term_ids = _term_ids(build, bags)
    for entry, each in zip(entries, bags, strict=True):
        entry.term_ids = sorted(term_ids[key] for key in _keys(each))
    _count(entries, 1)
    version = _finish(build, [entry.page_id for entry in entries], pages=len(entries) - len(replaced))
    for entry in entries:
        entry.version = version
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["build", "page_id"], update_fields=[*SHOWN, *NOTED]
    )
    _add_postings(build, entries, bags, term_ids)


def fingerprint(entry: SearchEntry) -> str:
    """The same for two entries exactly if readers see and find the same."""
    values = [getattr(entry, name) for name in SHOWN]
    return md5(repr(values).encode(), usedforsecurity=False).hexdigest()


def _keys(bags: Bags) -> list[Key]:
    return [
        *((WORD, term) for term in bags.words),
        *((GRAM, term) for term in bags.grams),
        *((VOCABULARY, word) for word in bags.vocabulary),
    ]


def _term_ids(build: SearchBuild, all_bags: Sequence[Bags]) -> dict[Key, int]:
    """The numbers of all terms of the bags; those the build does not have yet are added."""
    keys = {key for bags in all_bags for key in _keys(bags)}
    found = _find(build, keys)
    if missing := keys - found.keys():
        spelled = {word: written for bags in all_bags for word, written in bags.vocabulary.items()}
        columns = _columns(build, missing)
        columns["spelled"] = [spelled[term] if field == VOCABULARY else "" for field, term in missing]
        with connection.cursor() as cursor:
            cursor.execute(ADD_TERMS, columns)
        found |= _find(build, missing)
    return found


def _find(build: SearchBuild, keys: Iterable[Key]) -> dict[Key, int]:
    with connection.cursor() as cursor:
        cursor.execute(FIND_TERMS, _columns(build, keys))
        return {(field, term): number for field, term, number in cursor.fetchall()}


def _columns(build: SearchBuild, keys: Iterable[Key]) -> dict:
    keys = list(keys)
    return {"build": build.pk, "fields": [field for field, _ in keys], "terms": [term for _, term in keys]}


def _take_out(build: SearchBuild, entries: Sequence[SearchEntry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REMOVE_POSTINGS, {"entries": [entry.pk for entry in entries]})
    _count(entries, -1)


def _count(entries: Sequence[SearchEntry], sign: int) -> None:
    """Add the entries to the numbers of pages of their terms, or take them off."""
    counts = Counter(number for entry in entries for number in entry.term_ids)
    changes = [sign * count for count in counts.values()]
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TERMS, {"ids": list(counts), "changes": changes})


def _add_postings(
    build: SearchBuild, entries: Sequence[SearchEntry], all_bags: Sequence[Bags], term_ids: Mapping[Key, int]
) -> None:
    rows: list[tuple[int, int, int]] = []
    for entry, bags in zip(entries, all_bags, strict=True):
        for field, counts, average in (
            (WORD, bags.words, build.average_words),
            (GRAM, bags.grams, build.average_grams),
        ):
            length = counts.total()
            rows += (
                (term_ids[field, term], entry.pk, impact(count, length, average)) for term, count in counts.items()
            )
    if not rows:  # titles of words that say nothing
        return
    rows.sort()  # neighbours in the index are written together
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_POSTINGS, dict(zip(("terms", "entries", "impacts"), map(list, zip(*rows, strict=True)), strict=True))
        )


def _finish(build: SearchBuild, page_ids: Sequence[int], *, pages: int) -> int:
    """Note that the build has changed, and what Elasticsearch has to be told; returns the new version."""
    build.pages += pages
    version = new_version(build)
    if build.is_live and settings.ELASTICSEARCH_URL:
        SearchOutbox.objects.bulk_create(SearchOutbox(page_id=page_id, version=version) for page_id in page_ids)
        replica.soon()
    return version
