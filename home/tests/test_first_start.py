"""`make run`: the first start loads, the next ones leave everything alone."""

import pytest
from django.core.management import CommandError

from catalogue.models import SeedRecord, TopicPage
from cms.management.commands import serve
from cms.models import OutgoingMail, User
from cms.workflow.models import Publication, Submission


@pytest.fixture
def prepare(db, capsys):
    def run() -> str:
        serve.Command(stdout=None).prepare()
        return capsys.readouterr().out

    return run


def test_the_first_start_loads_all_even_in_two_tries_and_the_next_nothing(prepare, monkeypatch):
    broken = {"load_content": "Loading", "no_such_command": "Breaking", "create_demo": "Accounts"}
    with monkeypatch.context() as patch:
        patch.setattr(serve, "FIRST_LOAD", broken)
        with pytest.raises(CommandError):
            prepare()
    assert SeedRecord.objects.exists()
    assert not User.objects.exists()

    output = prepare()
    assert all(title in output for title in serve.FIRST_LOAD.values())
    assert TopicPage.objects.count() > 100
    assert User.objects.filter(username="admin", is_superuser=True).exists()

    assert set(Submission.objects.values_list("stage", flat=True)) == {"cosigning", "final", "returned"}
    assert Publication.objects.unsettled().count() == 1
    assert not OutgoingMail.objects.exists()

    TopicPage.objects.update(title="von Hand geändert")
    assert prepare() == ""
    assert set(TopicPage.objects.values_list("title", flat=True)) == {"von Hand geändert"}
