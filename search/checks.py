"""Conventions of the search as system checks."""

from django.conf import settings
from django.core.checks import Warning, register


@register()
def engine(app_configs, **kwargs) -> list[Warning]:
    """Tell an operator who set up Elasticsearch that it is not asked yet."""
    if not settings.ELASTICSEARCH_URL:
        return []
    return [
        Warning(
            "ELASTICSEARCH_URL is set, but this version answers every search from PostgreSQL.",
            hint="Remove it; a later version brings the second engine.",
            id="search.W001",
        )
    ]
