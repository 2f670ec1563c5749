"""Who is reminded of reviews, when, and what the mail says."""

import datetime

import pytest
from django.utils import timezone

from catalogue.tests.factories import make_topic
from cms.models import OutgoingMail
from cms.outbox import Recipient
from cms.testing.factories import make_editor, make_office, make_review, withdraw
from cms.workflow.models import ApprovalSettings
from cms.workflow.review_reminders import post_review_reminder, review_reminders

pytestmark = pytest.mark.django_db

REVIEWED = datetime.date(2025, 5, 3)
DUE = datetime.date(2026, 5, 3)


@pytest.fixture(scope="module")
def shared_scene(shared_scene):
    make_review(shared_scene.page, shared_scene.page.parts()[2], reviewed_on=REVIEWED)
    return shared_scene


def reminders(days):
    """Who is to be told of what so many days after the due date."""
    found = review_reminders(DUE + datetime.timedelta(days=days))
    return [(str(reminder.office), reminder.stage, reminder.is_for_promotion) for reminder in found]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, []),
        (0, [("Umweltamt", 0, False)]),
        (29, [("Umweltamt", 0, False)]),
        (30, [("Umweltamt", 30, False)]),
        (59, [("Umweltamt", 30, False)]),
        (60, [("Umweltamt", 60, False)]),
        (61, [("Umweltamt", 60, False), ("Umweltamt", 61, True)]),
        (90, [("Umweltamt", 61, True)]),
        (91, []),
    ],
)
def test_the_office_hears_three_times_and_then_the_promotion(scene, days, expected):
    assert reminders(days) == expected


def test_the_setting_moves_the_day_of_the_promotion(scene):
    settings = ApprovalSettings.load()
    settings.overdue_after_days = 10
    settings.save()
    assert ("Umweltamt", 11, True) in reminders(11)
    assert all(not last for _office, _stage, last in reminders(10))


def test_the_promotion_hears_of_its_own_pages_like_every_office(scene):
    topic = make_topic(lead_office=scene.promotion)
    make_review(topic, topic.parts()[0], reviewed_on=REVIEWED)
    assert [stage for office, stage, _last in reminders(61) if office == "Wirtschaftsförderung"] == [60]


def test_taken_down_pages_are_left_out_and_bodies_belong_to_their_maintainer(scene):
    chamber = make_office("Kammer", kind="chamber", parent=scene.third)
    topic = make_topic("Ausschank", lead_office=chamber)
    make_review(topic, topic.parts()[0], reviewed_on=REVIEWED)
    assert reminders(0) == [("Umweltamt", 0, False), ("Ordnungsamt", 0, False)]
    withdraw(topic)
    assert reminders(0) == [("Umweltamt", 0, False)]


def tell(day, monkeypatch):
    """What one run of `tick` on `day` writes, as (address, subject)."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: day)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    for reminder in review_reminders():
        if not reminder.is_told:
            post_review_reminder(reminder, [Recipient(f"{reminder.recipient.slug}@example.org")])
    return sorted(OutgoingMail.objects.exclude(pk__in=before).values_list("to", "subject"))


def test_one_mail_for_all_pages_of_a_day_and_none_twice(scene, monkeypatch):
    topic = make_topic("Lärm <nachts>", lead_office=scene.second)
    make_review(topic, topic.parts()[0], reviewed_on=REVIEWED)
    assert tell(DUE, monkeypatch) == [("umweltamt@example.org", "Bitte prüfen: 2 Seiten")]
    assert tell(DUE, monkeypatch) == []
    assert tell(DUE + datetime.timedelta(days=3), monkeypatch) == []
    mail = OutgoingMail.objects.get()
    assert "- Lärm <nachts>: Titel, Zusammenfassung und Einordnung\n" in mail.text
    assert f"/admin/pruefung/{topic.pk}/" in mail.text
    assert "Tische vor dem Café: Ablauf" in mail.text
    assert "Lärm &lt;nachts&gt;" in mail.html
    assert "seit dem 3. Mai 2026" in mail.text

    later = DUE + datetime.timedelta(days=30)
    assert tell(later, monkeypatch) == [("umweltamt@example.org", "Erinnerung: Bitte prüfen: 2 Seiten")]


def test_what_was_confirmed_is_not_mentioned_and_everything_confirmed_brings_no_mail(scene, monkeypatch):
    today = DUE + datetime.timedelta(days=60)
    (reminder,) = review_reminders(today)
    make_review(scene.page, scene.page.parts()[2], reviewed_on=today)
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: today)
    assert post_review_reminder(reminder, [Recipient("umweltamt@example.org")]) == 0
    assert list(review_reminders(today)) == []


def test_the_promotion_is_told_who_and_where_to_look(scene, monkeypatch):
    told = tell(DUE + datetime.timedelta(days=61), monkeypatch)
    assert ("wirtschaftsfoerderung@example.org", "Prüfung überfällig bei Umweltamt") in told
    mail = OutgoingMail.objects.get(to="wirtschaftsfoerderung@example.org")
    assert "„Umweltamt“ war am 3. Mai 2026 eine Prüfung fällig" in mail.text
    assert f"/admin/mitzeichnung/seite/{scene.page_id}/" in mail.text


def test_many_due_pages_cost_no_more_to_find(scene, django_assert_num_queries):
    for number in range(5):
        topic = make_topic(f"Thema {number}", lead_office=make_office(editors=True))
        make_review(topic, topic.parts()[0], reviewed_on=REVIEWED)
    make_editor(scene.second)
    ApprovalSettings.load()
    with django_assert_num_queries(3):
        assert len(list(review_reminders(DUE))) == 6
