"""However far a run came before it was killed: the next one leaves what an undisturbed run would have left."""

import datetime
from dataclasses import dataclass

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry

from catalogue.models import TopicPage
from catalogue.tests.factories import make_topic
from cms import tick
from cms.models import BasePage, OutgoingMail, PageOffice, User
from cms.testing.factories import make_office, make_review, publish
from cms.testing.snapshots import Snapshot
from cms.workflow.changes import text_hash
from cms.workflow.models import PageRule, Publication, Signature, SilenceRule, Submission
from cms.workflow.tests.cast import travel_to
from cms.workflow.tests.scene import Scene
from cms.workflow.texts import draft_of

NOW, LATER = "2026-05-12 08:00", "2026-05-12 08:06"
WRITING = ("INSERT", "UPDATE", "DELETE", "WITH")
SLICES = 16  # so that several processes can share the walk


class Killed(KeyboardInterrupt):
    """What no `except Exception` holds up, and no task runner."""


class Killer:
    """Kills the process, so to speak, before a statement: neither this one nor any later one reaches the database."""

    def __init__(self, before: int | None = None) -> None:
        self.before = before
        self.statements = 0
        self.after_writing: list[int] = []  # the statements that come first after a transaction that wrote something
        self._transaction: object = None
        self._wrote = False

    def __call__(self, execute, sql, params, many, context):
        self.statements += 1
        if self.before is not None and self.statements >= self.before:
            raise Killed
        self._watch(sql)
        return execute(sql, params, many, context)

    def _watch(self, sql: str) -> None:
        # outside of `atomic` each statement is a transaction of its own
        transaction = connection.atomic_blocks[0] if connection.atomic_blocks else object()
        if transaction is not self._transaction:
            if self._wrote:
                self.after_writing.append(self.statements)
            self._transaction, self._wrote = transaction, False
        self._wrote |= sql.lstrip().upper().startswith(WRITING)


def everything_due(monkeypatch) -> None:
    """On Tuesday, 12 May 2026 at eight there is one of everything to do."""
    travel_to(monkeypatch, "2026-05-04 09:00")
    scene = Scene()
    first = scene.page_id

    def another(title: str) -> None:
        """A page of its own for the next round."""
        sections = [{"office": scene.second, "kind": "procedure", "text": "<p>Text.</p>"}]
        topic = make_topic(title, sections=sections, lead_office=scene.lead)
        publish(topic)
        scene.page_id = topic.pk
        scene.lead_editor = User.objects.get(pk=scene.lead_editor.pk)  # who remembers what was owned before

    scene.edit(scene.lead_editor, second="Silence counts.")
    scene.submit()
    PageRule.objects.create(page_id=first, silence_rule=SilenceRule.COUNTS_AS_SIGNED)
    another("Decision needed")
    scene.edit(scene.lead_editor, second="Nobody says anything.")
    scene.submit()
    another("Text changed behind the signatures")
    travel_to(monkeypatch, "2026-05-06 09:00")
    scene.edit(scene.lead_editor, second="As signed.")
    changed = scene.submit()
    scene.sign(changed, scene.second, scene.second_editor)
    changed.signatures.update(part_hashes={})
    another("Due today")
    travel_to(monkeypatch, "2026-05-05 09:00")
    scene.edit(scene.lead_editor, second="Nearly late.")
    scene.submit()
    another("Planned")
    draft = draft_of(scene.page)
    draft.title, draft.go_live_at = "Planned anew", timezone.now() + datetime.timedelta(days=3)
    draft.save_revision(user=scene.lead_editor)
    scene.sign_off(scene.submit())
    another("Ended")
    TopicPage.objects.filter(pk=scene.page_id).update(expire_at=timezone.now() + datetime.timedelta(days=3))
    make_topic("Nobody there", lead_office=make_office("Schulamt", editors=True))
    page = TopicPage.objects.get(pk=first)
    make_review(page, page.parts()[0], reviewed_on=datetime.date(2025, 5, 11))
    PageOffice.objects.synchronise(page)
    OutgoingMail.objects.all().delete()
    mail_facts = {"event": "test", "to": "leserin@example.org"}
    OutgoingMail.objects.create(key="waits", next_attempt_at=timezone.now(), **mail_facts)
    OutgoingMail.objects.create(key="old", sent_at=timezone.now(), **mail_facts)
    OutgoingMail.objects.filter(key="old").update(created_at=timezone.now() - datetime.timedelta(days=100))
    DBTaskResult.objects.create(
        status="SUCCESSFUL",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="old",
        finished_at=timezone.now() - datetime.timedelta(days=100),
    )
    travel_to(monkeypatch, NOW)


def outcome() -> dict:
    """What readers, offices and recipients would notice, without numbers that depend on how often it was begun."""
    return {
        "signatures": list(
            Signature.objects.order_by("pk").values_list("pk", "state", "part_hashes", "signed_at", "due_on")
        ),
        "submissions": list(Submission.objects.order_by("pk").values_list("pk", "stage", "stage_since")),
        "workflows": list(
            Submission.objects.order_by("pk").values_list(
                "pk", "workflow_state__status", "workflow_state__current_task_state__task__name"
            )
        ),
        "publications": list(Publication.objects.order_by("pk").values_list("pk", "published_at", "settled_at")),
        "pages": [
            (page.pk, page.live, page.expired, page.has_unpublished_changes, text_hash(page.specific.parts()))
            for page in BasePage.objects.order_by("pk")
        ],
        "mails": sorted((row.key, row.to, bool(row.sent_at)) for row in OutgoingMail.objects.all()),
        "log": sorted(PageLogEntry.objects.values_list("action", "page")),
        "task results": DBTaskResult.objects.count(),
    }


def run(killer: Killer) -> None:
    """A run in a process of its own: what it had not committed is gone with its connection, and so is its lock."""
    with connection.execute_wrapper(killer):
        try:
            assert tick.run().failures == []
        except Killed:
            pass
        finally:
            connection.run_on_commit = []
    connection.close()


def finish(monkeypatch) -> None:
    """The next run, and a later one if the sender of a mail died: only after a pause is it tried again."""
    travel_to(monkeypatch, NOW)
    run(Killer())
    if OutgoingMail.objects.filter(sent_at=None).exists():
        travel_to(monkeypatch, LATER)
        run(Killer())


@dataclass
class Walk:
    """One of everything to do, what an undisturbed run makes of it, and the way back to the beginning."""

    monkeypatch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        everything_due(self.monkeypatch)
        self.begin = Snapshot.take()
        self.undisturbed = Killer()
        run(self.undisturbed)
        finish(self.monkeypatch)
        self.expected, self.expected_mails = outcome(), {message.to[0] for message in mail.outbox}
        self.proven: list[dict] = []

    def kill(self, before: int) -> None:
        """Kill a run before that statement, run again, and compare."""
        self.begin.put_back()
        travel_to(self.monkeypatch, NOW)
        mail.outbox.clear()
        run(Killer(before))
        left = self.begin.present()
        if left in self.proven:
            return  # the next run would begin where one began that was looked at
        self.proven.append(left)
        finish(self.monkeypatch)
        assert outcome() == self.expected, f"killed before statement {before}"
        assert {message.to[0] for message in mail.outbox} == self.expected_mails, f"killed before statement {before}"


@pytest.mark.django_db(transaction=True)
def test_killed_after_every_other_transaction_in_turn_and_run_again(home, monkeypatch):
    """A killed transaction leaves nothing: the first statement after one stands for all up to the next."""
    walk = Walk(monkeypatch)
    assert {key.split(":")[0] for key, *_ in walk.expected["mails"]} == {
        "waits",
        "digest",
        "reminder",
        "requested",
        "final_requested",
        "decision_needed",
        "offices_without_people",
        "review_due",
        "published",
        "expired",
    }
    for before in walk.undisturbed.after_writing[::2]:
        walk.kill(before)
    assert len(walk.proven) >= len(walk.undisturbed.after_writing) // 2


@pytest.mark.ci
@pytest.mark.parametrize("slice_of_run", range(SLICES))
@pytest.mark.django_db(transaction=True)
def test_killed_before_every_statement_in_turn_and_run_again(home, monkeypatch, slice_of_run):
    walk = Walk(monkeypatch)
    last = walk.undisturbed.statements + 1
    begin, end = (last * number // SLICES for number in (slice_of_run, slice_of_run + 1))
    for before in range(begin + 1, end + 1):
        walk.kill(before)
    assert walk.proven
