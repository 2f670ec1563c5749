"""What a reader's view of a page needs, in a number of queries that does not grow with the page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, prefetch_related_objects

from cms.models import BasePage, Office
from cms.parts import SHARED
from cms.reviews import ReviewState, review_states
from cms.workflow.models import ApprovalSettings

if TYPE_CHECKING:
    from .models import EventPage
    from .models.rows import OwnedRow


def load_owners(page: BasePage, rows: "Iterable[OwnedRow]", *, extra: Q | None = None) -> dict[int, Office]:
    """Give the page's lead office and the rows' offices their objects and public pages; two queries.

    Returns the offices by primary key, with those that `extra` matches besides.
    """
    rows = list(rows)
    wanted = Q(pk__in={page.lead_office_id, *(row.office_id for row in rows)} - {None})
    offices = with_pages(Office.objects.filter(wanted | extra if extra else wanted))
    for owned, field_name in [(page, "lead_office"), *((row, "office") for row in rows)]:
        office = offices.get(getattr(owned, f"{field_name}_id"))
        if office:
            setattr(owned, field_name, office)
    return offices


def with_pages(offices: Iterable[Office]) -> dict[int, Office]:
    """The offices by primary key, their published pages fetched with them: `office.page` asks no more."""
    return {office.pk: office for office in fetch_pages(offices)}


def fetch_pages(offices: Iterable[Office]) -> list[Office]:
    """The offices in their order, their published pages fetched with them."""
    found = list(offices)
    office_pages = Office._meta.get_field("page").related_model.objects
    prefetch_related_objects(found, Prefetch("page", office_pages.published()))
    return found


def prefetch(page: BasePage, *relations: str) -> None:
    """Fetch what `page.parts()` reads. A page not saved yet (a preview) holds it in memory."""
    if page.pk:
        prefetch_related_objects([page], "problem_types", *relations)


@dataclass(frozen=True)
class PageReviews:
    """The reviews of all parts of a page: what the banner says, and what each part says."""

    states: list[ReviewState]

    @classmethod
    def of(cls, page: BasePage) -> "PageReviews":
        return cls(review_states(page, overdue_after=ApprovalSettings.overdue_after()))

    @property
    def is_example(self) -> bool:
        """No part was ever reviewed."""
        return all(state.is_example for state in self.states)

    @property
    def has_examples(self) -> bool:
        """At least one part was never reviewed."""
        return any(state.is_example for state in self.states)

    @cached_property
    def by_key(self) -> dict[str, ReviewState]:
        return {state.part.key: state for state in self.states}

    @property
    def shared(self) -> ReviewState:
        return self.by_key[SHARED]


@dataclass
class Responsible:
    """An office of a page and what it answers for there."""

    office: Office
    is_lead: bool
    labels: list[str] = field(default_factory=list)


def responsible_offices(page: BasePage) -> list[Responsible]:
    """The offices of a page, the lead first, each with the labels of its own parts."""
    found: dict[Office, Responsible] = {}
    for part in page.parts():
        if part.office is None:
            continue
        entry = found.setdefault(part.office, Responsible(part.office, part.office.pk == page.lead_office_id))
        if part.key != SHARED and part.label not in entry.labels:
            entry.labels.append(part.label)
    return list(found.values())


@dataclass(frozen=True)
class PagesByKind:
    """A mixed list of published pages, taken apart; topics and occasions in German alphabetical order."""

    pages: list[BasePage]

    @classmethod
    def matching(cls, condition: Q, *, of_problem_types: bool = False) -> "PagesByKind":
        """All published pages that match; one query, and one more with the problem types of each."""
        pages = BasePage.objects.published().with_example_mark().filter(condition)
        pages = pages.select_related("eventpage").alphabetical()
        return cls(list(pages.prefetch_related("problem_types") if of_problem_types else pages))

    @property
    def has_examples(self) -> bool:
        """Title and summary of at least one page were never reviewed."""
        return any(page.is_example for page in self.pages)

    def _of(self, kind: str) -> list[BasePage]:
        return [page for page in self.pages if page.specific_class.kind == kind]

    @property
    def topics(self) -> list[BasePage]:
        return self._of("topic")

    @property
    def occasions(self) -> list[BasePage]:
        return self._of("occasion")

    @cached_property
    def upcoming_events(self) -> "list[EventPage]":
        """The next one first."""
        events = [page.eventpage for page in self._of("event")]
        return sorted((event for event in events if not event.is_past), key=lambda event: event.starts_at)

    @cached_property
    def past_events(self) -> "list[EventPage]":
        """The latest first."""
        events = [page.eventpage for page in self._of("event")]
        return sorted((event for event in events if event.is_past), key=lambda event: event.starts_at, reverse=True)
