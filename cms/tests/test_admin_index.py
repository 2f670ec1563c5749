import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.models import IndexEntry

from cms.models import BasePage
from cms.testing.factories import save_live

pytestmark = pytest.mark.django_db


def test_a_page_saved_twice_in_a_transaction_is_indexed_once_as_it_stands_at_the_end(
    home, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        for title in ("Quarkspeise", "Apfelkuchen"):
            home.title = title
            save_live(home)

    with CaptureQueriesContext(connection) as queries:
        for callback in callbacks:
            callback()

    table = IndexEntry._meta.db_table
    statements = [query["sql"].upper() for query in queries]
    assert len([sql for sql in statements if "INSERT INTO" in sql and table.upper() in sql]) == 1

    assert [page.pk for page in BasePage.objects.search("Apfelkuchen")] == [home.pk]
    assert not BasePage.objects.search("Quarkspeise")
