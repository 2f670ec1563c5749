"""Several people change several pages at the same instant, on real connections: nobody waits in a circle.

Whoever indexes a page keeps the index for oneself until the end of the transaction; so pages are locked before.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from catalogue.models import EverydayWord, TopicIndexPage, TopicPage
from catalogue.tests.factories import make_topic
from cms.models import BasePage, Office, User
from cms.testing.factories import add_page, business_promotion, make_office, publish
from cms.testing.html import parsed, texts
from cms.testing.people import Somebody, until, waiting_for_a_lock
from cms.together import do, together
from cms.workflow.rounds import lock_page
from search import index
from search.engines import get_engine
from search.index import builds, store
from search.models import SearchEntry
from search.request import SearchRequest
from search.words import tryout
from search.words.files import COLUMNS, read_words, take_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin(home) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("technik", password="demo"))
    return client


def found(text: str) -> set[str]:
    return {hit.title for hit in get_engine("postgresql").search(SearchRequest(text=text)).hits}


def in_bulk(admin: Client, action: str, *pages: BasePage, **data) -> Somebody:
    ids = "&".join(f"id={page.pk}" for page in pages)
    path = f"{reverse('wagtail_bulk_action', args=['cms', 'basepage', action])}?{ids}&next=/admin/"
    return Somebody(lambda: admin.post(path, data))


def test_drafts_are_deleted_in_bulk_while_the_last_of_them_is_published(admin):
    first, last = make_topic("Tische", live=False), make_topic("Tischtuch", live=False)
    with transaction.atomic():
        lock_page(last.pk)
        deleting = in_bulk(admin, "delete", first, last)
        until(waiting_for_a_lock)
        publish(last)

    assert deleting.result().url == reverse("workflow_page", args=[last.pk])
    assert found("Tisch") == {"Tischtuch"}
    assert BasePage.objects.filter(pk=first.pk).exists()


@pytest.mark.parametrize("busy", ["last", "below", "above"])
def test_pages_are_moved_in_bulk_while_one_of_them_or_around_them_is_published(admin, home, busy):
    target, above = add_index(home, "Ziel"), add_index(home, "Quelle")
    first, last = make_topic("Tische"), add_topic(above, "Tischtuch")
    below = add_topic(last, "Tischtuchklammer")
    with transaction.atomic():
        page = lock_page({"last": last, "below": below, "above": above}[busy].pk)
        moving = in_bulk(admin, "move", first, last, chooser=target.pk)
        until(waiting_for_a_lock)
        page.title = "Tischdecke"
        publish(page)

    assert moving.result().url == "/admin/"
    assert TopicIndexPage.objects.get(pk=target.pk).get_children().count() == 2
    assert "/ziel/" in SearchEntry.objects.get(page_id=below.pk).url
    assert ("Tischdecke" in found("Tischdecke")) == (busy != "above")  # overviews are not in the index


def test_two_files_with_the_same_words_in_opposite_order_are_taken_in(admin):
    page, user = make_topic("Tische"), User.objects.get(username="technik")
    words = [EverydayWord.objects.create(text=text, page=page) for text in ("Biergarten", "Schankgarten")]

    def take_in_file(office_words: str, *texts: str) -> Somebody:
        lines = [f"{text};{page.get_url()};{office_words};" for text in texts]
        reading = read_words("\n".join([";".join(COLUMNS), *lines]).encode(), user)
        assert (reading.faults, len(reading.changes)) == ([], 2)
        return Somebody(lambda: take_in(reading, user))

    with transaction.atomic():
        EverydayWord.objects.select_for_update().get(pk=words[0].pk)
        first = take_in_file("Außengastronomie", "Biergarten", "Schankgarten")
        until(lambda: waiting_for_a_lock() == 1)
        second = take_in_file("Sondernutzung", "Schankgarten", "Biergarten")
        until(lambda: waiting_for_a_lock() == 2)

    first.result(), second.result()
    assert set(EverydayWord.objects.values_list("office_words", flat=True)) == {"Sondernutzung"}


def test_two_people_change_the_same_pages_in_opposite_order(admin):
    """What follows from changes waits for the end of each block, and is written in one order."""
    office, other = make_office("Umweltamt"), make_office("Schulamt")
    pages = [make_topic(f"Tische {number}", sections=[(office, "A"), (other, "B")]) for number in range(6)]
    numbers = [page.pk for page in pages]

    def rename(office: Office, name: str, order: list[int]) -> None:
        with transaction.atomic(), together():
            for number in order:
                do(index.update, [number])
            Office.objects.filter(pk=office.pk).update(name=name)

    with transaction.atomic():
        store.lock(builds.live())
        people = [
            Somebody(lambda: rename(office, "Klimaamt", numbers)),
            Somebody(lambda: rename(other, "Bildungsamt", numbers[::-1])),
        ]
        until(lambda: waiting_for_a_lock() == 2)
    for person in people:
        person.result()
    assert found("Klimaamt") == found("Bildungsamt") == {page.title for page in pages}


def test_pages_are_published_during_a_try_out_and_counted_in_it(admin, monkeypatch):
    """The page that the word leads to as well; the answers before and after differ by the word alone."""
    pages = [make_topic("Tische"), make_topic("Abfall")]
    asked, ranks = [], tryout.ranks

    def ranks_while_others_publish(*arguments):
        asked.append(1)
        if len(asked) == 2:  # the first time on trial
            Somebody(lambda: [retitled(page, f"{page.title} und Heizpilze") for page in pages]).result()
        return ranks(*arguments)

    monkeypatch.setattr(tryout, "ranks", ranks_while_others_publish)
    values = {"text": "Heizpilz", "page": pages[0].pk, "office_words": "", "try": "yes"}
    shown = parsed(admin.post(reverse("everyday_words:add"), values))

    now, then = shown.select("#ausprobieren .word-results")
    assert set(texts(now, "li a")) == {"Tische und Heizpilze", "Abfall und Heizpilze"}
    assert texts(then, "li a")[0] == "Tische und Heizpilze"
    assert len(asked) == 4
    assert not EverydayWord.objects.exists()


def retitled(page: BasePage, title: str) -> None:
    page.title = title
    publish(page)


def add_index(parent: BasePage, title: str) -> TopicIndexPage:
    return add_page(parent, TopicIndexPage(title=title, slug=title.lower(), lead_office=business_promotion()))


def add_topic(parent: BasePage, title: str) -> TopicPage:
    return add_page(parent, TopicPage(title=title, slug=title.lower(), summary=title, lead_office=business_promotion()))
