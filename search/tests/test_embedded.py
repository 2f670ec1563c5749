"""The Elasticsearch of development and tests: what is fetched is what was chosen, in one version everywhere."""

import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from search.embedded import VERSION, version_at
from search.embedded.archive import java_version, unpack
from search.embedded.java import JavaServer, ended
from search.embedded.server import NoElasticsearch


@pytest.fixture
def archive(tmp_path) -> Path:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as content:
        content.writestr("product-1/elasticsearch/lib/server.jar", "server")
        content.writestr("product-1/other/lib/other.jar", "other")
    return path


def test_the_server_is_taken_out_of_the_archive(archive, tmp_path):
    unpack(archive, tmp_path / "program", hashlib.sha256(archive.read_bytes()).hexdigest())

    files = [path.relative_to(tmp_path / "program") for path in (tmp_path / "program").rglob("*") if path.is_file()]
    assert files == [Path("lib/server.jar")]


def test_another_archive_than_the_chosen_one_is_not_unpacked(archive, tmp_path):
    with pytest.raises(NoElasticsearch, match="checksum"):
        unpack(archive, tmp_path / "program")
    assert not (tmp_path / "program").exists()


def test_one_version_everywhere():
    compose = yaml.safe_load((Path(settings.BASE_DIR) / "docker-compose.yml").read_text())
    assert compose["services"]["elasticsearch"]["image"] == f"elasticsearch:{VERSION}"
    client = (Path(settings.BASE_DIR) / "requirements.lock").read_text().partition("\nelasticsearch==")[2]
    assert client.split(".")[0] == VERSION.split(".")[0]


def test_the_server_of_the_tests_is_of_this_version(elasticsearch_url):
    assert version_at(elasticsearch_url) == VERSION


def test_a_number_that_another_process_got_is_not_ours(tmp_path):
    server = JavaServer(tmp_path)
    server.pid_file.write_text("1")

    assert not server.is_alive()
    server.stop()
    assert not server.pid_file.exists()


def test_nothing_answers_and_nothing_runs(tmp_path):
    assert version_at("http://127.0.0.1:9") == ""
    assert java_version(tmp_path) == 0
    assert ended(2**22 + 1, seconds=1)


def test_a_server_has_ended_though_its_starter_does_not_ask_for_it():
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60'], start_new_session=True).pid, flush=True)"
    starter = [sys.executable, "-c", f"{code}; time.sleep(60)"]
    with subprocess.Popen(starter, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own command
        group = int(process.stdout.readline())
        assert not ended(group, 0.2)
        os.killpg(group, signal.SIGTERM)
        assert ended(group, 5)
        process.kill()
