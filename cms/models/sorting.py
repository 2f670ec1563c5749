"""German alphabetical order without ICU: ä sorts with a, ß with ss, upper with lower case (DIN 5007-1)."""

from django.db import models


def sort_key_field(source: str) -> models.GeneratedField:
    """A column PostgreSQL keeps itself: the sort key of the text column `source`."""
    expression = models.Func(source, function="cms_sort_key", output_field=models.TextField())
    return models.GeneratedField(
        expression=expression, output_field=models.TextField(), db_persist=True, editable=False
    )
