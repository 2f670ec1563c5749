"""`make run` says what is wrong before it works."""

import socket

import pytest
from django.core.management import CommandError, call_command

from cms.management.commands import serve


def test_a_taken_port_is_told_before_any_work(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {settings.PORT} is taken"):
            serve.refuse_taken_port(settings.PORT)


def test_only_where_demo_accounts_are_allowed(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="development"):
        call_command("serve")
