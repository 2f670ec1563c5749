"""What every test gets: this machine only, a database in a moment, and a site to hang pages under."""

import gc
import os
from collections.abc import Iterator

import pytest

LOCAL = ["127.0.0.1", "::1", "localhost"]
# Tests that share the running site stay in one worker, as those of each module do, which share what they build.
TOGETHER = "cms/tests/browser/"
# Many tests that take long and share little: any worker takes the next one.
APART = (
    "cms/workflow/tests/side_doors/test_every_request.py",
    "cms/workflow/tests/test_tick_killed.py",
    "home/tests/test_roles.py",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs an installed Chromium")
    config.addinivalue_line("markers", "faults: kills servers of its own; only `.ci/run` asks for it")
    config.addinivalue_line("markers", "ci: takes long; only `.ci/run` asks for it")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Spread the modules over the workers."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return TOGETHER if module.startswith(TOGETHER) else nodeid if module in APART else module

    return Scheduling(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    # pytest-socket closes everything that is not named: the database speaks over a Unix socket, browsers over loopback
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(LOCAL, allow_unix_socket=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    # what was imported stays to the end; the garbage collector need not walk it again and again
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    if fixturedef.argname == "_django_db_helper" and commits(request.node):
        from django.db import connection

        assert not connection.in_atomic_block, "Tests that commit need a module without shared_db."
    if fixturedef.argname == "django_db_setup":
        from cms.testing.databases import leave_tables_as_they_are, use_template

        with request.getfixturevalue("django_db_blocker").unblock():
            use_template()
        leave_tables_as_they_are()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    result = yield
    # after the last test the connection leads back to the database outside the tests, which nobody may touch
    if nextitem and commits(item):
        from pytest_django.plugin import blocking_manager_key

        from cms.testing.databases import renew_database

        with item.config.stash[blocking_manager_key].unblock():
            renew_database()
    return result


def commits(item: pytest.Item) -> bool:
    """Whether the test writes to the database for good, as one with a live server does."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    return fail_skips(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    return fail_skips(report)


def fail_skips(report):
    """With CI=true a skipped test has failed: CI installs what the tests need."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI", "").lower() in ("1", "true"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {reason}"
    return report


@pytest.fixture(scope="module")
def shared_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction around all tests of a module: what its module fixtures write is there for each of its tests."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def shared_home(shared_db):
    """Like `home`, for fixtures of a module; tests take copies of what they build, and ask for `db`."""
    return lead_home()


@pytest.fixture
def home(db):
    """The home page that the migrations made, led by the Wirtschaftsförderung."""
    return lead_home()


def lead_home():
    from cms.testing.factories import business_promotion, save_live
    from home.models import HomePage

    page = HomePage.objects.get()
    page.lead_office = business_promotion()
    save_live(page)
    return page
