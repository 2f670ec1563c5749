"""The index follows every door through which content changes, at once, and never holds what nobody may read."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from catalogue.models import EverydayWord, TopicIndexPage, TopicPage
from catalogue.tests.factories import make_event, make_office_page, make_topic, topic_index
from cms.models import BasePage
from cms.testing.factories import (
    add_page,
    delete_public,
    make_office,
    make_problem_type,
    publish,
    publish_revision,
    save_live,
    withdraw,
)
from search.engines import get_engine
from search.models import SearchBuild, SearchEntry, SearchPosting, SearchTerm
from search.request import SearchRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A block at whose end everything is committed."""

    def block():
        return django_capture_on_commit_callbacks(execute=True)

    return block


def found(text: str = "") -> set[str]:
    return {hit.title for hit in get_engine().search(SearchRequest(text=text)).hits}


def test_a_new_live_page_is_found_with_its_many_to_many_rows(committed):
    office, problem_type = make_office("Umweltamt"), make_problem_type("Lärm")
    with committed():
        page = make_topic("Tische", sections=[(office, "Heizpilze")], problem_types=[problem_type])

    entry = SearchEntry.objects.get(page_id=page.pk)
    assert entry.problem_types == [problem_type.pk]
    assert office.pk in entry.offices
    assert found("Heizpilz") == found("Umweltamt") == found("Lärm") == {"Tische"}


def test_a_draft_is_found_only_after_it_is_published(committed):
    with committed():
        page = make_topic("Entwurf", live=False)
    assert found() == set()

    with committed():
        publish(page)
    assert found("Entwurf") == {"Entwurf"}


def test_an_unpublished_change_does_not_leak(committed):
    with committed():
        page = make_topic("Tische")
    with committed():
        page.title = "Geheim"
        page.save_revision()
    assert found() == {"Tische"}

    with committed():
        publish_revision(page.get_latest_revision())
    assert found("Geheim") == {"Geheim"}


def test_saving_a_draft_does_not_touch_the_index(committed):
    with committed():
        page = make_topic("Tische")
    with CaptureQueriesContext(connection) as queries, committed():
        page.save_revision()

    assert not [query for query in queries if "search_searchentry" in query["sql"]]


def test_an_unpublished_and_a_deleted_page_disappear(committed):
    with committed():
        first, second = make_topic("Eins"), make_topic("Zwei")
    with committed():
        withdraw(first)
    assert found() == {"Zwei"}

    with committed():
        delete_public(second)
    assert found() == set()


def test_a_section_that_becomes_private_disappears_with_all_below_and_comes_back(committed):
    with committed():
        make_topic("Tische")
        make_event("Runde")
    with committed():
        restriction = PageViewRestriction.objects.create(
            page=topic_index(), restriction_type="password", password="geheim"
        )
    assert found() == {"Runde"}

    with committed():
        restriction.delete()
    assert found() == {"Tische", "Runde"}


def test_a_page_that_moves_gets_its_new_address_and_leaves_private_sections(committed):
    with committed():
        make_topic("Tische", slug="tische")
        private = topic_index()
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        new_index = TopicIndexPage(title="Neu", slug="neu", lead_office=private.lead_office)
        other = add_page(BasePage.objects.get(depth=2), new_index)
    assert found() == set()

    with committed():
        TopicPage.objects.get(slug="tische").move(other, pos="last-child")
    assert SearchEntry.objects.get().url == "/neu/tische/"


def test_pages_below_follow_a_new_slug(committed):
    with committed():
        make_topic("Tische", slug="tische")
    with committed():
        index = topic_index()
        index.slug = "anliegen"
        save_live(index)

    assert SearchEntry.objects.get().url == "/anliegen/tische/"


def test_everyday_words_work_at_once_and_move_with_their_page(committed):
    with committed():
        first, second = make_topic("Eins"), make_topic("Zwei")
    with committed():
        word = EverydayWord.objects.create(text="Heizpilz", page=first)
    assert found("Heizpilz") == {"Eins"}

    with committed():
        word.page = second
        word.save()
    assert found("Heizpilz") == {"Zwei"}

    with committed():
        word.delete()
    assert found("Heizpilz") == set()


def test_words_of_the_offices_belong_to_no_page(committed):
    with committed():
        page = make_topic("Eins")
    with committed():
        word = EverydayWord.objects.create(text="Heizpilz", office_words="Gasheizstrahler")
    with committed():
        word.page = page
        word.save()
    assert found("Heizpilz") == {"Eins"}

    with committed():
        word.page = None
        word.save()
    assert found("Heizpilz") == set()


def test_new_names_of_offices_and_problem_types_reach_the_pages_that_carry_them(committed):
    office, problem_type = make_office("Altamt"), make_problem_type("Altlast")
    with committed():
        make_topic("Tische", sections=[(office, "Text")], problem_types=[problem_type])
        make_office_page(office)
        make_topic("Ohne")
    with committed():
        office.name = "Neuamt"
        office.save()
        problem_type.label = "Zukunft"
        problem_type.save()

    assert found("Altamt Altlast") == {"Altamt"}  # the office page keeps its own title
    assert found("Neuamt") == {"Tische", "Altamt"}
    assert found("Zukunft") == {"Tische"}


def test_a_deleted_problem_type_is_forgotten(committed):
    problem_type = make_problem_type("Altlast")
    with committed():
        make_topic("Tische", problem_types=[problem_type])
    with committed():
        problem_type.delete()

    assert SearchEntry.objects.get().problem_types == []
    assert found("Altlast") == set()


def test_only_what_is_touched_is_written(committed):
    with committed():
        touched, other = make_topic("Eins"), make_topic("Zwei")
    SearchEntry.objects.filter(page_id=other.pk).update(text="unberührt")
    with committed():
        touched.title = "Neu"
        save_live(touched)

    assert SearchEntry.objects.get(page_id=other.pk).text == "unberührt"
    assert found() == {"Neu", "Zwei"}


def test_a_page_saved_as_it_was_is_not_indexed_again():
    page = make_topic("Tische")
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            page.save()

    assert not [query for query in queries if query["sql"].startswith('INSERT INTO "search_searchentry"')]


def test_a_saved_page_is_found_in_the_same_transaction_and_counts_stay_right():
    page = make_topic("Tische")
    make_topic("Tischtennis")
    page.title = "Tische und Stühle"
    save_live(page)

    assert found("Stühle") == {"Tische und Stühle"}
    build = SearchBuild.objects.get()
    assert build.pages == 2
    df = dict(SearchTerm.objects.filter(field="w", df__gt=0).values_list("term", "df"))
    assert df["tisch"] == 2
    assert df["stuhl"] == 1
    assert {df[term] for term in df} <= {1, 2}

    withdraw(page)
    assert not SearchTerm.objects.filter(term="stuhl", df__gt=0).exists()
    assert SearchPosting.objects.values("entry_id").distinct().count() == 1


def test_what_is_rolled_back_changes_nothing(committed):
    with committed():
        page = make_topic("Tische")
    with committed():
        try:
            with transaction.atomic():
                page.title = "Anders"
                save_live(page)
                raise RuntimeError
        except RuntimeError:
            pass

    assert found() == {"Tische"}


def test_home_and_index_pages_are_not_found(committed):
    with committed():
        make_topic("Tische")
        topic_index().save()
        Group.objects.create(name="unbeteiligt")

    assert set(SearchEntry.objects.values_list("kind", flat=True)) == {"topic"}


def test_a_rebuild_restores_a_spoiled_index_and_drops_what_does_not_belong(reindex):
    make_topic("Tische")
    draft = make_topic("Entwurf", live=False)
    leak = {"kind": "topic", "title": "Leck", "slug": "leck", "url": "/leck/", "build": SearchBuild.objects.get()}
    SearchEntry.objects.update(title="Unsinn")
    SearchEntry.objects.create(page_id=draft.pk, **leak)
    reindex()

    assert found() == {"Tische"}


def test_a_new_root_of_the_site_changes_every_address(committed, forget_sites):
    with committed():
        make_topic("Tische", slug="tische")
    with committed():
        site = Site.objects.get()
        site.root_page = BasePage.objects.get(pk=topic_index().pk)
        site.save()

    assert SearchEntry.objects.get().url == "/tische/"


def test_the_command_builds_the_index(db, capsys):
    from django.core.management import call_command

    make_topic("Tische")
    call_command("search_rebuild")

    assert "1 pages" in capsys.readouterr().out
    assert found() == {"Tische"}
