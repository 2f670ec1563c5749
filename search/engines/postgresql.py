"""PostgreSQL: one statement counts, ranks and cuts, over the postings of the plan's terms."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from search.plan import FEW, SHARE, Plan, Term
from search.request import PAGE_SIZE, SearchRequest, Sort, Time

from .base import Match, SearchEngine

TIMES = {Time.UPCOMING: "ends_at >= %(now)s", Time.PAST: "ends_at < %(now)s"}

# Every entry belongs.
ALL = """
matched as materialized (
    select page_id, kind, problem_types, offices, ends_at, date, sort_title, 0 as score
    from search_searchentry where build_id = %(build)s
)
"""
# Which entries belong, by the rule of `Plan`. Scores are whole numbers, see `search.scoring`.
SCORED = """
by_words as materialized (
    select p.entry_id, sum(asked.weight * p.impact) as score
    from unnest(%(words)s::int[], %(word_weights)s::int[]) as asked (term_id, weight)
    join search_searchposting p using (term_id) group by 1
), strong as materialized (
    select entry_id, score from by_words where %(share)s * score >= (select max(score) from by_words)
), verdict as materialized (
    select count(*) < %(few)s as few from strong
), scored as materialized (
    select entry_id, sum(score) as score from (
        select entry_id, score from strong where not (select few from verdict)
        union all
        select p.entry_id, asked.weight * p.impact
        from unnest(%(rare_grams)s::int[], %(rare_gram_weights)s::int[]) as asked (term_id, weight)
        join search_searchposting p using (term_id)
        where not (select few from verdict) and p.entry_id in (select entry_id from strong)
        union all
        select entry_id, score from by_words where (select few from verdict)
        union all
        select p.entry_id, asked.weight * p.impact
        from unnest(%(grams)s::int[], %(gram_weights)s::int[]) as asked (term_id, weight)
        join search_searchposting p using (term_id) where (select few from verdict)
    ) scores group by 1
), cut as materialized (
    select case when (select few from verdict) then max(score) else 0 end as best from scored
), matched as materialized (
    select page_id, kind, problem_types, offices, ends_at, date, sort_title, coalesce(score, 0) as score
    from search_searchentry e left join scored s on s.entry_id = e.id
    where e.build_id = %(build)s
        and e.id in (
            select entry_id from scored where %(share)s * score >= (select best from cut)
            union all
            select id from search_searchentry where build_id = %(build)s and page_id = any(%(pinned)s::int[])
        )
)
"""
ANSWER = """
with {matched}
select 'problem_type', t.slug, c.n
from (select unnest(problem_types) as id, count(*) as n from matched where {all_but_problem_type} group by 1) c
join cms_problemtype t using (id)
union all
select 'office', o.slug, c.n
from (select unnest(offices) as id, count(*) as n from matched where {all_but_office} group by 1) c
join cms_office o using (id)
union all
select 'kind', kind, count(*) from matched where {all_but_kind} group by kind
union all
select 'time', case when {coming} then '{upcoming}' else '{past}' end, count(*)
from matched where ends_at is not null and {all_but_time} group by 2
union all
select 'time', '', count(*) from matched where {all_but_time}
union all
select 'total', '', count(*) from matched where {all}
union all
(select 'hit', null, page_id from matched where {all} order by {order} limit %(limit)s offset %(offset)s)
"""


class PostgresEngine(SearchEngine):
    """Searches `search_searchposting`; one statement, whatever is found."""

    def match(self, request: SearchRequest, plan: Plan) -> Match:
        facets: dict[str, dict[str, int]] = {"problem_type": {}, "office": {}, "kind": {}, "time": {}, "total": {}}
        page_ids = []
        with connection.cursor() as cursor:
            cursor.execute(statement(request, plan), parameters(request, plan))
            for facet, value, number in cursor:
                if facet == "hit":
                    page_ids.append(number)
                else:
                    facets[facet][value] = number
        return Match(facets.pop("total")[""], page_ids, facets)


def parameters(request: SearchRequest, plan: Plan) -> dict[str, Any]:
    """What the statement needs, by name."""
    return {
        "build": plan.build.pk,
        **_columns("word", plan.words),
        **_columns("gram", plan.grams),
        **_columns("rare_gram", plan.rare_grams),
        "pinned": list(plan.pinned),
        "problem_types": list(request.problem_types),
        "offices": list(request.offices),
        "kinds": list(request.kinds),
        "few": FEW,
        "share": SHARE,
        "now": timezone.now(),
        "limit": PAGE_SIZE,
        "offset": request.offset,
    }


def _columns(name: str, terms: Iterable[Term]) -> dict[str, list[int]]:
    return {f"{name}s": [term.id for term in terms], f"{name}_weights": [term.weight for term in terms]}


def statement(request: SearchRequest, plan: Plan) -> str:
    """All counts and one page of hits at once: the text matched once, each facet under the conditions of all others."""
    chosen = conditions(request)
    by_facet = {
        f"all_but_{facet}": conjunction(sql for name, sql in chosen.items() if name != facet)
        for facet in ("problem_type", "office", "kind", "time")
    }
    return ANSWER.format(
        matched=SCORED if plan.restricts else ALL,
        all=conjunction(chosen.values()),
        coming=TIMES[Time.UPCOMING],
        upcoming=Time.UPCOMING.value,
        past=Time.PAST.value,
        order=order(request, plan),
        **by_facet,
    )


def conditions(request: SearchRequest) -> dict[str, str]:
    """One SQL condition for each facet in which something is chosen."""
    chosen = {}
    if request.problem_types:
        chosen["problem_type"] = (
            "problem_types && array(select id::int from cms_problemtype where slug = any(%(problem_types)s))"
        )
    if request.offices:
        chosen["office"] = "offices && array(select id::int from cms_office where slug = any(%(offices)s))"
    if request.kinds:
        chosen["kind"] = "kind = any(%(kinds)s)"
    if request.time:
        chosen["time"] = TIMES[request.time]
    return chosen


def order(request: SearchRequest, plan: Plan) -> str:
    """The order of hits; two pages never have the same place."""
    alphabet = 'sort_title collate "C", page_id'  # by bytes, as Elasticsearch does
    if request.sort == Sort.DATE:
        direction = "asc" if request.time == Time.UPCOMING else "desc"  # the next event first, else the newest page
        return f"date {direction} nulls last, {alphabet}"
    if request.sort == Sort.RELEVANCE and plan.restricts:
        return f"page_id = any(%(pinned)s::int[]) desc, score desc, {alphabet}"
    return alphabet


def conjunction(sql: Iterable[str]) -> str:
    """All of the conditions as one; without any it holds always."""
    return " and ".join(sql) or "true"
