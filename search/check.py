"""Compares what is kept twice, and repairs it: pages and PostgreSQL's index, its terms, suggestions, Elasticsearch.

The database is right, always; whatever differs from it is made anew. Readers and editors go on meanwhile.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction

from cms.models import BasePage

from . import suggestions
from .bags import Bags, bags_of
from .index import builds, pages, store, update
from .models import SearchBuild, SearchEntry, SearchOutbox, SuggestionWord
from .replica import indices
from .replica import upkeep as replica
from .replica.client import FAILURES, reason
from .replica.documents import GRAMS, WORDS, all_documents, vectors
from .scoring import impact

WRONG_COUNTS = """
from search_searchterm t left join (
    select term_id, count(*) as pages from search_searchentry e cross join unnest(e.term_ids) as its (term_id)
    where e.build_id = %(build)s group by 1
) counted on counted.term_id = t.id
where t.build_id = %(build)s and t.df <> coalesce(counted.pages, 0)
"""
COUNT_AGAIN = """
update search_searchterm set df = wrong.pages
from (select t.id, coalesce(counted.pages, 0) as pages {wrong}) wrong where search_searchterm.id = wrong.id
"""
# Postings that no entry knows of would be found and never be taken out.
STRAY = """
select p.term_id, p.entry_id from search_searchposting p join search_searchterm t on t.id = p.term_id
where t.build_id = %(build)s
except
select its.term_id, e.id from search_searchentry e cross join unnest(e.term_ids) as its (term_id)
where e.build_id = %(build)s
"""
COUNT_STRAY = "select count(*) from ({stray}) stray"
REMOVE_STRAY = """
delete from search_searchposting p using ({stray}) stray
where p.term_id = stray.term_id and p.entry_id = stray.entry_id
"""


@dataclass
class Difference:
    """Pages that are not as they ought to be."""

    missing: set[int] = field(default_factory=set)
    superfluous: set[int] = field(default_factory=set)
    outdated: set[int] = field(default_factory=set)

    def pages(self) -> set[int]:
        return self.missing | self.superfluous | self.outdated

    def lines(self) -> list[str]:
        """One for each way in which pages differ, with the first of them."""
        return [f"{kind} {_some(found)}" for kind, found in vars(self).items() if found]


@dataclass(frozen=True)
class Comparison:
    """Two things that ought to be equal: `compare` says how they differ, in lines, `repair` makes them equal."""

    name: str
    compare: Callable[[], list[str]]
    repair: Callable[[], object]


@dataclass(frozen=True)
class Finding:
    """What a comparison said, and what it still says after the repair."""

    name: str
    before: list[str]
    after: list[str]


def check(*, repair: bool) -> Iterator[Finding]:
    """Compare everything, one after the other, and repair it if asked to."""
    for each in _comparisons():
        before = _said(each.compare)
        after = before
        if before and repair:
            after = _said(each.repair) or _said(each.compare)
        yield Finding(each.name, before, after)


def _said(act: Callable) -> list[str]:
    try:
        return act() or []
    except FAILURES as error:
        return [f"Elasticsearch failed ({reason(error)})"]


def _comparisons() -> list[Comparison]:
    first = [
        Comparison("pages", lambda: wrong_pages().lines(), lambda: _write_again(wrong_pages().pages())),
        Comparison("terms", wrong_terms, _count_again),
        Comparison(
            "suggestions",
            lambda: wrong_suggestions().lines(),
            lambda: _suggest_again(wrong_suggestions().pages()),
        ),
    ]
    replicated = Comparison("Elasticsearch", lambda: wrong_documents().lines(), _fill_again)
    return [*first, replicated] if settings.ELASTICSEARCH_URL else first


# --- pages and entries ----------------------------------------------------------------------------------------------
def wrong_pages() -> Difference:
    """How the entries of the live build differ from what the pages say today."""
    found = Difference()
    known = set(BasePage.objects.values_list("pk", flat=True))
    with_entry = set(builds.live().entries.values_list("page_id", flat=True))
    for batch in store.batches(sorted(known | with_entry)):
        with transaction.atomic():
            build = store.lock(builds.live())  # no change of a page is half here
            meant = {entry.page_id: entry for entry in pages.entries_of(batch)}
            there = {entry.page_id: entry for entry in build.entries.filter(page_id__in=batch)}
            postings = vectors([entry.pk for entry in there.values()])
        found.missing |= meant.keys() - there.keys()
        found.superfluous |= there.keys() - meant.keys()
        for page_id in meant.keys() & there.keys():
            entry = there[page_id]
            if not _is_right(build, entry, meant[page_id], postings[entry.pk]):
                found.outdated.add(page_id)
    return found


def _is_right(build: SearchBuild, entry: SearchEntry, meant: SearchEntry, postings: dict[str, dict[str, int]]) -> bool:
    if not entry.fingerprint == store.fingerprint(entry) == store.fingerprint(meant):
        return False
    bags = bags_of(entry)
    terms = len(bags.words) + len(bags.grams) + len(bags.vocabulary)
    return len(entry.term_ids) == terms and postings == _impacts(build, bags)


def _impacts(build: SearchBuild, bags: Bags) -> dict[str, dict[str, int]]:
    counted = {WORDS: (bags.words, build.average_words), GRAMS: (bags.grams, build.average_grams)}
    return {
        name: {term: impact(count, counts.total(), average) for term, count in counts.items()}
        for name, (counts, average) in counted.items()
    }


def _write_again(page_ids: Iterable[int]) -> None:
    for batch in store.batches(sorted(page_ids)):
        with transaction.atomic():
            for build in builds.current():
                store.remove(build, batch)  # what is right for its fingerprint would be left alone
            update(batch)


# --- terms ----------------------------------------------------------------------------------------------------------
def wrong_terms() -> list[str]:
    """What is counted wrongly in the live build, and postings that belong to no entry."""
    with transaction.atomic():
        build = store.lock(builds.live())
        entries = build.entries.count()
        (counts,) = _row(f"select count(*) {WRONG_COUNTS}", build)
        (stray,) = _row(COUNT_STRAY.format(stray=STRAY), build)
    lines = [f"{counts} terms with a wrong number of pages"] if counts else []
    if stray:
        lines.append(f"{stray} postings of no entry")
    return [*lines, f"{build.pages} pages noted, {entries} there"] if build.pages != entries else lines


def _count_again() -> None:
    with transaction.atomic():
        build = store.lock(builds.live())
        with connection.cursor() as cursor:
            cursor.execute(REMOVE_STRAY.format(stray=STRAY), {"build": build.pk})
            cursor.execute(COUNT_AGAIN.format(wrong=WRONG_COUNTS), {"build": build.pk})
        build.pages = build.entries.count()
        store.new_version(build)


def _row(statement: str, build: SearchBuild) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"build": build.pk})
        return cursor.fetchone()


# --- suggestions ----------------------------------------------------------------------------------------------------
def wrong_suggestions() -> Difference:
    """How what is suggested while typing differs from what the pages say today."""
    found = Difference()
    known = set(BasePage.objects.values_list("pk", flat=True))
    suggested = set(SuggestionWord.objects.values_list("page_id", flat=True).distinct())
    for batch in store.batches(sorted(known | suggested)):
        with transaction.atomic():
            store.lock(builds.live())
            meant = _by_page(row for entry in pages.entries_of(batch) for row in suggestions.rows_of(entry))
            there = _by_page(SuggestionWord.objects.filter(page_id__in=batch))
        found.missing |= meant.keys() - there.keys()
        found.superfluous |= there.keys() - meant.keys()
        found.outdated |= {page_id for page_id in meant.keys() & there.keys() if meant[page_id] != there[page_id]}
    return found


def _by_page(rows: Iterable[SuggestionWord]) -> dict[int, Counter[tuple]]:
    by_page: dict[int, Counter[tuple]] = defaultdict(Counter)
    for row in rows:
        by_page[row.page_id][row.kind, row.label, row.url, row.word, row.folded] += 1
    return by_page


def _suggest_again(page_ids: Iterable[int]) -> None:
    for batch in store.batches(sorted(page_ids)):
        with transaction.atomic():
            store.lock(builds.live())
            suggestions.update(batch, pages.entries_of(batch))


# --- Elasticsearch --------------------------------------------------------------------------------------------------
def wrong_documents() -> Difference:
    """How Elasticsearch differs from the live build. What it is about to be told is no difference."""
    build = builds.live()
    there = {}
    if indices.is_filled(build):
        there = {page_id: (version, digest) for page_id, version, digest in indices.digests(build)}
    meant = {each.page_id: (each.version, each.body["digest"]) for each in all_documents(build)}
    found = Difference(
        missing=meant.keys() - there.keys(),
        superfluous=there.keys() - meant.keys(),
        outdated={page_id for page_id in meant.keys() & there.keys() if meant[page_id] != there[page_id]},
    )
    under_way = set(SearchOutbox.objects.values_list("page_id", flat=True))
    return Difference(*(pages - under_way for pages in vars(found).values()))


def _fill_again() -> None:
    replica.fill_anew(builds.live())


def _some(page_ids: set[int], limit: int = 5) -> str:
    shown = ", ".join(str(page_id) for page_id in sorted(page_ids)[:limit])
    return f"{len(page_ids)} ({shown}{', …' if len(page_ids) > limit else ''})"
