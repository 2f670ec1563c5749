"""A whole measurement: a query set, the index it is about, the engines, the changes of spelling."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from search.engines import get_engine
from search.index.builds import live
from search.models import SearchBuild
from search.replica import indices
from search.replica.client import client
from search.replica.upkeep import fill_anew, synchronise

from .corpus import build_aside, entries_of, queries_of, site_entries, without_own_words
from .measure import Gap, Measurement, measure
from .ranks import regression_queries
from .regression import pages_by_topic
from .sets import Query, QuerySet, with_pages

POSTGRESQL, ELASTICSEARCH = "postgresql", "elasticsearch"
LABELS = {POSTGRESQL: "PostgreSQL", ELASTICSEARCH: "Elasticsearch"}

type Changes = Mapping[str, Callable[[str], str]]


def engine_label(name: str) -> str:
    """How people call an engine."""
    return LABELS.get(name, name)


def engine_names() -> list[str]:
    """The engines this site has."""
    return [POSTGRESQL, ELASTICSEARCH] if settings.ELASTICSEARCH_URL else [POSTGRESQL]


@dataclass(frozen=True)
class Survey:
    """The measurements of one set: one for each engine, over an index of `pages` pages.

    `unknown`: names of pages the set expects and nobody has; what expects nothing else is not measured.
    """

    name: str
    pages: int
    measurements: tuple[Measurement, ...]
    unknown: tuple[str, ...] = ()

    @property
    def gap(self) -> Gap | None:
        """How far the engines lie apart, if there are two."""
        return Gap.between(*self.measurements) if len(self.measurements) == 2 else None


def survey(
    given: QuerySet | None, engines: Sequence[str], changes: Changes, *, leave_out_own_words: bool = False
) -> Survey:
    """Measure a set, by default the editors' own, with each of the engines.

    A set with documents is measured over these, any other one over the site's pages. Raises what Elasticsearch fails
    with.
    """
    queries, unknown = resolved(given)
    with index_for(given, queries, leave_out_own_words=leave_out_own_words) as build:
        measurements = tuple(_measure(name, build, queries, changes) for name in engines)
        pages = (build or live()).entries.count()
    name = given.name if given else "site"
    return Survey(f"{name} without own words" if leave_out_own_words else name, pages, measurements, tuple(unknown))


def resolved(given: QuerySet | None) -> tuple[Sequence[Query], list[str]]:
    """The queries of a set with numbers of pages, and the names that no page has."""
    if given is None:
        return regression_queries(), []
    if given.documents:
        return queries_of(given), []
    return with_pages(given, pages_by_topic())


@contextmanager
def index_for(
    given: QuerySet | None, queries: Sequence[Query], *, leave_out_own_words: bool = False
) -> Iterator[SearchBuild | None]:
    """The build a set is about; None: the live one."""
    if given and given.documents:
        with build_aside(entries_of(given.documents)) as build:
            yield build
    elif leave_out_own_words:
        with build_aside(without_own_words(site_entries(), queries)) as build:
            yield build
    else:
        yield None


def _measure(name: str, build: SearchBuild | None, queries: Sequence[Query], changes: Changes) -> Measurement:
    if name == POSTGRESQL:
        return measure(name, get_engine(name, build), queries, changes)
    with _replica_of(build):
        return measure(name, get_engine(name, build), queries, changes)


@contextmanager
def _replica_of(build: SearchBuild | None) -> Iterator[None]:
    """See to it that Elasticsearch holds the build; one that is not the live one goes again."""
    if build is None:
        synchronise()
        yield
        return
    try:
        fill_anew(build)
        yield
    finally:
        for index in indices.own_indices(build):
            client().indices.delete(index=index, ignore_unavailable=True)
