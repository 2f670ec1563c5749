"""What every test gets: this machine only, and a site to hang pages under."""

import pytest

LOCAL = ["127.0.0.1", "::1", "localhost"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs an installed Chromium")
    config.addinivalue_line("markers", "slow: more than the suite can afford; runs in .ci/run only")


def pytest_runtest_setup(item: pytest.Item) -> None:
    # pytest-socket closes everything that is not named: the database speaks over a Unix socket, browsers over loopback
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(LOCAL, allow_unix_socket=True)


@pytest.fixture
def home(db):
    """The home page that the migrations made, led by the Wirtschaftsförderung."""
    from cms.testing.factories import business_promotion
    from home.models import HomePage

    page = HomePage.objects.get()
    page.lead_office = business_promotion()
    page.save()
    return page
