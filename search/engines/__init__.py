"""The engines behind the search."""

from django.conf import settings

from search.models import SearchBuild

from .base import Match, SearchEngine, SearchResponse
from .elasticsearch import ElasticsearchEngine
from .fallback import FallbackEngine
from .hits import Highlight, Hit
from .postgresql import PostgresEngine

__all__ = ["Highlight", "Hit", "Match", "SearchEngine", "SearchResponse", "get_engine"]


def get_engine(name: str = "", build: SearchBuild | None = None) -> SearchEngine:
    """The engine that answers readers, or the one of this name; from another than the live build if one is given."""
    usual = FallbackEngine if settings.ELASTICSEARCH_URL else PostgresEngine
    return {"": usual, "postgresql": PostgresEngine, "elasticsearch": ElasticsearchEngine}[name](build)
