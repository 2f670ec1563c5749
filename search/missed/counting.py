"""Counts searches with a weak answer, and those of texts that were such once, by day and by nothing else."""

import datetime
import logging
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.months import add_months
from cms.tick import Stage, Step
from search.german import fold, words
from search.models import MissedSearch, MissedSearchDay

from .privacy import may_be_kept

logger = logging.getLogger(__name__)

KEEP_MONTHS = 24
MAX_KEY = 200
# A script that sends nonsense fills no table: more new texts than this in a day are not written down.
MAX_NEW_PER_DAY = 500
COUNT = """
    with known as (select id, state from search_missedsearch where key = %(key)s),
    added as (
        insert into search_missedsearch (key, text, first_day, state)
        select %(key)s, %(text)s, %(day)s, 'neu'
        where %(is_weak)s and not exists (select from known)
            and (select count(*) from search_missedsearch where first_day = %(day)s) < %(most)s
        on conflict (key) do nothing returning id, state
    )
    insert into search_missedsearchday as days (missed_id, day, is_use, count)
    select id, %(day)s, state = 'geloest', 1 from (select * from known union all select * from added) as found
    where %(is_weak)s or state = 'geloest'
    on conflict (missed_id, day, is_use) do update set count = days.count + 1
"""


def key_of(text: str) -> str:
    """What makes two search texts the same: their words, however they are written; empty without any word.

    >>> key_of("  Café-Tische, GRÖSSER! "), key_of("cafe tische groesser"), key_of("?!")
    ('cafe tische grosser', 'cafe tische grosser', '')
    """
    return " ".join(map(fold, words(text)))[:MAX_KEY].rstrip()


def count(text: str, *, is_weak: bool) -> None:
    """Count one search for `text`: a weak one always, another one only if the text was missed and solved before.

    One statement. Never fails: whoever searches gets an answer, counted or not.
    """
    key = key_of(text)
    if not key or not may_be_kept(text):
        return
    values = {"key": key, "text": text[:MAX_KEY], "is_weak": is_weak, "day": timezone.localdate()}
    try:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, values | {"most": MAX_NEW_PER_DAY})
    except DatabaseError as error:  # the text itself is no matter for a log
        logger.warning("a search was not counted: %s", type(error).__name__)


# --- what has had its time --------------------------------------------------------------------------------------
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


STEPS = (Step("days of missed searches forgotten", outdated, forget_before, stage=Stage.TIDY_UP),)
