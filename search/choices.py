"""What can be chosen in the facets: the known problem types, offices and kinds of pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps

from cms.models import BasePage, Office, ProblemType

FIRST_KINDS = ["topic", "occasion", "office", "event"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: as requests and the API name it, as readers see it, and as the German address has it."""

    value: str
    label: str
    address: str


@dataclass(frozen=True)
class Choices:
    """The choices of every facet by value, in the order readers see them."""

    problem_types: Mapping[str, Choice]
    offices: Mapping[str, Choice]
    kinds: Mapping[str, Choice]

    @classmethod
    def load(cls) -> "Choices":
        """Read problem types and offices from the database; two statements."""
        problem_types = ProblemType.objects.values_list("slug", "label")
        offices = Office.objects.values_list("slug", "name")
        return cls(
            problem_types={slug: Choice(slug, label, slug) for slug, label in problem_types},
            offices={slug: Choice(slug, name, slug) for slug, name in offices},
            kinds=page_kinds(),
        )


@cache
def page_kinds() -> Mapping[str, Choice]:
    """The kinds of pages the search finds: every page type that names its kind."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage) and model.kind]
    models.sort(key=lambda model: (FIRST_KINDS.index(model.kind) if model.kind in FIRST_KINDS else 9, model.kind))
    return {model.kind: Choice(model.kind, str(model.kind_label), model.kind_slug) for model in models}
