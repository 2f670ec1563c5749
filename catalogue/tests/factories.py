"""Makers of catalogue pages for tests. Pages are live unless `live=False` is given."""

import datetime
from itertools import count

from django.utils import timezone

from catalogue.models import (
    EventIndexPage,
    EventPage,
    OccasionIndexPage,
    OccasionPage,
    OccasionStep,
    OfficeIndexPage,
    OfficePage,
    TopicIndexPage,
    TopicPage,
    TopicSection,
)
from cms.models import BasePage
from cms.testing.factories import add_page, business_promotion

numbers = count(1)


def site_root() -> BasePage:
    return BasePage.objects.get(depth=2).specific


def make_index(model, title: str, slug: str):
    """The one index page of this type, made at the first call."""
    known = model.objects.first()
    if known:
        return known
    return add_page(site_root(), model(title=title, slug=slug, lead_office=business_promotion()))


def topic_index() -> TopicIndexPage:
    return make_index(TopicIndexPage, "Themen A–Z", "themen")


def occasion_index() -> OccasionIndexPage:
    return make_index(OccasionIndexPage, "Anlässe", "anlaesse")


def office_index() -> OfficeIndexPage:
    return make_index(OfficeIndexPage, "Stellen", "aemter")


def event_index() -> EventIndexPage:
    return make_index(EventIndexPage, "Termine", "termine")


def _make(model, title: str, fields: dict, problem_types=()):
    number = next(numbers)
    fields.setdefault("slug", f"{model.kind}-{number}")
    fields.setdefault("summary", "Sagt in einem Satz, was zuerst zu tun ist.")
    if "lead_office" not in fields:
        fields["lead_office"] = business_promotion()
    page = model(title=title or f"{model._meta.verbose_name} {number}", **fields)
    page.problem_types = list(problem_types)
    return page


def make_topic(title: str = "", *, sections=(), problem_types=(), **fields) -> TopicPage:
    """A topic; `sections` holds `(office, text)` or dictionaries of section fields."""
    page = _make(TopicPage, title, fields, problem_types)
    rows = []
    for order, section in enumerate(sections):
        values = section if isinstance(section, dict) else {"office": section[0], "text": f"<p>{section[1]}</p>"}
        rows.append(TopicSection(**{"kind": TopicSection.Kind.OVERVIEW, "sort_order": order, **values}))
    page.sections = rows
    return add_page(topic_index(), page)


def make_occasion(title: str = "", *, steps=(), problem_types=(), **fields) -> OccasionPage:
    """An occasion; `steps` holds dictionaries of step fields."""
    page = _make(OccasionPage, title, fields, problem_types)
    page.steps = [
        OccasionStep(**{"text": "Hier geschieht etwas.", "sort_order": n, **step}) for n, step in enumerate(steps)
    ]
    return add_page(occasion_index(), page)


def make_office_page(office, title: str = "", *, problem_types=(), **fields) -> OfficePage:
    fields = {"lead_office": office, "office": office, "slug": office.slug, **fields}
    return add_page(office_index(), _make(OfficePage, title or office.name, fields, problem_types))


def make_event(
    title: str = "", *, starts_in_days: int = 7, participants=(), topics=(), problem_types=(), **fields
) -> EventPage:
    """An event of two hours; a negative `starts_in_days` makes it a past one."""
    start = timezone.now() + datetime.timedelta(days=starts_in_days)
    fields = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=2), "place": "Rathaus", **fields}
    page = _make(EventPage, title, fields, problem_types)
    page.participants = list(participants)
    page.topics = list(topics)
    return add_page(event_index(), page)
