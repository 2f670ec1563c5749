"""The rules of the test suite itself hold: what they forbid fails, what they promise is there."""

import socket
import urllib.request

import pytest
from pytest_socket import SocketConnectBlockedError

from home.models import HomePage

pytest_plugins = ["pytester"]


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_no_test_reaches_past_this_machine():
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_local_servers_can_be_reached(live_server):
    with urllib.request.urlopen(f"{live_server.url}/robots.txt") as response:  # noqa: S310  our own server
        assert response.status == 200


@pytest.mark.parametrize("run", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_a_fresh_database(run):
    assert HomePage.objects.count() == 1
    HomePage.objects.update(title="changed for good")


@pytest.mark.parametrize("run", [1, 2])
@pytest.mark.django_db
def test_the_rows_of_the_migrations_are_there_in_any_order(run):
    assert HomePage.objects.get().title == "Gewerbe trifft Ämter"


SKIPPING = """
    import pytest

    def test_skipped():
        pytest.skip("needs a browser")
"""


@pytest.mark.parametrize(("ci", "outcome"), [("true", {"failed": 1}), ("", {"skipped": 1})])
def test_a_skip_fails_in_ci(pytester, monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    pytester.makepyfile(SKIPPING)
    result = pytester.runpytest_inprocess("-p", "cms.testing.plugin", "-p", "no:django", "-p", "no:randomly")
    result.assert_outcomes(**outcome)
