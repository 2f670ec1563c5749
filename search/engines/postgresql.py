"""PostgreSQL full text: German stems, words joined with OR, ranked; three statements at most, whatever is found."""

import re
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.request import PAGE_SIZE, SearchRequest, Sort, Time

from .base import Highlight, Hit, SearchResponse

WORD = re.compile(r"[^\W_]+")
START, STOP = "\ue000", "\ue001"  # never part of an entry, see `search.index.clean()`

# A text of stop words only makes an empty query, which restricts nothing.
QUERY = "to_tsquery('search_german', %(words)s)"
MATCH = f"(numnode({QUERY}) = 0 or vector @@ {QUERY})"
RANK = f"ts_rank('{{.1, .3, .5, 1}}', vector, {QUERY})"  # text, labels, summary, title with everyday words
TIMES = {Time.UPCOMING: "ends_at >= now()", Time.PAST: "ends_at < now()"}
HEADLINE = f"StartSel={START}, StopSel={STOP}"
TITLE = f"ts_headline('search_german', title, {QUERY}, 'HighlightAll=true, {HEADLINE}')"
SUMMARY = f"ts_headline('search_german', summary, {QUERY}, 'HighlightAll=true, {HEADLINE}')"
EXCERPT = f"ts_headline('search_german', text, {QUERY}, 'MaxFragments=1, MinWords=10, MaxWords=24, {HEADLINE}')"

COUNTS = """
with matched as materialized (
    select kind, problem_types, offices, ends_at from search_searchentry where {match}
)
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
select 'matched', '', count(*) from matched
union all
select 'nodes', '', {nodes}
"""
HITS = """
with best as (
    select page_id, {rank} as rank from search_searchentry where {match} and {all}
    order by {order} limit %(limit)s offset %(offset)s
)
select page_id, title, url, slug, kind, summary,
    array(select o.slug from unnest(offices) with ordinality as u (id, n) join cms_office o using (id) order by n),
    array(select t.slug from unnest(problem_types) with ordinality as u (id, n) join cms_problemtype t using (id)
          order by n),
    case when ends_at is not null then date end, {title}, {marked_summary}, {excerpt}
from best join search_searchentry using (page_id) order by {order}
"""
# For every word of a text that found nothing: the most similar word of titles and everyday words.
NEAREST = """
select (
    select known.word
    from search_searchentry, regexp_split_to_table(concat_ws(' ', title, words), '[^[:alnum:]]+') as known (word)
    where length(known.word) > 2 and similarity(known.word, typed.word) > .3
    order by similarity(known.word, typed.word) desc, known.word limit 1
)
from unnest(%(typed)s::text[]) with ordinality as typed (word, n) order by n
"""


class PostgresEngine:
    """Searches `search_searchentry`: a row belongs to the result if it holds any of the words."""

    def search(self, request: SearchRequest) -> SearchResponse:
        words = WORD.findall(request.text)
        parameters = self.parameters(request, words)
        with connection.cursor() as cursor:
            cursor.execute(counts_statement(request, words), parameters)
            counts: dict[str, dict[str, int]] = {"problem_type": {}, "office": {}, "kind": {}}
            for facet, value, count in cursor.fetchall():
                counts.setdefault(facet, {})[value] = count
            total, matched, nodes = (counts.pop(name)[""] for name in ("total", "matched", "nodes"))
            rows: list[tuple] = []
            if request.offset < total:
                cursor.execute(hits_statement(request, words), parameters)
                rows = cursor.fetchall()
        return SearchResponse(
            total=total,
            hits=[Hit(*row[:6], tuple(row[6]), tuple(row[7]), row[8]) for row in rows],
            facets=counts,
            highlights={row[0]: highlight(*row[9:]) for row in rows} if nodes else {},
            suggestion=None if matched else self.suggest(words),
            text_used=bool(nodes or not request.text),
        )

    @staticmethod
    def parameters(request: SearchRequest, words: list[str]) -> dict[str, Any]:
        """What both statements need, by name."""
        return {
            "words": " | ".join(f"'{word}'" for word in words),
            "problem_types": list(request.problem_types),
            "offices": list(request.offices),
            "kinds": list(request.kinds),
            "limit": PAGE_SIZE,
            "offset": request.offset,
        }

    @staticmethod
    def suggest(words: list[str]) -> str | None:
        """The text with each word replaced by the nearest known one; `None` where no other word is near."""
        with connection.cursor() as cursor:
            cursor.execute(NEAREST, {"typed": words})
            nearest = [known for (known,) in cursor.fetchall()]
        suggested = [known or word for known, word in zip(nearest, words, strict=True)]
        return " ".join(suggested) if any(nearest) and suggested != words else None


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


def counts_statement(request: SearchRequest, words: list[str]) -> str:
    """All counts at once: each facet under the conditions of all others, the text matched once."""
    chosen = conditions(request)
    by_facet = {
        f"all_but_{facet}": conjunction(sql for name, sql in chosen.items() if name != facet)
        for facet in ("problem_type", "office", "kind", "time")
    }
    return COUNTS.format(
        match=MATCH if words else "true",
        nodes=f"numnode({QUERY})" if words else "0",
        all=conjunction(chosen.values()),
        coming=TIMES[Time.UPCOMING],
        upcoming=Time.UPCOMING.value,
        past=Time.PAST.value,
        **by_facet,
    )


def hits_statement(request: SearchRequest, words: list[str]) -> str:
    """One page of hits; only these get highlights."""
    return HITS.format(
        rank=RANK if words else "0",
        match=MATCH if words else "true",
        all=conjunction(conditions(request).values()),
        order=order(request, words),
        title=TITLE if words else "title",
        marked_summary=SUMMARY if words else "summary",
        excerpt=EXCERPT if words else "''",
    )


def order(request: SearchRequest, words: list[str]) -> str:
    if request.sort == Sort.DATE:
        direction = "asc" if request.time == Time.UPCOMING else "desc"  # the next event first, else the newest page
        return f"date {direction} nulls last, sort_title, page_id"
    if request.sort == Sort.RELEVANCE and words:
        return "rank desc, sort_title, page_id"
    return "sort_title, page_id"


def conjunction(sql) -> str:
    return " and ".join(sql) or "true"


def marked(headline: str) -> SafeString:
    """The headline as safe HTML; everything but the marks is escaped."""
    html = escape(headline.replace("\n", " "))
    return mark_safe(html.replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308  escaped in the line above


def highlight(title: str, summary: str, text: str) -> Highlight:
    """Marks where the words are; the text around them only where the summary does not hold them."""
    needed = START in text and START not in summary
    return Highlight(marked(title), marked(summary), marked(text) if needed else marked(""))
