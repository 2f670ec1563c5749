"""The seam: what every search engine takes and gives. Views, API and templates know nothing else of engines."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.safestring import SafeString

from search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class Hit:
    """One found page. Offices and problem types are slugs."""

    page_id: int
    title: str
    url: str
    slug: str
    kind: str
    summary: str
    offices: tuple[str, ...]
    problem_types: tuple[str, ...]
    starts_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """Title, summary and the text around the found words as safe HTML; found words are in `<mark>`.

    `excerpt` is empty where the summary shows already why the page was found.
    """

    title: SafeString
    summary: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class SearchResponse:
    """The answer to one request.

    `facets` counts per facet ("problem_type", "office", "kind", "time") and value the pages that would be found with
    only this value chosen in this facet and all others as they are; a missing value counts 0. The empty "time" is any.
    `highlights` has an entry per hit, by page id, where a text was searched. `suggestion` is another text to try.
    `text_used` is false where a text was given but holds no word to search for: then it restricts nothing.
    """

    total: int
    hits: list[Hit]
    facets: Mapping[str, Mapping[str, int]]
    highlights: Mapping[int, Highlight] = field(default_factory=dict)
    suggestion: str | None = None
    text_used: bool = True


class SearchEngine(Protocol):
    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer `request`. Never raises because of what somebody typed; a page after the last one has no hits."""
