"""Is the office open today, and if not, when next?"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .holidays import holiday
from .models import OpeningHours

DAYS_AHEAD = 14


@dataclass(frozen=True)
class OpeningToday:
    """What to tell a reader: `text` about today, `next_text` about the next opening where today is over."""

    is_open: bool
    text: str
    next_text: str = ""


def clock(time: datetime.time | datetime.datetime) -> str:
    """A German time without needless zeros: "18" or "18:30", to stand before "Uhr"."""
    return f"{time.hour}:{time.minute:02}" if time.minute else str(time.hour)


def span(hours: OpeningHours) -> str:
    return _("von %(opens)s bis %(closes)s Uhr") % {"opens": clock(hours.opens), "closes": clock(hours.closes)}


def opening_today(opening_hours: Sequence[OpeningHours], now: datetime.datetime) -> OpeningToday | None:
    """The state of an office at the local time `now`; None where its hours are not known.

    On public holidays all offices count as closed.
    """
    if not opening_hours:
        return None
    today = now.date()
    todays = _hours_on(opening_hours, today)
    for hours in todays:
        if hours.opens <= now.time() < hours.closes:
            return OpeningToday(True, _("Heute geöffnet bis %(closes)s Uhr") % {"closes": clock(hours.closes)})
        if now.time() < hours.opens:
            return OpeningToday(False, _("Heute geöffnet %(span)s") % {"span": span(hours)})
    name = holiday(today)
    if name:
        text = _("Heute geschlossen: %(holiday)s") % {"holiday": name}
    else:
        text = _("Heute schon geschlossen") if todays else _("Heute geschlossen")
    return OpeningToday(False, text, _next_opening(opening_hours, today))


def _hours_on(opening_hours: Sequence[OpeningHours], day: datetime.date) -> list[OpeningHours]:
    if holiday(day):
        return []
    return sorted((hours for hours in opening_hours if hours.weekday == day.weekday()), key=lambda hours: hours.opens)


def _next_opening(opening_hours: Sequence[OpeningHours], today: datetime.date) -> str:
    for ahead in range(1, DAYS_AHEAD):
        day = today + datetime.timedelta(days=ahead)
        hours = _hours_on(opening_hours, day)
        if hours:
            name = _("morgen") if ahead == 1 else date_format(day, "l, j. F")
            return _("Wieder geöffnet: %(day)s %(span)s") % {"day": name, "span": span(hours[0])}
    return ""
