"""Opening hours today: what a reader in front of the office wants to know."""

import datetime

import pytest

from cms.holidays import holiday
from cms.models import OpeningHours
from cms.opening import opening_today

MONDAY, TUESDAY, THURSDAY, FRIDAY = 0, 1, 3, 4


def hours(weekday: int, opens: str, closes: str) -> OpeningHours:
    time = datetime.time.fromisoformat
    return OpeningHours(weekday=weekday, opens=time(opens), closes=time(closes))


WEEK = [
    hours(TUESDAY, "13:00", "18:30"),
    hours(TUESDAY, "09:00", "12:00"),
    hours(THURSDAY, "14:00", "18:00"),
]


@pytest.mark.parametrize(
    ("now", "is_open", "text", "next_text"),
    [
        ("2026-05-05 08:59", False, "Heute geöffnet von 9 bis 12 Uhr", ""),
        ("2026-05-05 09:00", True, "Heute geöffnet bis 12 Uhr", ""),
        ("2026-05-05 12:00", False, "Heute geöffnet von 13 bis 18:30 Uhr", ""),
        ("2026-05-05 18:29", True, "Heute geöffnet bis 18:30 Uhr", ""),
        (
            "2026-05-05 18:30",
            False,
            "Heute schon geschlossen",
            "Wieder geöffnet: Donnerstag, 7. Mai von 14 bis 18 Uhr",
        ),
        ("2026-05-06 10:00", False, "Heute geschlossen", "Wieder geöffnet: morgen von 14 bis 18 Uhr"),
        ("2026-05-09 10:00", False, "Heute geschlossen", "Wieder geöffnet: Dienstag, 12. Mai von 9 bis 12 Uhr"),
        (
            "2026-05-14 15:00",
            False,
            "Heute geschlossen: Christi Himmelfahrt",
            "Wieder geöffnet: Dienstag, 19. Mai von 9 bis 12 Uhr",
        ),
    ],
    ids=["before", "at-opening", "lunch", "last-minute", "at-closing", "day-off", "weekend", "holiday"],
)
def test_what_an_office_says_about_today(now, is_open, text, next_text):
    today = opening_today(WEEK, datetime.datetime.fromisoformat(now))

    assert (today.is_open, today.text, today.next_text) == (is_open, text, next_text)


def test_holidays_are_passed_over_when_looking_for_the_next_opening():
    only_mondays = [hours(MONDAY, "09:00", "12:00")]

    today = opening_today(only_mondays, datetime.datetime(2026, 4, 1, 10))  # the Monday after is Easter Monday

    assert today.next_text == "Wieder geöffnet: Montag, 13. April von 9 bis 12 Uhr"


def test_without_known_hours_nothing_is_claimed():
    assert opening_today([], datetime.datetime(2026, 5, 5, 10)) is None


def test_the_public_holidays_of_berlin_in_2026():
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(days=n) for n in range(365)]

    assert [f"{day:%d.%m.}" for day in days if holiday(day)] == [
        "01.01.", "08.03.", "03.04.", "06.04.", "01.05.", "14.05.", "25.05.", "03.10.", "25.12.", "26.12.",
    ]  # fmt: skip


def test_a_holiday_of_one_year_only_is_known():
    assert holiday(datetime.date(2025, 5, 8))
    assert not holiday(datetime.date(2026, 5, 8))
