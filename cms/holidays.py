"""The public holidays of Berlin: offices are closed, deadlines do not count them."""

import datetime

from holidays import country_holidays

BERLIN = country_holidays("DE", subdiv="BE", language="de")


def holiday(day: datetime.date) -> str:
    """The name of the public holiday on `day` in Berlin (Feiertagegesetz § 1); empty on all other days."""
    return BERLIN.get(day, "")
