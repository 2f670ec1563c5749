import pytest

from cms.models import BasePage

pytestmark = pytest.mark.django_db


def test_a_page_saved_twice_in_a_transaction_is_indexed_once_as_it_stands_at_the_end(
    home, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    with django_capture_on_commit_callbacks() as callbacks:
        for title in ("Quarkspeise", "Apfelkuchen"):
            home.title = title
            home.save()

    with django_assert_max_num_queries(12):
        for callback in callbacks:
            callback()

    assert [page.pk for page in BasePage.objects.search("Apfelkuchen")] == [home.pk]
    assert not BasePage.objects.search("Quarkspeise")
