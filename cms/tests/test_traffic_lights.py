import datetime

import pytest

from cms.models import BasePage
from cms.traffic_lights import Light, light, shows, shows_after
from cms.working_days import add_working_days

FRIDAY = datetime.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (datetime.date(2026, 11, 26), Light.RED),
        (datetime.date(2026, 11, 27), Light.YELLOW),
        (datetime.date(2026, 11, 30), Light.YELLOW),  # Monday is the next working day
        (datetime.date(2026, 12, 1), Light.GREEN),
    ],
)
def test_the_light_follows_working_days(due_on, expected):
    assert light(due_on, today=FRIDAY) == expected


def test_a_holiday_is_no_working_day_in_between():
    before_christmas = datetime.date(2026, 12, 24)
    assert light(datetime.date(2026, 12, 28), today=before_christmas) == Light.YELLOW


@pytest.fixture(scope="module")
def pages(shared_home):
    """A page that begins at noon of each day around Christmas."""
    for number in range(50):
        moment = datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC) + datetime.timedelta(days=number)
        page = BasePage(title=str(number), lead_office=shared_home.lead_office, go_live_at=moment, live=False)
        shared_home.add_child(instance=page)
    return BasePage.objects.filter(depth=3)


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", Light)
@pytest.mark.parametrize(
    "today", [datetime.date(2026, 11, 27), datetime.date(2026, 11, 29), datetime.date(2026, 12, 24)]
)
def test_queries_find_what_shows_the_light(pages, wanted, today):
    days = {page.go_live_at.date() for page in pages}
    due = {page.go_live_at.date() for page in pages.filter(shows(wanted, "go_live_at__date", today))}
    assert due == {day for day in days if light(day, today) == wanted}
    for number in (1, 5):
        begun = {page.go_live_at.date() for page in pages.filter(shows_after(wanted, "go_live_at", number, today))}
        assert begun == {day for day in days if light(add_working_days(day, number), today) == wanted}
