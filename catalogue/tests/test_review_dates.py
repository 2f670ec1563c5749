"""When parts are to be reviewed again, and what readers and offices see of it."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from catalogue.models import TopicSection
from cms.models import PageOffice, PartReview, ReviewInterval
from cms.reviews import ReviewStatus, confirm_part, overdue_pages, review_states
from cms.testing.factories import business_promotion, make_editor, make_office, make_problem_type, make_review, withdraw
from cms.testing.html import parsed, text, texts
from cms.workflow.desk import Desk

from .factories import make_occasion, make_topic

pytestmark = pytest.mark.django_db


TODAY = datetime.date(2026, 11, 23)  # so that no test meets a 29 February


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: TODAY)


@pytest.fixture
def greens():
    return make_office("Grünflächenamt", editors=True)


@pytest.fixture
def topic(home, greens):
    fee = {"office": greens, "kind": TopicSection.Kind.FEE, "text": "<p>50 Euro</p>"}
    return make_topic("Tische", lead_office=greens, sections=[fee])


def due_since(days: int) -> datetime.date:
    """The day of a review of a part of the usual kind whose next one has been due for `days` days."""
    day = TODAY - datetime.timedelta(days=days)
    return day.replace(year=day.year - 1)


def due_on(page, office):
    return PageOffice.objects.get(page_id=page.pk, office=office).review_due_on


def test_each_kind_has_its_interval_and_the_first_due_part_counts(topic, greens):
    shared, fee = topic.parts()
    assert due_on(topic, greens) is None
    make_review(topic, shared, reviewed_on=datetime.date(2026, 8, 31))
    assert due_on(topic, greens) == datetime.date(2027, 8, 31)
    make_review(topic, fee, reviewed_on=datetime.date(2026, 8, 31))
    assert due_on(topic, greens) == datetime.date(2027, 2, 28)
    assert [state.due_on for state in review_states(topic)] == [datetime.date(2027, 8, 31), datetime.date(2027, 2, 28)]


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (-31, ReviewStatus.CURRENT),
        (-30, ReviewStatus.DUE_SOON),
        (-1, ReviewStatus.DUE_SOON),
        (0, ReviewStatus.DUE),
        (60, ReviewStatus.DUE),
        (61, ReviewStatus.OVERDUE),
    ],
)
def test_the_state_follows_the_calendar(topic, days, status):
    make_review(topic, topic.parts()[0], reviewed_on=due_since(days))
    assert [state.status for state in review_states(topic, overdue_after=60)] == [status, ReviewStatus.NEVER]


def test_a_changed_part_says_so_whatever_the_calendar(topic):
    make_review(topic, topic.parts()[0], reviewed_on=due_since(100), content_hash="0" * 64)
    state = review_states(topic, overdue_after=60)[0]
    assert (state.status, state.is_overdue, state.needs_review) == (ReviewStatus.CHANGED, True, True)


@pytest.mark.parametrize(("days", "overdue"), [(59, False), (60, False), (61, True)])
def test_readers_are_told_after_sixty_days(client, topic, greens, days, overdue):
    make_review(topic, topic.parts()[0], reviewed_on=due_since(days))
    day = due_since(days)
    marks = texts(parsed(client.get(topic.url)), ".review")
    assert any("Prüfung überfällig" in mark for mark in marks) is overdue
    expected = "zuletzt geprüft am" if overdue else "geprüft am"
    mark = next(mark for mark in marks if "Grünflächenamt" in mark)
    assert mark.startswith(expected)
    assert str(day.year) in mark


def test_the_setting_says_when_readers_are_told(client, topic):
    from cms.workflow.models import ApprovalSettings

    make_review(topic, topic.parts()[0], reviewed_on=due_since(31))
    settings = ApprovalSettings.load()
    settings.overdue_after_days = 30
    settings.save()
    assert any("Prüfung überfällig" in mark for mark in texts(parsed(client.get(topic.url)), ".review"))


def test_readers_are_told_of_changed_and_overdue_at_once(client, topic):
    make_review(topic, topic.parts()[0], reviewed_on=due_since(61), content_hash="0" * 64)
    marks = texts(parsed(client.get(topic.url)), ".review")
    assert any(mark.startswith("seit der Prüfung am") and mark.endswith("Prüfung überfällig") for mark in marks)


def test_due_pages_come_first_and_go_with_the_confirmation(topic, greens):
    other = make_topic("Anderes", lead_office=greens)
    user = make_editor(greens)
    for page in (topic, other):
        for part in page.parts():
            make_review(page, part, reviewed_on=TODAY)
    assert not Desk(user).to_review().exists()

    make_topic("Nie geprüft", lead_office=greens)
    PartReview.objects.filter(page_id=topic.pk).update(reviewed_on=due_since(3))
    PageOffice.objects.synchronise(topic)
    assert [page.title for page in Desk(user).to_review()] == ["Tische", "Nie geprüft"]

    for part in topic.parts():
        confirm_part(page=topic, part_key=part.key, user=user)
    assert [page.title for page in Desk(user).to_review()] == ["Nie geprüft"]


def test_overdue_pages_are_those_past_the_limit_and_live(topic, greens):
    make_review(topic, topic.parts()[0], reviewed_on=due_since(61))
    row = overdue_pages(after_days=60).get()
    assert (row.page_id, row.office) == (topic.pk, greens)
    assert not overdue_pages(after_days=61).exists()
    withdraw(topic)
    assert not overdue_pages(after_days=60).exists()


def test_another_interval_moves_the_due_dates(topic, greens, django_capture_on_commit_callbacks):
    make_review(topic, topic.parts()[1], reviewed_on=datetime.date(2026, 1, 31))
    assert due_on(topic, greens) == datetime.date(2026, 7, 31)
    fee = ReviewInterval.objects.get(kind="fee")
    with django_capture_on_commit_callbacks(execute=True):
        fee.months = 1
        fee.save()
    assert due_on(topic, greens) == datetime.date(2026, 2, 28)
    with django_capture_on_commit_callbacks(execute=True):
        fee.delete()
    assert due_on(topic, greens) == datetime.date(2027, 1, 31)


def test_without_any_interval_a_year_holds(topic, greens):
    ReviewInterval.objects.all().delete()
    make_review(topic, topic.parts()[1], reviewed_on=datetime.date(2026, 1, 31))
    assert due_on(topic, greens) == datetime.date(2027, 1, 31)


def test_a_problem_type_with_another_short_name_is_a_changed_text(home, greens, django_capture_on_commit_callbacks):
    problem_type = make_problem_type(slug="alt")
    topic = make_topic(lead_office=greens, problem_types=[problem_type])
    user = make_editor(greens)
    confirm_part(page=topic, part_key="shared", user=user)
    assert not Desk(user).to_review().exists()

    with django_capture_on_commit_callbacks(execute=True):
        problem_type.slug = "neu"
        problem_type.save()
    assert Desk(user).to_review().get().pk == topic.pk

    confirm_part(page=topic, part_key="shared", user=user)
    with django_capture_on_commit_callbacks(execute=True):
        problem_type.delete()
    assert Desk(user).to_review().get().pk == topic.pk


def test_the_migration_finds_the_dates_of_what_was_reviewed_before(home, topic, greens):
    noise = make_office(editors=True)
    occasion = make_occasion(lead_office=greens, steps=[{"title": "Karte holen", "office": noise}])
    make_topic(lead_office=noise)
    for page in (topic, occasion):
        for part in page.parts():
            make_review(page, part, reviewed_on=datetime.date(2025, 3, 31))
            make_review(page, part, reviewed_on=datetime.date(2026, 3, 31))
    expected = set(PageOffice.objects.values_list("pk", "review_due_on"))
    PageOffice.objects.update(review_due_on=None)

    import_module("catalogue.migrations.0004_review_due_dates").fill(apps, None)

    assert set(PageOffice.objects.values_list("pk", "review_due_on")) == expected
    assert due_on(topic, greens) == datetime.date(2026, 9, 30)


def test_due_dates_cost_public_pages_nothing(client, topic, django_assert_num_queries, django_assert_max_num_queries):
    client.get(topic.url)
    with django_assert_max_num_queries(15) as before:
        client.get(topic.url)
    for part in topic.parts():
        make_review(topic, part, reviewed_on=due_since(61))
    with django_assert_num_queries(len(before)):
        client.get(topic.url)


def test_the_business_promotion_sets_the_intervals_by_kind(client, topic, greens, django_capture_on_commit_callbacks):
    make_review(topic, topic.parts()[1], reviewed_on=datetime.date(2026, 1, 31))
    client.force_login(make_editor(business_promotion()))
    listed = text(parsed(client.get(reverse("review_intervals:index"))).select_one("main"))
    assert "alle übrigen Teile" in listed
    assert "Kosten" in listed

    fee = ReviewInterval.objects.get(kind="fee")
    address = reverse("review_intervals:edit", args=[fee.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"kind": "fee", "months": "1"})
    assert due_on(topic, greens) == datetime.date(2026, 2, 28)

    client.post(address, {"kind": "fee", "months": "61"})
    client.post(reverse("review_intervals:add"), {"kind": "", "months": "3"})
    client.post(reverse("review_intervals:add"), {"kind": "nonsense", "months": "3"})
    assert dict(ReviewInterval.objects.values_list("kind", "months")) == {"": 12, "fee": 1}
    client.post(reverse("review_intervals:add"), {"kind": "deadline", "months": "3"})
    assert ReviewInterval.objects.get(kind="deadline").months == 3


def test_editors_do_not_set_intervals(client, topic, greens):
    client.force_login(make_editor(greens))
    for name, args in (("index", []), ("add", []), ("edit", [ReviewInterval.objects.first().pk])):
        assert client.get(reverse(f"review_intervals:{name}", args=args)).status_code == 302
