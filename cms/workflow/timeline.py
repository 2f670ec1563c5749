"""What happened to a page, as people tell it: Wagtail's log without its repetitions, with the offices of the people."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Lag, TruncDate
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.models import BasePage, Office

from .people import name_of

SAVED = "wagtail.edit"
# Every step of Wagtail's workflow stands beside an entry of ours that says more.
REPEATED = "wagtail.workflow."


@dataclass(frozen=True)
class Event:
    """One line: what happened and when, who did it and for which offices that person works."""

    at: datetime.datetime
    text: str
    person: str
    offices: list[Office]


@dataclass(frozen=True)
class Day:
    day: datetime.date
    events: list[Event]


def log_of(page: BasePage) -> QuerySet[PageLogEntry]:
    """The entries worth a line, the latest first.

    Of a person's savings in a row only the last of each day is left: autosave writes one whenever somebody pauses.
    """
    entries = PageLogEntry.objects.filter(page_id=page.pk).exclude(action__startswith=REPEATED)
    order = [F("timestamp").desc(), F("pk").desc()]
    entries = entries.annotate(day=TruncDate("timestamp")).annotate(
        **{
            f"later_{name}": Window(Lag(name), order_by=order)  # the entry above it in the list
            for name in ("action", "user", "day")
        }
    )
    goes_on = Q(action=SAVED, later_action=SAVED, later_user=F("user"), later_day=F("day"))
    entries = entries.annotate(goes_on=Case(When(goes_on, then=Value(True)), default=Value(False)))
    return entries.filter(goes_on=False).select_related("user").order_by(*order)


def days(entries: Iterable[PageLogEntry]) -> list[Day]:
    """The entries as lines under their days; one query for the people, one for their offices."""
    return [Day(day, list(events)) for day, events in groupby(_events(list(entries)), key=_day)]


def _events(entries: list[PageLogEntry]) -> Iterator[Event]:
    offices = _offices_of({entry.user_id for entry in entries} - {None})
    for entry in entries:
        person = name_of(entry.user) if entry.user else ""
        yield Event(entry.timestamp, entry.message, person, offices.get(entry.user_id, []))


def _day(event: Event) -> datetime.date:
    return timezone.localdate(event.at)


def _offices_of(user_ids: set[int]) -> dict[int, list[Office]]:
    found: dict[int, list[Office]] = {}
    offices = Office.objects.filter(group__user__in=user_ids).annotate(person=F("group__user"))
    for office in offices:
        found.setdefault(office.person, []).append(office)
    return found
