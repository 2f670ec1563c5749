"""What readers are answered by where there is an Elasticsearch: it, or PostgreSQL where it fails or lags behind."""

import logging
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.utils import timezone
from elasticsearch import BadRequestError, NotFoundError

from search.models import SearchOutbox
from search.plan import Plan
from search.replica.client import FAILURES, SLOW, Deadline, client, reason
from search.replica.indices import alias_of
from search.replica.upkeep import soon
from search.request import SearchRequest

from .base import Match, SearchEngine
from .breaker import Breaker
from .elasticsearch import ElasticsearchEngine, belonging
from .postgresql import PostgresEngine

logger = logging.getLogger(__name__)

breaker = Breaker()


class FallbackEngine(SearchEngine):
    """The same plan for both engines, so the same answer: no reader notices which one gave it."""

    def match(self, request: SearchRequest, plan: Plan) -> Match:
        if plan.build.is_live and plan.replica_is_current and not breaker.is_open:
            try:
                return ElasticsearchEngine(self.build).match(request, plan)
            except BadRequestError as error:  # it is well; this one request is not
                logger.error("Elasticsearch refused a request (%s): PostgreSQL answered it", reason(error))
            except FAILURES as error:
                breaker.open(error, partial(probe, plan))
        if isinstance(breaker.news(), NotFoundError):
            soon()  # it is well, but the index is gone
        return PostgresEngine(self.build).match(request, plan)


def probe(plan: Plan) -> None:
    """Ask as for a reader; raises one of `FAILURES` if there is no answer in time."""
    client(SLOW).search(index=alias_of(plan.build), size=0, allow_partial_search_results=False)
    belonging(plan, Deadline())


def report() -> Iterator[str]:
    """For the health page: which engine answers, and how far the other one is behind."""
    if not settings.ELASTICSEARCH_URL:
        return
    if breaker.since:
        yield f"search: PostgreSQL, Elasticsearch failed at {timezone.localtime(breaker.since):%Y-%m-%d %H:%M:%S}"
    elif waiting := SearchOutbox.objects.count():
        yield f"search: PostgreSQL, Elasticsearch has not been told of {waiting} changes yet"
    else:
        yield "search: Elasticsearch"
