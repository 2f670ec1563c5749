import random
import time
from collections import defaultdict
from collections.abc import Callable
from statistics import median, quantiles

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.shortcuts import render
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from search import bench
from search.choices import Choices
from search.engines import Hit, SearchResponse
from search.engines.postgresql import PostgresEngine, parameters, statement
from search.index import rebuild
from search.models import SearchEntry
from search.page import ResultsPage
from search.plan import make_plan
from search.request import PAGE_SIZE, SearchRequest, parse
from search.views import search


class Command(BaseCommand):
    help = (
        "Measure the search page with generated pages in a database of its own. view: the whole view; "
        "bare: its SQL statements alone; floor: the same template with a single query over an index."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 10_000])
        parser.add_argument("--rounds", type=int, default=40)

    def handle(self, *args, **options) -> None:
        own = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = f"{own}_bench"
        for pages in options["pages"]:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                self.measure(pages, options["rounds"])
            finally:
                connection.creation.destroy_test_db(own, verbosity=0)

    def measure(self, pages: int, rounds: int) -> None:
        started = time.perf_counter()
        bench.fill(pages)
        filled = time.perf_counter()
        for _batch in rebuild():
            pass
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
        rebuilt = time.perf_counter()
        self.stdout.write(
            f"\n{pages} pages (made in {filled - started:.0f} s, index in {rebuilt - filled:.0f} s); milliseconds"
        )
        head = ["hits", "view p50", "view p95", "bare p50", "bare p95", "floor p50", "floor p95", "ratio"]
        self.stdout.write(f"{'query':30}" + "".join(f"{name:>11}" for name in head))
        choices = Choices.load()
        times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        totals = {}
        for turn in range(rounds + 3):  # the first three warm caches up
            for name, query in bench.queries().items():
                request = browser_request(query)
                wanted, _notes = parse(QueryDict(query), choices)
                ways: dict[str, Callable[[], object]] = {
                    "view": lambda request=request: search(request),
                    "bare": bare(wanted),
                    "floor": lambda request=request, wanted=wanted: floor(request, wanted, choices),
                }
                totals[name] = PostgresEngine().search(wanted).total if not turn else totals[name]
                for way in random.sample(list(ways), len(ways)):
                    start = time.perf_counter()
                    ways[way]()
                    if turn >= 3:
                        times[name][way].append((time.perf_counter() - start) * 1000)
        for name, ways in times.items():
            middle = {way: median(values) for way, values in ways.items()}
            late = {way: quantiles(values, n=20)[-1] for way, values in ways.items()}
            columns = [value for way in ("view", "bare", "floor") for value in (middle[way], late[way])]
            ratio = middle["view"] / (middle["floor"] + middle["bare"])
            figures = "".join(f"{value:11.1f}" for value in columns)
            self.stdout.write(f"{name:30}{totals[name]:11}{figures}{ratio:11.2f}")


def browser_request(query: str) -> HttpRequest:
    """What reaches the view when a browser asks for the whole page."""
    request = RequestFactory().get(f"/suche/?{query}")
    request.htmx = HtmxDetails(request)
    return request


def bare(wanted: SearchRequest) -> Callable[[], object]:
    """The statement of the engine and nothing around it."""
    plan = make_plan(wanted.text)
    sql, values = statement(wanted, plan), parameters(wanted, plan)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    return run


def floor(request: HttpRequest, wanted: SearchRequest, choices: Choices) -> None:
    """The same template, filled by one query that walks an index; nothing is counted or ranked."""
    entries = (
        SearchEntry.objects.filter(build__is_live=True)
        .order_by("sort_title", "page_id")
        .values_list("page_id", "title", "url", "slug", "kind", "summary")
    )
    slugs = tuple(choices.offices)[:4], tuple(choices.problem_types)[:2]
    facets = [("problem_type", choices.problem_types), ("office", choices.offices), ("kind", choices.kinds)]
    counts = {facet: dict.fromkeys(values, 12) for facet, values in facets}
    response = SearchResponse(1000, [Hit(*entry, *slugs) for entry in entries[:PAGE_SIZE]], counts)
    page = ResultsPage(wanted, response, choices, [])
    render(request, "search/search.html", {"search": page, "is_partial": False})
