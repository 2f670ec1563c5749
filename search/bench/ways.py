"""The ways to answer one query that are compared: whole view, engine, analysis, bare engine, floor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.http import HttpRequest, QueryDict
from django.shortcuts import render
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from elastic_transport import Transport

from search.choices import Choices
from search.engines import Hit, SearchEngine, SearchResponse
from search.engines.postgresql import PostgresEngine, parameters, statement
from search.models import SearchBuild, SearchEntry
from search.page import ResultsPage
from search.plan import Plan, make_plan
from search.request import PAGE_SIZE, SearchRequest, parse
from search.views import search

type Way = Callable[[], object]


def ways(query: str, engine: SearchEngine, choices: Choices) -> dict[str, Way]:
    """The ways for one query string; `engine` is the one that answers the view."""
    wanted, _notes = parse(QueryDict(query), choices)
    request = browser_request(query)
    plan = make_plan(wanted.text)
    is_postgres = isinstance(engine, PostgresEngine)
    return {
        "view": lambda: search(request),
        "engine": lambda: engine.search(wanted),
        "analysis": lambda: make_plan(wanted.text),
        "bare": bare_statement(wanted, plan) if is_postgres else bare_requests(engine, wanted, plan),
        "floor": lambda: floor(request, wanted, choices, plan.build),
    }


def browser_request(query: str) -> HttpRequest:
    """What reaches the view when a browser asks for the whole page."""
    request = RequestFactory().get(f"/suche/?{query}")
    request.htmx = HtmxDetails(request)
    return request


def bare_statement(wanted: SearchRequest, plan: Plan) -> Way:
    """PostgreSQL's single statement and nothing around it."""
    sql, values = statement(wanted, plan), parameters(wanted, plan)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    return run


def bare_requests(engine: SearchEngine, wanted: SearchRequest, plan: Plan) -> Way:
    """What Elasticsearch is sent for the query, sent again as it was."""
    with recorded() as requests:
        engine.match(wanted, plan)

    def run() -> None:
        for transport, arguments, options in requests:
            transport.perform_request(*arguments, **options)

    return run


@contextmanager
def recorded() -> Iterator[list[tuple]]:
    """The requests to Elasticsearch that are made within the block."""
    requests: list[tuple] = []
    send = Transport.perform_request

    def perform_request(self, *arguments, **options):
        requests.append((self, arguments, options))
        return send(self, *arguments, **options)

    with patch.object(Transport, "perform_request", perform_request):
        yield requests


def floor(request: HttpRequest, wanted: SearchRequest, choices: Choices, build: SearchBuild) -> None:
    """The same template, filled by one query that walks an index; nothing is counted or ranked."""
    entries = SearchEntry.objects.filter(build=build).order_by("sort_title", "page_id")
    rows = entries.values_list("page_id", "title", "url", "slug", "kind", "summary")
    slugs = tuple(choices.offices)[:4], tuple(choices.problem_types)[:2]
    facets = [("problem_type", choices.problem_types), ("office", choices.offices), ("kind", choices.kinds)]
    counts = {facet: dict.fromkeys(values, 12) for facet, values in facets}
    response = SearchResponse(1000, [Hit(*row, *slugs) for row in rows[:PAGE_SIZE]], counts)
    page = ResultsPage(wanted, response, choices, [])
    render(request, "search/search.html", {"search": page, "is_partial": False})
