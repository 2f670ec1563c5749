"""The public holidays of Berlin: offices are closed, deadlines do not count them."""

import datetime

from django.utils.translation import gettext_lazy as _

FIXED = {
    (1, 1): _("Neujahr"),
    (3, 8): _("Frauentag"),
    (5, 1): _("Tag der Arbeit"),
    (10, 3): _("Tag der Deutschen Einheit"),
    (12, 25): _("1. Weihnachtstag"),
    (12, 26): _("2. Weihnachtstag"),
}
DAYS_AFTER_EASTER = {
    -2: _("Karfreitag"),
    0: _("Ostersonntag"),
    1: _("Ostermontag"),
    39: _("Christi Himmelfahrt"),
    49: _("Pfingstsonntag"),
    50: _("Pfingstmontag"),
}


def easter_sunday(year: int) -> datetime.date:
    """Easter in the Gregorian calendar (Gauss, in the form of Lichtenberg)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    year_in_cycle = year % 19
    seed = (19 * year_in_cycle + moon) % 30
    correction = seed // 29 + (seed // 28 - seed // 29) * (year_in_cycle // 11)
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    return datetime.date(year, 3, 1) + datetime.timedelta(days=full_moon - 1 + 7 - (full_moon - first_sunday) % 7)


def holiday(day: datetime.date) -> str:
    """The name of the public holiday on `day` in Berlin; empty on all other days."""
    name = FIXED.get((day.month, day.day)) or DAYS_AFTER_EASTER.get((day - easter_sunday(day.year)).days, "")
    return str(name)
