"""Everyday words on trial: the index as it would be with them, seen by one connection alone. No writer waits for it.

Writing needs the index for oneself until the transaction ends. So a trial writes into temporary copies of what it is
about to change. They bear the names of the tables, which PostgreSQL looks up among temporary ones first: what writes
and what searches is the same code that does so for readers.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction

from cms.together import together, waiting
from search.models import SearchBuild, SearchEntry, SearchPosting, SearchTerm, SuggestionWord

from . import update
from .builds import live

COPY = """
create temporary table {table} (like {schema}.{table} including defaults including generated including indexes)
on commit drop;
insert into pg_temp.{table} ({columns}) select {columns} from {schema}.{table} where {condition};
"""
NUMBER = "alter table pg_temp.{table} alter id set default nextval(pg_get_serial_sequence('{schema}.{table}', 'id'));"
# Scores are sums: what is added to all postings is how those of the copied entries differ. Copies of the millions of
# others would take too long, and a view that leaves some out would not be answered from the index. Of such a view the
# planner also knows too little to choose a better order of joins than the one that is written down.
SHOW = """
create temporary table search_posting_on_trial on commit drop as
select term_id, entry_id, sum(impact)::smallint as impact from (
    select term_id, entry_id, impact from pg_temp.search_searchposting
    union all
    select term_id, entry_id, -impact from {schema}.search_searchposting where {postings}
) both_states group by 1, 2 having sum(impact) <> 0 order by 1, 2;
create index on pg_temp.search_posting_on_trial (term_id, entry_id);
analyze pg_temp.search_posting_on_trial;
drop table pg_temp.search_searchposting, pg_temp.search_searchentry, pg_temp.search_suggestionword;
create temporary view search_searchposting as
select * from {schema}.search_searchposting union all select * from pg_temp.search_posting_on_trial;
set local join_collapse_limit = 1;
"""


@contextmanager
def on_trial(change: Callable[[], object]) -> Iterator[None]:
    """Within this block `change` is done, and PostgreSQL answers as it would then. Nothing of it stays.

    `change` saves and deletes everyday words, so that pages get other terms, but none comes, goes or looks different.
    """
    build = live()
    with transaction.atomic():
        with together():
            change()
            old = list(build.entries.filter(page_id__in=waiting(update)).only("term_ids"))
            terms = {number for entry in old for number in entry.term_ids}
            postings = f"entry_id = {_any_of(entry.pk for entry in old)} and term_id = {_any_of(terms)}"
            _copy(SearchBuild, f"id = {build.pk}")
            _copy(SearchTerm, f"build_id = {build.pk}", with_numbers=True)
            _copy(SearchEntry, f"id = {_any_of(entry.pk for entry in old)}", with_numbers=True)
            _copy(SearchPosting, postings)
            _copy(SuggestionWord, "false", with_numbers=True)
        _execute(SHOW, postings=postings)
        yield
        transaction.set_rollback(True)


def _copy(model: type[models.Model], condition: str, *, with_numbers: bool = False) -> None:
    """Let whatever is written and read from now on go into a copy of these rows."""
    fields = model._meta.concrete_fields
    columns = [field.column for field in fields if field.column and not getattr(field, "generated", False)]
    statements = COPY + NUMBER if with_numbers else COPY
    _execute(statements, table=model._meta.db_table, columns=", ".join(columns), condition=condition)


def _any_of(numbers: Iterable[int]) -> str:
    return f"any('{{{','.join(map(str, numbers))}}}'::int[])"


def _execute(statements: str, **parts: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(statements.format(schema=schema, **parts))
