"""Working days of an office in Berlin: Monday to Friday, public holidays left out."""

import datetime

from .holidays import holiday

SATURDAY = 5


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < SATURDAY and not holiday(day)


def add_working_days(day: datetime.date, number: int) -> datetime.date:
    """The day `number` working days after `day`, which does not count itself; `number` may be negative.

    >>> add_working_days(datetime.date(2026, 11, 23), 5)
    datetime.date(2026, 11, 30)
    >>> add_working_days(datetime.date(2026, 12, 23), 2)
    datetime.date(2026, 12, 28)
    """
    step = datetime.timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day
