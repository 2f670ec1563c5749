"""How urgent something with a due date is."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .working_days import add_working_days

ONE_DAY = datetime.timedelta(days=1)


class Light(models.TextChoices):
    """Red after the due date, yellow on it and on the working day before, green as long as there is more time."""

    RED = "red", _("überfällig")
    YELLOW = "yellow", _("bald fällig")
    GREEN = "green", _("Zeit genug")

    @property
    def symbol(self) -> str:
        """A shape of its own for each light, for whoever does not see colours."""
        return {"red": "▲", "yellow": "◆", "green": "●"}[self.value]


def light(due_on: datetime.date, today: datetime.date | None = None) -> Light:
    """The light of a due date.

    >>> light(datetime.date(2026, 11, 30), today=datetime.date(2026, 11, 27)).value  # Monday, seen from Friday
    'yellow'
    """
    today = today or timezone.localdate()
    if due_on < today:
        return Light.RED
    return Light.YELLOW if due_on <= add_working_days(today, 1) else Light.GREEN


def shows(wanted: Light, field: str, today: datetime.date | None = None) -> Q:
    """The condition for rows whose date `field` has the light `wanted`: the answer of `light` for a query."""
    today = today or timezone.localdate()
    soon = add_working_days(today, 1)
    ranges = {
        Light.RED: Q(**{f"{field}__lt": today}),
        Light.YELLOW: Q(**{f"{field}__range": (today, soon)}),
        Light.GREEN: Q(**{f"{field}__gt": soon}),
    }
    return ranges[Light(wanted)]


def shows_after(wanted: Light, field: str, days: int, today: datetime.date | None = None) -> Q:
    """Like `shows`, for rows that are due `days` working days after the moment `field`."""
    today = today or timezone.localdate()
    first_yellow = _first_begin(today, days)
    first_green = _first_begin(add_working_days(today, 1) + ONE_DAY, days)
    ranges = {
        Light.RED: Q(**{f"{field}__date__lt": first_yellow}),
        Light.YELLOW: Q(**{f"{field}__date__gte": first_yellow, f"{field}__date__lt": first_green}),
        Light.GREEN: Q(**{f"{field}__date__gte": first_green}),
    }
    return ranges[Light(wanted)]


def _first_begin(due_on: datetime.date, days: int) -> datetime.date:
    """The first day from which `days` working days lead to `due_on` or later."""
    begin = add_working_days(due_on, -days)
    while add_working_days(begin - ONE_DAY, days) >= due_on:
        begin -= ONE_DAY
    while add_working_days(begin, days) < due_on:
        begin += ONE_DAY
    return begin
