"""A crash leaves nothing behind that keeps the embedded server from starting or stopping."""

import json
import os
import subprocess
import sys

import pytest

from cms.embedded import forget_dead_server, forget_dead_users


@pytest.fixture(scope="module")
def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_killed_users_are_forgotten_living_ones_are_not(tmp_path, dead_pid):
    users = tmp_path / ".handle_pids.json"
    users.write_text(json.dumps([dead_pid, os.getpid()]))
    forget_dead_users(tmp_path)
    assert json.loads(users.read_text()) == [os.getpid()]


def test_a_half_written_list_is_begun_anew(tmp_path):
    users = tmp_path / ".handle_pids.json"
    users.write_text("[12")
    forget_dead_users(tmp_path)
    assert json.loads(users.read_text()) == []


@pytest.mark.parametrize("mark", ["{dead}\n{folder}\n1\n5432\n{folder}\n", "{other}\n{folder}\n", ""])
def test_the_marks_of_a_killed_server_are_removed(tmp_path, dead_pid, mark):
    (tmp_path / "postmaster.pid").write_text(mark.format(dead=dead_pid, other=os.getpid(), folder=tmp_path))
    (tmp_path / ".s.PGSQL.5432.lock").touch()
    forget_dead_server(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_running_server_is_left_alone(tmp_path, db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('data_directory')")
        mark = f"{cursor.fetchone()[0]}/postmaster.pid"
    with open(mark) as running:
        (tmp_path / "postmaster.pid").write_text(running.read())
    forget_dead_server(tmp_path)
    assert (tmp_path / "postmaster.pid").exists()


def test_nothing_to_forget(tmp_path):
    forget_dead_users(tmp_path)
    forget_dead_server(tmp_path)
    assert list(tmp_path.iterdir()) == []
