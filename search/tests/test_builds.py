"""A new index is made beside the live one: readers and editors notice nothing, and nothing is lost."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from catalogue.tests.factories import make_topic
from cms.models import BasePage
from cms.testing.factories import business_promotion, save_live, withdraw
from cms.testing.people import Somebody, until, waiting_for_a_lock
from search import night
from search.engines import get_engine
from search.index import builds, store
from search.models import SearchBuild, SearchEntry, SearchPosting, SearchTerm
from search.request import SearchRequest


@pytest.fixture
def pages(transactional_db):
    home = BasePage.objects.get(depth=2).specific
    home.lead_office = business_promotion()
    save_live(home)
    return [make_topic(f"Tische {number}") for number in range(12)]


def found(text: str = "Tisch") -> set[str]:
    return {hit.title for hit in get_engine("postgresql").search(SearchRequest(text=text)).hits}


def test_readers_see_complete_results_during_the_whole_rebuild(pages, monkeypatch):
    monkeypatch.setattr(store, "BATCH", 2)
    stop, answers = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            answers.append(get_engine("postgresql").search(SearchRequest(text="Tisch")).total)

    readers = [Somebody(read) for _ in range(2)]
    before = builds.live().pk
    for _ in range(3):
        for _step in builds.rebuild():
            assert found() == {f"Tische {number}" for number in range(12)}
    stop.set()
    for reader in readers:
        reader.result()

    assert builds.live().pk != before
    assert len(answers) > 10
    assert set(answers) == {12}


def test_what_changes_during_a_rebuild_is_in_the_new_index(pages, monkeypatch):
    monkeypatch.setattr(store, "BATCH", 4)
    first, last = pages[0], pages[-1]
    steps = builds.rebuild()
    next(steps)
    first.title = "Tische und Bänke"
    save_live(first)
    withdraw(last)
    make_topic("Tischtuch")
    for _step in steps:
        pass

    assert found("Bänke") == {"Tische und Bänke"}
    assert found() == {f"Tische {number}" for number in range(1, 11)} | {"Tische und Bänke", "Tischtuch"}
    assert builds.live().pages == 12


def test_a_rebuild_waits_for_changes_that_are_not_committed_yet(pages):
    with transaction.atomic():
        pages[0].title = "Stühle"
        save_live(pages[0])
        rebuild = Somebody(lambda: list(builds.rebuild()))
        until(waiting_for_a_lock)
        assert rebuild.is_alive()
    rebuild.result()

    assert found("Stühle") == {"Stühle"}


def test_two_rebuilds_at_once_are_refused_with_a_reason(pages):
    steps = builds.rebuild()
    next(steps)

    def second() -> str:
        try:
            call_command("search_rebuild")
        except CommandError as error:
            return str(error)
        return ""

    assert "already" in Somebody(second).result()
    for _step in steps:
        pass


def test_a_rebuild_that_died_leaves_the_live_index_and_is_cleared_away_by_the_next(pages):
    steps = builds.rebuild()
    next(steps)
    steps.close()

    assert SearchBuild.objects.filter(is_building=True).exists()
    assert found() == {f"Tische {number}" for number in range(12)}
    assert sum(builds.rebuild()) > 0
    assert not SearchBuild.objects.filter(is_building=True).exists()


def test_two_pages_saved_at_once_leave_right_numbers(pages):
    def save(page, title: str) -> Callable:
        def act() -> None:
            page.title = title
            save_live(page)

        return act

    people = [Somebody(save(page, f"Stuhl {number}")) for number, page in enumerate(pages[:4])]
    for person in people:
        person.result()

    terms = SearchTerm.objects.filter(build=builds.live(), field="w")
    assert terms.get(term="stuhl").df == 4
    assert terms.get(term="tisch").df == 8
    assert SearchPosting.objects.filter(term__term="stuhl").count() == 4


@pytest.mark.django_db
class TestNight:
    def test_old_builds_go_after_a_while(self, reindex, monkeypatch):
        make_topic("Tische")
        reindex()
        assert SearchBuild.objects.count() == 2
        [step] = [step for step in night.STEPS if "removed" in step.name]
        assert not list(step.due())

        later = timezone.now() + datetime.timedelta(hours=1)
        monkeypatch.setattr(timezone, "now", lambda: later)
        for number in step.due():
            step.act(number)
        assert SearchBuild.objects.get().is_live
        assert SearchEntry.objects.count() == 1
        assert not SearchTerm.objects.exclude(build=builds.live()).exists()

    def test_a_missing_index_is_made_at_any_hour(self):
        make_topic("Tische")
        builds.drop(builds.live())
        [step] = [step for step in night.STEPS if "anew" in step.name]
        assert found() == set()
        for number in step.due():
            step.act(number)

        assert found() == {"Tische"}

    def test_an_index_of_another_analysis_is_made_anew_at_any_hour(self):
        make_topic("Tische")
        [step] = [step for step in night.STEPS if "anew" in step.name]
        old = builds.live()
        assert not list(step.due())

        SearchBuild.objects.update(analysis="of rules that have changed since")
        for number in step.due():
            step.act(number)

        assert builds.live().pk != old.pk
        assert found() == {"Tische"}
        assert not list(step.due())

    def test_averages_that_mislead_are_measured_again_at_night(self, monkeypatch):
        make_topic("Tische")
        [step] = [step for step in night.STEPS if "anew" in step.name]
        old = builds.live()
        assert not builds.has_drifted(old)  # of so few pages nobody would notice
        monkeypatch.setattr(builds, "NOTICEABLE", 1)
        assert builds.has_drifted(old)

        at = timezone.localtime().replace(hour=14)
        monkeypatch.setattr(timezone, "now", lambda: at)
        assert not list(step.due())
        monkeypatch.setattr(timezone, "now", lambda: at.replace(hour=night.HOUR))
        for number in step.due():
            step.act(number)

        assert builds.live().pk != old.pk
        assert not builds.has_drifted(builds.live())
        assert not list(step.due())
