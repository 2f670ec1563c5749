"""Calendar months, as people count them."""

import calendar
import datetime


def add_months(day: datetime.date, number: int) -> datetime.date:
    """The same day `number` months later, or the last of that month where it has no such day.

    >>> add_months(datetime.date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
