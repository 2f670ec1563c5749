"""What Elasticsearch holds is what PostgreSQL says: after every change, after an outage, after it was wiped."""

from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import EverydayWord
from catalogue.tests.factories import make_topic
from cms.testing.factories import save_live, withdraw
from search.engines import get_engine
from search.index import builds, rebuild
from search.models import SearchBuild, SearchOutbox
from search.replica import indices, upkeep
from search.replica.documents import MAPPING, all_documents
from search.request import SearchRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("elasticsearch", "home")]

NOBODY = "http://127.0.0.1:9"  # the port for what is thrown away; nothing listens


def held() -> dict[int, tuple[int, str]]:
    """What Elasticsearch holds of the live build: version and digest of each page."""
    return {page_id: (version, digest) for page_id, version, digest in indices.digests(builds.live())}


def meant() -> dict[int, tuple[int, str]]:
    """What it ought to hold."""
    return {each.page_id: (each.version, each.body["digest"]) for each in all_documents(builds.live())}


def test_changes_arrive_and_their_notes_are_struck_off():
    upkeep.synchronise()
    topic, other = make_topic("Heizpilz"), make_topic("Markise")
    assert {row.page_id for row in SearchOutbox.objects.all()} == {topic.pk, other.pk}

    assert upkeep.synchronise() == SearchOutbox.objects.count() + 2
    assert held() == meant()
    assert {topic.pk, other.pk} <= held().keys()

    topic.title = "Heizstrahler"
    save_live(topic)
    withdraw(other)
    upkeep.synchronise()
    assert held() == meant()
    assert topic.pk in held()
    assert other.pk not in held()


def test_a_change_is_found_at_once_and_after_the_replica_knows_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):  # the worker of the tests acts on commit
        topic = make_topic("Heizpilz")
    assert not SearchOutbox.objects.exists()

    topic.title = "Quastenflosser"
    save_live(topic)
    assert SearchOutbox.objects.exists()
    assert found("Quastenflosser") == [topic.pk]

    upkeep.synchronise()
    assert found("Quastenflosser") == found("Quastenflosser", "elasticsearch") == [topic.pk]


@pytest.mark.parametrize(
    "word",
    [
        {"text": "Quastenflosser"},
        {"text": "Quastenflosser", "is_best_bet": True},
        {"text": "Quastenflosser", "page": None, "office_words": "Heizpilz"},
    ],
)
def test_an_everyday_word_acts_on_the_next_request(word):
    topic = make_topic("Heizpilz")
    upkeep.synchronise()
    assert found("Quastenflosser", "elasticsearch") == []

    EverydayWord.objects.create(**{"page": topic, **word})
    assert found("Quastenflosser") == [topic.pk]
    upkeep.synchronise()
    assert found("Quastenflosser", "elasticsearch") == [topic.pk]


def found(text: str, engine: str = "") -> list[int]:
    return [hit.page_id for hit in get_engine(engine).search(SearchRequest(text=text)).hits]


def test_the_number_of_statements_does_not_grow_with_the_hits(client):
    counts = []
    for titles in (["Heizpilz"], [f"Heizpilz {number}" for number in range(12)]):
        for title in titles:
            make_topic(title)
        upkeep.synchronise()
        client.get("/suche/?q=Heizpilz")
        with CaptureQueriesContext(connection) as statements:
            response = client.get("/suche/?q=Heizpilz")
        assert response.content.count(b"<mark>Heizpilz</mark>") >= len(titles)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_what_arrives_late_or_twice_changes_nothing():
    topic = make_topic("Heizpilz")
    upkeep.synchronise()
    (old,) = [each for each in all_documents(builds.live()) if each.page_id == topic.pk]
    old_row = SearchOutbox(page_id=topic.pk, version=old.version)
    topic.title = "Heizstrahler"
    save_live(topic)
    upkeep.synchronise()

    alias = indices.alias_of(builds.live())
    indices.write(alias, [old])
    indices.delete(alias, {topic.pk: old.version})
    assert held() == meant()

    old_row.save()
    upkeep.synchronise()
    assert held() == meant()


def test_an_outage_loses_nothing(settings):
    upkeep.synchronise()
    there, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, NOBODY
    topic = make_topic("Heizpilz")
    upkeep.replicate.call()
    assert SearchOutbox.objects.filter(page_id=topic.pk).exists()
    call_command("tick", verbosity=0)
    assert SearchOutbox.objects.filter(page_id=topic.pk).exists()

    settings.ELASTICSEARCH_URL = there
    call_command("tick", verbosity=0)
    assert not SearchOutbox.objects.exists()
    assert held() == meant()


def test_what_was_wiped_is_filled_again():
    make_topic("Heizpilz")
    upkeep.synchronise()
    before = held()
    indices.remove_all_but([])
    assert not indices.is_filled(builds.live())

    upkeep.synchronise()
    assert held() == before == meant()


def test_a_replica_of_another_mapping_is_not_asked_and_made_anew(monkeypatch):
    topic = make_topic("Heizpilz")
    upkeep.synchronise()
    [old] = indices.own_indices(builds.live())
    monkeypatch.setitem(MAPPING["properties"], "remark", {"type": "keyword"})
    assert not indices.is_filled(builds.live())
    assert found("Heizpilz") == [topic.pk]

    upkeep.synchronise()
    assert held() == meant()
    assert found("Heizpilz", "elasticsearch") == [topic.pk]
    assert old not in indices.own_indices()


def test_a_change_to_a_wiped_index_does_not_make_up_one():
    make_topic("Heizpilz")
    upkeep.synchronise()
    indices.remove_all_but([])
    with pytest.raises(indices.Refused):
        indices.write(indices.alias_of(builds.live()), all_documents(builds.live()))
    assert indices.own_indices() == []


@pytest.mark.parametrize("change", [save_live, withdraw])
def test_what_changed_while_elasticsearch_was_switched_off_arrives_later(settings, change):
    topic = make_topic("Heizpilz")
    upkeep.synchronise()
    there, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, ""
    topic.title = "Heizstrahler"
    change(topic)
    assert not SearchOutbox.objects.exists()

    settings.ELASTICSEARCH_URL = there
    assert held() != meant()
    upkeep.synchronise()
    assert held() == meant()


def test_half_an_index_is_never_asked_and_does_not_stay():
    make_topic("Heizpilz")
    build = builds.live()
    half = indices.create(build)  # and then the worker was killed
    assert not indices.is_filled(build)

    upkeep.synchronise()
    assert held() == meant()
    assert half not in indices.own_indices()


def test_an_index_of_another_database_is_not_taken_for_ours():
    upkeep.synchronise()
    build = builds.live()
    SearchBuild.objects.filter(pk=build.pk).update(begun_at=build.begun_at.replace(year=2020))
    assert indices.is_filled(build)
    assert not indices.is_filled(builds.live())


def test_a_new_build_is_there_before_it_goes_live_and_the_old_one_goes():
    topic = make_topic("Heizpilz")
    upkeep.synchronise()
    old = builds.live()

    steps = rebuild()
    next(steps)
    topic.title = "Heizstrahler"
    save_live(topic)  # in both builds, and in the notes for Elasticsearch
    assert list(steps) is not None
    new = builds.live()
    assert new != old
    assert indices.is_filled(new)

    upkeep.synchronise()
    assert held() == meant()
    assert indices.is_filled(old)  # requests under way may ask for it
    SearchBuild.objects.filter(pk=old.pk).update(retired_at=old.begun_at.replace(year=2020))
    aside = SearchBuild.objects.create(average_words=1, average_grams=1)
    upkeep.fill_anew(aside)
    upkeep.synchronise()
    assert indices.own_indices(old) == []
    assert indices.is_filled(new)
    assert indices.is_filled(aside)  # somebody measures with it


def test_two_processes_do_not_get_into_each_others_way():
    upkeep.synchronise()
    make_topic("Heizpilz")
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [upkeep.LOCK])
        assert upkeep.synchronise(wait=False) == 0
        assert SearchOutbox.objects.exists()
        cursor.execute("select pg_advisory_unlock(%s)", [upkeep.LOCK])
    assert upkeep.synchronise(wait=False) == 1


def test_the_health_page_tells_who_answers(client):
    address = reverse("health")
    upkeep.synchronise()
    assert client.get(address).content.decode() == "ok\nsearch: Elasticsearch\n"

    make_topic("Heizpilz")
    waiting = SearchOutbox.objects.count()
    told = f"search: PostgreSQL, Elasticsearch has not been told of {waiting} changes yet"
    assert client.get(address).content.decode() == f"ok\n{told}\n"
