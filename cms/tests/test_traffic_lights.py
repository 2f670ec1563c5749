import datetime

import pytest

from cms.models import BasePage
from cms.traffic_lights import Light, light, shows

FRIDAY = datetime.date(2026, 11, 27)
DAYS = [FRIDAY + datetime.timedelta(days=number) for number in range(-3, 6)]


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


@pytest.mark.django_db
def test_a_query_finds_what_shows_the_light(home):
    for number, day in enumerate(DAYS):
        home.add_child(instance=BasePage(title=str(number), lead_office=home.lead_office))
        BasePage.objects.filter(title=str(number)).update(
            go_live_at=datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        )
    for wanted in Light:
        found = BasePage.objects.filter(shows(wanted, "go_live_at__date", FRIDAY), depth=3)
        assert {page.go_live_at.date() for page in found} == {day for day in DAYS if light(day, FRIDAY) == wanted}
