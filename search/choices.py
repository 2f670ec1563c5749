"""What can be chosen in the facets: the known problem types, offices and kinds of pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection

from cms.models import BasePage

# In the order of the models; one statement, since every search asks.
KNOWN = """
select facet, slug, label from (
    select 'problem_types' as facet, slug, label, "order" as place, label as name from cms_problemtype
    union all
    select 'offices', slug, name, 0, sort_name from cms_office
) known order by facet, place, name
"""
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
        """Read problem types and offices from the database; one statement."""
        found: dict[str, dict[str, Choice]] = {"problem_types": {}, "offices": {}}
        with connection.cursor() as cursor:
            cursor.execute(KNOWN)
            for facet, slug, label in cursor:
                found[facet][slug] = Choice(slug, label, slug)
        return cls(kinds=page_kinds(), **found)


@cache
def page_kinds() -> Mapping[str, Choice]:
    """The kinds of pages the search finds: every page type that names its kind."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage) and model.kind]
    models.sort(key=lambda model: (FIRST_KINDS.index(model.kind) if model.kind in FIRST_KINDS else 9, model.kind))
    return {model.kind: Choice(model.kind, str(model.kind_label), model.kind_slug) for model in models}
