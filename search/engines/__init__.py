"""The engines behind the search."""

from .base import Highlight, Hit, Match, SearchEngine, SearchResponse
from .postgresql import PostgresEngine

__all__ = ["Highlight", "Hit", "Match", "SearchEngine", "SearchResponse", "get_engine"]


def get_engine(name: str = "postgresql", build=None) -> SearchEngine:
    """The engine that answers readers, or the one of this name; from another than the live build if one is given."""
    return {"postgresql": PostgresEngine}[name](build)
