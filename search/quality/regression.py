"""The editors' set: its first filling from the file that comes along."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from catalogue.models import SeedRecord, TopicPage
from catalogue.seed.bundle import read as read_content
from catalogue.seed.loader import SEED
from cms.models import Office, ProblemType

from .models import ExpectedPage, RegressionQuery
from .sets import TRADERS, Query, QuerySet, read, with_pages


def pages_by_topic(content: Path = SEED) -> dict[str, int]:
    """The page of every topic by the names a query set knows it by.

    Sets name topics as the advisory practice does: that is `source_topic` in the seed files, and stays what it is when
    a page gets another title. Topics that no file knows go by the title of their page.
    """
    found = dict(TopicPage.objects.order_by("-pk").values_list("title", "pk"))
    made = dict(SeedRecord.objects.filter(key__startswith="topics/").values_list("key", "object_id"))
    there = set(found.values())
    for slug, entry in read_content(content).topics.items():
        page = made.get(f"topics/{slug}")
        if page in there:
            found[entry.value.source_topic] = page
    return found


@transaction.atomic
def fill(given: QuerySet | None = None) -> tuple[int, list[str]]:
    """Fill an empty set from the file that comes along; returns how many queries there are now and unknown topics.

    A set that holds anything is left as its editors have it.
    """
    if RegressionQuery.objects.exists():
        return 0, []
    queries, unknown = with_pages(given or read(TRADERS), pages_by_topic())
    types = dict(ProblemType.objects.values_list("label", "pk"))
    offices = dict(Office.objects.values_list("name", "pk"))
    rows = RegressionQuery.objects.bulk_create(
        RegressionQuery(
            text=query.text, problem_type_id=types.get(query.problem_type), office_id=offices.get(query.office)
        )
        for query in queries
    )
    _expect(zip(rows, queries, strict=True))
    return len(rows), unknown


def _expect(rows: Iterable[tuple[RegressionQuery, Query]]) -> None:
    ExpectedPage.objects.bulk_create(
        ExpectedPage(query=row, page_id=page) for row, query in rows for page in sorted(query.expected)
    )
