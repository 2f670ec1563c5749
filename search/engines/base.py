"""The seam: what every search engine takes and gives. Views, API and templates know nothing else of engines."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from search.asked import Correction
from search.models import SearchBuild
from search.plan import Plan, make_plan
from search.request import SearchRequest

from .hits import Highlight, Hit, load_hits


@dataclass(frozen=True)
class Match:
    """What an engine finds: the total, the pages of the asked page of results in order, and the counts.

    `facets` counts per facet ("problem_type", "office", "kind", "time") and value the pages that would be found with
    only this value chosen in this facet and all others as they are; a missing value counts 0. The empty "time" is any.
    """

    total: int
    page_ids: list[int]
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class SearchResponse:
    """The answer to one request: the match with all that is shown of its hits.

    `highlights` has an entry per hit, by page id, where a text was searched. `corrections`: words that were searched
    besides the typed ones. `weak`: hardly what was meant. `text_used` is false where a text was given but holds no
    word to search for: then it restricts nothing.
    """

    total: int
    hits: list[Hit]
    facets: Mapping[str, Mapping[str, int]]
    highlights: Mapping[int, Highlight] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    weak: bool = False
    text_used: bool = True


class SearchEngine(ABC):
    """Answers from one build, by default the live one. Engines differ in `match` alone, and not in what it returns."""

    def __init__(self, build: SearchBuild | None = None) -> None:
        self.build = build

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer `request`. Never raises because of what somebody typed; a page after the last one has no hits."""
        plan = make_plan(request.text, exact=request.exact, build=self.build)
        match = self.match(request, plan)
        hits, highlights = load_hits(match.page_ids, plan)
        return SearchResponse(
            total=match.total,
            hits=hits,
            facets=match.facets,
            highlights=highlights,
            corrections=plan.corrections,
            weak=plan.weak,
            text_used=plan.restricts or not request.text,
        )

    @abstractmethod
    def match(self, request: SearchRequest, plan: Plan) -> Match:
        """Find what belongs to `plan`, restricted by the filters of `request`, in its order and from its offset on."""
