"""What is due happens once, at its time, whatever fails beside it and whoever else runs at the same moment."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms import tick
from cms.models import MailPreference, OutgoingMail
from cms.testing.factories import make_editor, make_office
from cms.workflow import actions
from cms.workflow.models import ApprovalSettings, Signature, SilenceRule, Submission
from cms.workflow.tests.cast import travel_to
from cms.workflow.tests.scene import Scene

pytestmark = pytest.mark.django_db

MONDAY = "2026-05-04 09:00"  # asked on this day, due a week later: five working days


@pytest.fixture(scope="module")
def shared_scene(shared_home) -> Scene:
    with pytest.MonkeyPatch.context() as patch:
        travel_to(patch, MONDAY)
        return Scene()


@pytest.fixture
def scene(scene, monkeypatch) -> Scene:
    travel_to(monkeypatch, MONDAY)
    return scene


@pytest.fixture
def asked(scene) -> Submission:
    """The Umweltamt is asked on Monday, 4 May, to answer by Monday, 11 May 2026."""
    scene.edit(scene.lead_editor, second="Neuer Text.")
    submission = scene.submit()
    OutgoingMail.objects.all().delete()
    return submission


def run_tick() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


def events() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("event", flat=True))


def test_nothing_due_is_said_in_one_line(scene):
    assert run_tick().startswith("tick: nothing to do (")
    assert run_tick().count("\n") == 1


@pytest.mark.parametrize(
    ("moments", "reminders"),
    [
        ([MONDAY], []),
        (["2026-05-07 23:59"], []),
        (["2026-05-08 06:59"], []),
        (["2026-05-08 11:00"], ["before"]),
        (["2026-05-08 11:00", "2026-05-08 11:05", "2026-05-09 11:00", "2026-05-10 11:00"], ["before"]),
        (["2026-05-09 11:00", "2026-05-10 11:00"], []),
        (["2026-05-08 11:00", "2026-05-11 11:00", "2026-05-11 11:05"], ["before", "due"]),
        (["2026-05-11 11:00"], ["due"]),
    ],
)
def test_reminders_come_a_working_day_before_and_on_the_day(scene, asked, monkeypatch, moments, reminders):
    for moment in moments:
        travel_to(monkeypatch, moment)
        run_tick()
    rows = OutgoingMail.objects.filter(event="reminder").order_by("pk")
    assert [row.key.split(":")[3] for row in rows] == reminders
    assert {row.to for row in rows} <= {"umweltamt@example.org"}


def test_nobody_is_reminded_of_what_came_today(scene, monkeypatch):
    ApprovalSettings.objects.update_or_create(defaults={"days_to_sign": 1})
    scene.edit(scene.lead_editor, second="Neuer Text.")
    scene.submit()
    run_tick()
    assert "reminder" not in events()
    travel_to(monkeypatch, "2026-05-05 11:00")
    run_tick()
    assert "reminder" in events()


def test_who_has_signed_is_not_reminded(scene, asked, monkeypatch):
    scene.sign(asked, scene.second, scene.second_editor)
    travel_to(monkeypatch, "2026-05-11 11:00")
    run_tick()
    assert "reminder" not in events()


def test_silence_counts_where_the_rule_says_so(scene, asked, monkeypatch):
    ApprovalSettings.objects.update_or_create(defaults={"silence_rule": SilenceRule.COUNTS_AS_SIGNED})
    travel_to(monkeypatch, "2026-05-11 23:59")
    run_tick()
    assert asked.signatures.get().state == Signature.State.PENDING
    travel_to(monkeypatch, "2026-05-12 00:01")
    assert "signatures by silence 1" in run_tick()
    assert asked.signatures.get().state == Signature.State.BY_SILENCE
    asked.refresh_from_db()
    assert asked.stage == Submission.Stage.FINAL
    assert "signatures by silence" not in run_tick()


@pytest.mark.parametrize(("rule", "told"), [(SilenceRule.WIFOE_DECIDES, 2), (SilenceRule.STAYS_OPEN, 0)])
def test_the_promotion_is_asked_once_to_decide(scene, asked, monkeypatch, rule, told):
    ApprovalSettings.objects.update_or_create(defaults={"silence_rule": rule})
    travel_to(monkeypatch, "2026-05-12 11:00")
    run_tick()
    run_tick()
    assert asked.signatures.get().state == Signature.State.PENDING
    rows = OutgoingMail.objects.filter(event="decision_needed")
    assert {row.to for row in rows} == {"wifoe@example.org", "wifoe2@example.org"} if told else not rows


def test_a_round_is_put_right_after_a_change_past_all_doors(scene, asked):
    scene.sign(asked, scene.second, scene.second_editor)
    asked.signatures.update(part_hashes={})
    assert "rounds corrected 1" in run_tick()
    asked.refresh_from_db()
    assert (asked.stage, asked.signatures.get().state) == (Submission.Stage.COSIGNING, Signature.State.VOID)


# --- the morning -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moments", "digests"),
    [
        (["2026-05-05 06:55"], 0),
        (["2026-05-05 07:00"], 1),
        (["2026-05-05 07:00", "2026-05-05 07:05", "2026-05-05 09:55"], 1),
        (["2026-05-05 07:00", "2026-05-06 07:00"], 2),
        (["2026-05-05 10:00", "2026-05-05 15:00"], 0),
        (["2026-05-09 08:00", "2026-05-10 08:00"], 0),
        (["2026-05-14 08:00"], 0),  # Ascension Day
    ],
)
def test_one_digest_a_working_morning(scene, asked, monkeypatch, moments, digests):
    for moment in moments:
        travel_to(monkeypatch, moment)
        run_tick()
    rows = OutgoingMail.objects.filter(event="digest")
    assert [row.to for row in rows] == ["umweltamt@example.org"] * digests
    assert all("„Tische vor dem Café“, bis 11. Mai 2026: http://testserver/admin/mit" in row.text for row in rows)


def test_a_digest_lists_what_is_pending_for_this_person(scene, monkeypatch):
    final = scene.at_final()
    travel_to(monkeypatch, "2026-05-05 07:30")
    run_tick()
    assert {row.to for row in OutgoingMail.objects.filter(event="digest")} == {
        "wifoe@example.org",
        "wifoe2@example.org",
    }
    assert "Zur Schlusszeichnung" in OutgoingMail.objects.filter(event="digest").first().html
    actions.hand_back(submission=final, user=scene.signer, reason="Bitte kürzer.")
    travel_to(monkeypatch, "2026-05-06 07:30")
    run_tick()
    [row] = OutgoingMail.objects.filter(event="digest", user=scene.lead_editor)
    assert "Zurückgegeben" in row.text
    assert row.subject == "Heute offen: 1"
    assert OutgoingMail.objects.filter(event="digest").count() == 3


def test_whoever_wants_no_digest_gets_none(scene, asked, monkeypatch):
    MailPreference.objects.create(user=scene.second_editor, digest=False)
    travel_to(monkeypatch, "2026-05-05 07:30")
    run_tick()
    assert "digest" not in events()


def test_a_person_in_two_offices_finds_a_page_once_in_the_digest(scene, monkeypatch):
    both = make_editor(scene.second, scene.third, email="beide@example.org")
    scene.edit(scene.lead_editor, second="Neuer Text.", third="Neuer Text.")
    scene.submit()
    travel_to(monkeypatch, "2026-05-05 07:30")
    run_tick()
    assert OutgoingMail.objects.get(event="digest", user=both).text.count("„Tische vor dem Café“") == 1


def test_empty_offices_are_reported_once_a_week(scene, monkeypatch):
    scene.third_editor.groups.clear()
    make_office("Ohne Seiten", editors=True)
    for moment in ("2026-05-05 06:00", "2026-05-05 11:00", "2026-05-07 11:00", "2026-05-11 11:00"):
        travel_to(monkeypatch, moment)
        run_tick()
    rows = OutgoingMail.objects.filter(event="offices_without_people", user=scene.signer)
    assert ["- Ordnungsamt\n\n" in row.text for row in rows] == [True, True]
    assert rows.count() == 2
    assert OutgoingMail.objects.filter(event="offices_without_people").count() == 4


# --- mails and rows -------------------------------------------------------------------------------------------------
def waiting_mail(key: str, **fields) -> OutgoingMail:
    return OutgoingMail.objects.create(
        **{"key": key, "event": "test", "to": f"{key}@example.org", "next_attempt_at": timezone.now(), **fields}
    )


def test_mails_that_wait_are_sent(scene, mailoutbox):
    waiting_mail("a")
    waiting_mail("b", next_attempt_at=timezone.now() + datetime.timedelta(minutes=1))
    assert "mails sent 1" in run_tick()
    assert [message.to for message in mailoutbox] == [["a@example.org"]]
    assert "mails sent" not in run_tick()


def test_a_dead_mail_server_is_said_and_not_waited_for(scene, monkeypatch):
    for number in range(5):
        waiting_mail(f"mail{number}")
    asked_for = []

    def refuse(self, messages):
        asked_for.append(messages)
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    with pytest.raises(CommandError, match=r"^tick: 3 failed: mails sent mail0 \(DeliveryFailed\), "):
        run_tick()
    assert len(asked_for) == 3
    with pytest.raises(CommandError, match=r"^tick: 2 failed"):
        run_tick()


def test_old_mails_and_task_results_go(scene, monkeypatch):
    waiting_mail("old", sent_at=timezone.now(), next_attempt_at=None)
    DBTaskResult.objects.create(
        status="SUCCESSFUL", args_kwargs={"args": [], "kwargs": {}}, task_path="x", finished_at=timezone.now()
    )
    travel_to(monkeypatch, "2026-05-19 12:00")
    assert "rows pruned 1" in run_tick()
    assert not DBTaskResult.objects.exists()
    travel_to(monkeypatch, "2026-08-05 12:00")
    assert "rows pruned 1" in run_tick()
    assert not OutgoingMail.objects.filter(key="old").exists()


# --- steps of other apps ---------------------------------------------------------------------------------------------
def test_other_apps_add_steps_and_choose_when_they_are_taken(monkeypatch, capsys):
    monkeypatch.setattr(tick, "_registered", tick._registered.copy())
    taken, before = [], tick.steps()
    tick.register(tick.Step("replica", lambda: ["a", "b"], lambda item: taken.append(item) or 2, tick.Stage.DELIVER))
    names = [[step.name for step in before if (step.stage > tick.Stage.DELIVER) == late] for late in (False, True)]
    assert [step.name for step in tick.steps()] == [*names[0], "replica", *names[1]]
    assert "rows pruned" in names[1]
    assert "replica 4" in run_tick()
    assert taken == ["a", "b"]


# --- failures and company -------------------------------------------------------------------------------------------
def test_an_item_that_fails_stops_no_other(scene, monkeypatch, capsys):
    done = []

    def act(item):
        if item == "b":
            raise ValueError("leserin@example.org")
        done.append(item)
        return 1

    def broken():
        raise LookupError

    monkeypatch.setattr(
        tick,
        "steps",
        lambda: [
            tick.Step("first", lambda: ["a", "b", "c"], act),
            tick.Step("second", broken, act),
            tick.Step("third", lambda: ["d"], act),
        ],
    )
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("tick", stdout=out)
    assert done == ["a", "c", "d"]
    assert out.getvalue().startswith("tick: first 2, third 1 (")
    assert str(failed.value) == "tick: 2 failed: first b (ValueError), second (LookupError)"
    assert failed.value.returncode == 1
