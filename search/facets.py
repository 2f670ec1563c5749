"""The facets as readers and programs see them: every option with its count, and where it leads."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .choices import Choices
from .engines.base import SearchResponse
from .request import GERMAN, Names, SearchRequest, Time


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: how many pages choosing it gives, and whether it is chosen."""

    value: str
    label: str
    count: int
    checked: bool

    @property
    def disabled(self) -> bool:
        """Choosing it would find nothing. What is chosen can always be taken back."""
        return not self.count and not self.checked


@dataclass(frozen=True)
class Facet:
    """One facet with all its options. `field` is its attribute of the request, `name` its parameter."""

    key: str
    field: str
    name: str
    label: str
    options: list[Option]

    def checked(self) -> Iterator[Option]:
        return (option for option in self.options if option.checked)

    @property
    def used_first(self) -> list[Option]:
        """The options that can be chosen, then those that would find nothing; each in their own order."""
        return sorted(self.options, key=lambda option: option.disabled)


def build_facets(
    request: SearchRequest, response: SearchResponse, choices: Choices, names: Names = GERMAN
) -> list[Facet]:
    """Problem types, offices and kinds with the counts of `response`; a value nobody counted has 0."""

    def facet(key: str, field: str, label: str) -> Facet:
        counts, chosen = response.facets.get(key, {}), getattr(request, field)
        options = [
            Option(names.value(choice), choice.label, counts.get(value, 0), value in chosen)
            for value, choice in getattr(choices, field).items()
        ]
        return Facet(key, field, getattr(names, field), label, options)

    return [
        facet("problem_type", "problem_types", _("Problemtyp")),
        facet("kind", "kinds", _("Art der Seite")),
        facet("office", "offices", _("Stelle")),
    ]


def build_time_facet(request: SearchRequest, response: SearchResponse, names: Names = GERMAN) -> Facet:
    """Events to come or past; one value, the empty one is any time."""
    counts = response.facets.get("time", {})
    options = [Option(time.value, str(time.label), counts.get(time.value, 0), time == request.time) for time in Time]
    return Facet("time", "time", names.time, _("Termine"), options)
