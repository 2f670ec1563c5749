"""Two runs of `tick` at the same time, on two connections."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from cms import tick


def run_tick() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_second_tick_at_the_same_time_leaves(monkeypatch):
    inside, leave, said = threading.Event(), threading.Event(), []

    def wait(item) -> int:
        inside.set()
        assert leave.wait(10)
        return 1

    def first() -> None:
        try:
            said.append(run_tick())
        finally:
            connection.close()

    monkeypatch.setattr(tick, "steps", lambda: [tick.Step("waits", lambda: [1], wait)])
    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    assert run_tick() == "tick: another one is running, nothing done\n"
    leave.set()
    thread.join()
    assert said[0].startswith("tick: waits 1 (")
    assert run_tick().startswith("tick: waits 1 (")
