"""The engines behind the search."""

from .base import Highlight, Hit, SearchEngine, SearchResponse
from .postgresql import PostgresEngine

__all__ = ["Highlight", "Hit", "SearchEngine", "SearchResponse", "get_engine"]


def get_engine() -> SearchEngine:
    """The engine that answers readers."""
    return PostgresEngine()
