"""Days of missed searches that have had their time."""

import datetime
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.months import add_months
from cms.tick import Stage, Step
from search.models import MissedSearch, MissedSearchDay

KEEP_MONTHS = 24


def outdated() -> Iterable[datetime.date]:
    """The first day that is kept, if there are older ones."""
    first = add_months(timezone.localdate(), -KEEP_MONTHS)
    return [first] if MissedSearchDay.objects.filter(day__lt=first).exists() else []


@transaction.atomic
def forget_before(first: datetime.date) -> int:
    """Delete the days before `first`; texts that nobody searched since go with their log. Returns how many days."""
    deleted = MissedSearchDay.objects.filter(day__lt=first).delete()[0]
    forgotten = MissedSearch.objects.filter(days=None, first_day__lt=first)
    numbers = [str(number) for number in forgotten.values_list("pk", flat=True)]
    its_type = ContentType.objects.get_for_model(MissedSearch)
    ModelLogEntry.objects.filter(content_type=its_type, object_id__in=numbers).delete()
    forgotten.delete()
    return deleted


STEP = Step("days of missed searches forgotten", outdated, forget_before, stage=Stage.TIDY_UP)
