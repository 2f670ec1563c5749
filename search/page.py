"""What the search page shows, worked out before the template: no look-up and no query is left to it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import OfficePage
from cms.models import Office

from .choices import Choice, Choices
from .engines.base import SearchResponse
from .facets import Facet, build_facets, build_time_facet
from .models import SearchEntry
from .request import PAGE_SIZE, SearchRequest, Sort, Time

NEAREST = 5  # problem types offered where little was found
BEFORE_HELP = 3  # hits shown before other ways: a weak answer may be the right one all the same


@dataclass(frozen=True, slots=True)
class Row:
    """One hit as readers see it."""

    title: str | SafeString
    url: str
    kind: str
    kind_label: str
    summary: str | SafeString
    excerpt: str | SafeString
    offices: str
    problem_types: str
    starts_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value; `url` is the same search without it, `input_id` the control that shows it as chosen."""

    label: str
    url: str
    input_id: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of the pagination; the gap between far pages has no number."""

    number: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Who helps where the search does not."""

    name: str
    phone: str
    email: str
    url: str


class ResultsPage:
    """One search and its answer."""

    def __init__(self, request: SearchRequest, response: SearchResponse, choices: Choices, notes: list[str]) -> None:
        self.request = request
        self.response = response
        self.choices = choices
        self.notes = list(notes)
        self.address = reverse("search")
        if not response.text_used:
            self.notes.append(
                _("„%(text)s“ enthält kein Wort, nach dem sich suchen lässt. Sie sehen deshalb alle Seiten.")
                % {"text": request.text}
            )

    @cached_property
    def facets(self) -> list[Facet]:
        return build_facets(self.request, self.response, self.choices)

    @cached_property
    def time(self) -> Facet:
        return build_time_facet(self.request, self.response)

    @property
    def url(self) -> str:
        return self.link()

    def link(self, **changes) -> str:
        """The address of this search with `changes`; any change leads to the first page."""
        request = self.request.but(**changes) if changes else self.request
        query = request.query()
        return f"{self.address}?{query}" if query else self.address

    @property
    def count(self) -> str:
        """What is announced: the number of hits."""
        total = self.response.total
        return ngettext("%(total)s Treffer", "%(total)s Treffer", total) % {"total": f"{total:_}".replace("_", ".")}

    @property
    def heading(self) -> str:
        found = self.count if self.response.total else _("Keine Treffer")
        if not self.request.text or not self.response.text_used:
            return found
        return _("%(found)s für „%(text)s“") % {"found": found, "text": self.request.text}

    @property
    def title(self) -> str:
        title = _("Suche nach „%(text)s“") % {"text": self.request.text} if self.request.text else _("Suche")
        page = self.request.page
        return _("%(title)s, Seite %(page)s") % {"title": title, "page": page} if page > 1 else title

    @cached_property
    def rows(self) -> list[Row]:
        choices, highlights = self.choices, self.response.highlights
        rows = []
        for hit in self.response.hits:
            highlight = highlights.get(hit.page_id)
            rows.append(
                Row(
                    title=highlight.title if highlight else hit.title,
                    url=hit.url,
                    kind=hit.kind,
                    kind_label=choices.kinds[hit.kind].label,
                    summary=highlight.summary if highlight else hit.summary,
                    excerpt=highlight.excerpt if highlight else "",
                    # an office's page carries its name already
                    offices="" if hit.kind == "office" else first_and_more(hit.offices, choices.offices),
                    problem_types=labels(hit.problem_types, choices.problem_types),
                    starts_at=hit.starts_at,
                )
            )
        return rows

    @cached_property
    def chips(self) -> list[Chip]:
        chips = []
        for facet in self.facets:
            chosen = getattr(self.request, facet.field)
            # options and chosen values are both in the order of the choices
            for option, value in zip(facet.checked(), chosen, strict=True):
                others = tuple(each for each in chosen if each != value)
                chips.append(Chip(option.label, self.link(**{facet.field: others}), f"{facet.name}-{option.value}"))
        if self.request.time:
            chips.append(Chip(str(self.request.time.label), self.link(time=Time.ANY), f"{self.time.name}-"))
        return chips

    @property
    def unfiltered_url(self) -> str:
        """The same words and order without any filter."""
        return self.link(problem_types=(), offices=(), kinds=(), time=Time.ANY)

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(sort.value, str(sort.label), sort == self.request.sort) for sort in Sort]

    @property
    def last_page(self) -> int:
        return max(1, -(-self.response.total // PAGE_SIZE))

    @property
    def previous_url(self) -> str:
        return self.link(page=self.request.page - 1) if self.request.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.link(page=self.request.page + 1) if self.request.page < self.last_page else ""

    def page_links(self) -> Iterator[PageLink]:
        """First, last and neighbouring pages, with gaps between them."""
        pages = Paginator(range(self.response.total), PAGE_SIZE)
        for number in pages.get_elided_page_range(self.request.page, on_each_side=1, on_ends=1):
            if number == Paginator.ELLIPSIS:
                yield PageLink(None, "", False)
            else:
                yield PageLink(number, self.link(page=number), number == self.request.page)

    @property
    def exact_url(self) -> str:
        """The same search with the words as they were typed."""
        return self.link(exact=True)

    @property
    def inexact_url(self) -> str:
        """The same search with corrections and similar words."""
        return self.link(exact=False)

    @property
    def corrections(self) -> str:
        """The words that were searched besides the typed ones: „Heizpilz“, „Terrasse“."""
        used = dict.fromkeys(correction.used for correction in self.response.corrections)
        return ", ".join(f"„{word}“" for word in used)

    @property
    def needs_help(self) -> bool:
        """Whether readers are shown other ways on: what was found is hardly what was meant."""
        return self.response.weak or not self.response.total

    @property
    def first_rows(self) -> list[Row]:
        """The hits before the help; all of them if there is none."""
        return self.rows[:BEFORE_HELP] if self.needs_help else self.rows

    @property
    def other_rows(self) -> list[Row]:
        """The hits after the help."""
        return self.rows[BEFORE_HELP:] if self.needs_help else []

    def nearest_problem_types(self) -> list[tuple[str, str]]:
        """Label and address of the problem types with most of what was found, or of all of them."""
        counts = self.response.facets.get("problem_type", {})
        by_count = sorted(self.choices.problem_types, key=lambda slug: -counts.get(slug, 0))
        nearest = [slug for slug in by_count[:NEAREST] if counts.get(slug)] or list(self.choices.problem_types)
        return [
            (self.choices.problem_types[slug].label, f"{self.address}?{SearchRequest(problem_types=(slug,)).query()}")
            for slug in nearest
        ]

    def contact(self) -> Contact | None:
        """Whom to ask; looked up only where a page needs it."""
        return contact()


def contact() -> Contact | None:
    """The Wirtschaftsförderung, with its page if readers can see it; one statement."""
    pages = OfficePage.objects.filter(office=OuterRef(OuterRef("pk"))).values("pk")
    entries = SearchEntry.objects.filter(build__is_live=True, page_id__in=pages)
    offices = Office.objects.filter(is_business_promotion=True).annotate(page_url=Subquery(entries.values("url")[:1]))
    office = offices.first()
    return Contact(office.name, office.phone, office.email, office.page_url or "") if office else None


def first_and_more(values: Iterable[str], choices: Mapping[str, Choice]) -> str:
    """The label of the first value, which leads, and how many there are besides."""
    known = [choices[value].label for value in values if value in choices]
    if len(known) < 2:
        return "".join(known)
    more = len(known) - 1
    return ngettext("%(first)s und %(more)s weitere Stelle", "%(first)s und %(more)s weitere Stellen", more) % {
        "first": known[0],
        "more": more,
    }


def labels(values: Iterable[str], choices: Mapping[str, Choice]) -> str:
    """The labels of the values in one line; one that was deleted a moment ago is left out."""
    return " · ".join(choices[value].label for value in values if value in choices)
