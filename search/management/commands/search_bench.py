import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.test import override_settings

from search import german
from search.bench import pages as generated
from search.bench import suggestions, worker
from search.bench.clock import Clock
from search.bench.report import Figures, costs_table
from search.bench.ways import ways
from search.choices import Choices
from search.embedded import version_at
from search.engines import get_engine
from search.index import builds, store
from search.index.pages import entries_of
from search.models import SearchEntry
from search.replica import indices, upkeep
from search.replica.client import FAILURES, client, reason

WARM_UP = 3
SAVED = 20
TABLES = ["search_searchentry", "search_searchterm", "search_searchposting"]
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
REPORT = Path("docs/benchmarks.md")


class Command(BaseCommand):
    help = (
        "Measure the search with generated pages in a database of its own. view: the whole view; engine: its engine; "
        "analysis: from text to terms; bare: the engine's own statement or requests; floor: the same template with a "
        "single query over an index."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 10_000, 50_000])
        parser.add_argument("--rounds", type=int, default=30)
        parser.add_argument("--elasticsearch", default=settings.ELASTICSEARCH_URL, help="address of a running one")
        parser.add_argument("--write", action="store_true", help=f"put the tables into {REPORT}")

    def handle(self, *args, **options) -> None:
        self.address = options["elasticsearch"]
        if self.address and not version_at(self.address):
            self.stderr.write(f"No Elasticsearch at {self.address}: PostgreSQL alone is measured.")
            self.address = ""
        costs, tables = {}, []
        for count in options["pages"]:
            with own_database():
                costs[count] = self.prepare(count)
                figures = self.measure(count, options["rounds"])
                tables += [each.table() for each in figures]
                if self.address:
                    with self.elasticsearch():
                        indices.remove_all_but([])
            self.stdout.write("\n\n".join(tables[-len(figures) :]) + "\n")
        text = "\n\n".join([*tables, costs_table(costs)])
        self.stdout.write("\n" + text.rsplit("\n\n", 1)[1])
        if options["write"]:
            write_report(text)

    def prepare(self, count: int) -> dict[str, str]:
        """Make pages and both indices; returns what that cost."""
        german.warm_up()
        generated.fill(count)
        start = time.perf_counter()
        for _batch in builds.rebuild():
            pass
        built = time.perf_counter() - start
        for old in builds.retired():
            builds.drop(old)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
        costs = {"PostgreSQL: build": f"{built:.0f} s", "PostgreSQL: size": f"{size_of(TABLES):.0f} MB"}
        costs |= worker.costs(connection.settings_dict["NAME"])
        costs["one saved page: PostgreSQL"] = f"{median(times_to_save()):.0f} ms"
        suggestions.fill()
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze search_suggestionword")
        costs |= suggestions.costs()
        if self.address:
            with self.elasticsearch():
                start = time.perf_counter()
                upkeep.synchronise()
                costs["Elasticsearch: fill"] = f"{time.perf_counter() - start:.0f} s"
                costs["Elasticsearch: size"] = f"{replica_size():.0f} MB"
                costs["one saved page: Elasticsearch"] = f"{median(times_to_replicate()):.0f} ms"
        return costs

    def measure(self, count: int, rounds: int) -> list[Figures]:
        """Both engines, all queries, all ways in turn, in an order that changes with every round."""
        choices = Choices.load()
        names = ["postgresql", *(["elasticsearch"] if self.address else [])]
        figures = {name: Figures(name, count) for name in names}
        clock, todo = Clock(self.processes()), []
        for name in names:
            with self.engine(name):
                for query, text in generated.queries().items():
                    acts = ways(text, get_engine(name), choices)
                    figures[name].totals[query] = acts["engine"]().total
                    figures[name].times[query] = {way: [] for way in acts}
                    todo += [(name, query, way, act) for way, act in acts.items()]
        for turn in range(rounds + WARM_UP):
            random.shuffle(todo)
            for name, query, way, act in todo:
                try:
                    with self.engine(name):
                        times = clock.time(act)
                except FAILURES as error:  # a reader would have been answered by PostgreSQL
                    self.stderr.write(f"{name}, {query}, {way}: {reason(error)}, left out")
                    continue
                if turn >= WARM_UP:
                    figures[name].times[query][way].append(times)
        return list(figures.values())

    def processes(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            found = [cursor.fetchone()[0]]
        if self.address:
            with self.elasticsearch():
                nodes = client().nodes.info(metric="process")["nodes"]
            found += [node["process"]["id"] for node in nodes.values()]
        return found

    def engine(self, name: str):
        """Within this block readers are answered by the engine of this name."""
        return self.elasticsearch() if name == "elasticsearch" else override_settings(ELASTICSEARCH_URL="")

    def elasticsearch(self):
        return override_settings(ELASTICSEARCH_URL=self.address, ELASTICSEARCH_PREFIX="gewerbe_bench")


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh database beside the one of the site."""
    own = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{own}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(ELASTICSEARCH_URL="", DEBUG=False):  # which keeps and formats every statement
            yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


def size_of(tables: list[str]) -> float:
    """Megabytes of the tables with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute("select sum(pg_total_relation_size(name::regclass)) from unnest(%s::text[]) as name", [tables])
        return float(cursor.fetchone()[0]) / 2**20


def times_to_save() -> Iterator[float]:
    """Milliseconds to index one page that changed, in the transaction that saves it."""
    build = builds.live()
    for page_id in SearchEntry.objects.filter(build=build).order_by("?").values_list("page_id", flat=True)[:SAVED]:
        start = time.perf_counter()
        with transaction.atomic():
            [entry] = entries_of([page_id])
            entry.title = f"{entry.title} neu"
            store.write(build, [entry])
        yield (time.perf_counter() - start) * 1000


def times_to_replicate() -> Iterator[float]:
    """Milliseconds until Elasticsearch knows of one change and finds it."""
    for _change in times_to_save():
        start = time.perf_counter()
        upkeep.synchronise()
        yield (time.perf_counter() - start) * 1000


def replica_size() -> float:
    """Megabytes of the index in Elasticsearch."""
    stats = client().indices.stats(index=indices.alias_of(builds.live()), metric="store")
    return stats["_all"]["primaries"]["store"]["size_in_bytes"] / 2**20


def write_report(text: str) -> None:
    """Put the tables between their marks."""
    before, rest = REPORT.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    REPORT.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
