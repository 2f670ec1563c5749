import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.months import add_months

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
NUMBERS = st.integers(min_value=0, max_value=60)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ((2027, 1, 31), 1, (2027, 2, 28)),
        ((2028, 1, 31), 1, (2028, 2, 29)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
        ((2026, 5, 3), 12, (2027, 5, 3)),
        ((2026, 11, 30), 60, (2031, 11, 30)),
    ],
)
def test_months_are_those_of_the_calendar(day, number, expected):
    assert add_months(datetime.date(*day), number) == datetime.date(*expected)


@given(DAYS, NUMBERS)
def test_the_month_is_the_wanted_one_and_the_day_the_same_or_the_last(day, number):
    later = add_months(day, number)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == number
    assert later.day == day.day or (later.day < day.day and (later + datetime.timedelta(days=1)).day == 1)


@given(DAYS, DAYS, NUMBERS)
def test_who_was_reviewed_first_is_never_due_later(one, other, number):
    first, second = sorted((one, other))
    assert add_months(first, number) <= add_months(second, number)
