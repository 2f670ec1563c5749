"""Elasticsearch fails: PostgreSQL answers, the log says so once, and it is asked again when it is back."""

import logging
import time

import pytest
from django.urls import reverse
from elasticsearch import BadRequestError

from catalogue.tests.factories import make_topic
from cms.testing.people import until
from search.engines import fallback, get_engine
from search.engines.breaker import Breaker
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.fallback import breaker
from search.replica import indices, upkeep
from search.replica.client import FAILURES, Deadline, TooSlow, client, reason
from search.request import SearchRequest

NOBODY = "http://127.0.0.1:9"  # the port for what is thrown away; nothing listens
ASKED = SearchRequest(text="Heizpilz")


@pytest.fixture
def quick(monkeypatch):
    """Do not wait long between two questions."""
    monkeypatch.setattr(breaker, "first_pause", 0.05)
    monkeypatch.setattr(breaker, "_pause", 0.05)


@pytest.fixture
def topic(elasticsearch, quick, home):
    page = make_topic("Heizpilz")
    upkeep.synchronise()
    return page


def found() -> list[int]:
    return [hit.page_id for hit in get_engine().search(ASKED).hits]


def messages(caplog) -> list[tuple[str, str]]:
    return [(each.levelname, each.getMessage()) for each in caplog.records if each.name.startswith("search")]


def test_an_outage_is_told_once_and_its_end_once(topic, settings, caplog, client):
    there = settings.ELASTICSEARCH_URL
    assert found() == [topic.pk]
    assert not breaker.is_open

    settings.ELASTICSEARCH_URL = NOBODY
    for _time in range(3):
        assert found() == [topic.pk]
    assert breaker.is_open
    assert "search: PostgreSQL, Elasticsearch failed at" in client.get(reverse("health")).content.decode()
    assert client.get(reverse("health")).status_code == 200

    settings.ELASTICSEARCH_URL = there
    until(lambda: not breaker.is_open, seconds=10)
    assert found() == [topic.pk]
    (level, first), (next_level, second) = messages(caplog)
    assert (level, next_level) == ("ERROR", "WARNING")
    assert "ConnectionError" in first
    assert "is back" in second
    assert "Heizpilz" not in caplog.text


def test_an_index_that_is_gone_comes_back_by_itself(topic, django_capture_on_commit_callbacks):
    indices.remove_all_but([])
    with django_capture_on_commit_callbacks(execute=True):  # the worker of the tests acts on commit
        assert found() == [topic.pk]
    until(lambda: not breaker.is_open, seconds=10)
    assert [hit.page_id for hit in get_engine("elasticsearch").search(ASKED).hits] == [topic.pk]


def test_one_request_that_is_refused_does_not_close_the_way_for_others(topic, monkeypatch, caplog):
    def refused(self, request, plan):
        client().search(index=indices.alias_of(plan.build), query={"nonsense": {}})

    monkeypatch.setattr(ElasticsearchEngine, "match", refused)
    assert found() == [topic.pk]
    assert not breaker.is_open
    assert [level for level, _message in messages(caplog)] == ["ERROR"]


def test_what_is_asked_beside_the_live_build_is_not_an_outage(topic):
    build = upkeep.SearchBuild.objects.create(average_words=1, average_grams=1)
    assert get_engine(build=build).search(ASKED).total == 0
    assert not breaker.is_open


def test_the_time_of_all_requests_for_a_reader_is_one():
    deadline = Deadline(0.05)
    assert 0 < deadline.left() <= 0.05
    time.sleep(0.06)
    with pytest.raises(TooSlow):
        deadline.left()


@pytest.mark.usefixtures("elasticsearch")
def test_reasons_repeat_nothing_that_was_searched():
    with pytest.raises(FAILURES) as raised:
        client().search(index=fallback.alias_of(upkeep.SearchBuild(pk=1)), query={"Quastenflosser": {}})
    assert isinstance(raised.value, BadRequestError)
    assert reason(raised.value) == "BadRequestError 400"


def test_a_quick_relapse_is_given_more_time(caplog):
    caplog.set_level(logging.CRITICAL)
    one = Breaker(pause=0.01)
    pauses = []
    for _time in range(3):
        one.open(TooSlow(), lambda: None)
        pauses.append(one._pause)
        until(lambda: not one.is_open, seconds=10)
    assert pauses == [0.01, 0.02, 0.04]
