"""Counts searches with a weak answer, and those of texts that were such once, by day and by nothing else."""

import logging

from django.db import DatabaseError, connection
from django.utils import timezone

from search.german import fold, words

from .privacy import may_be_kept

logger = logging.getLogger(__name__)

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
