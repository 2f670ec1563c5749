"""From pages to entries. Only what anybody may read gets in: live pages outside of private sections."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from cms.models import BasePage
from search.models import SearchEntry
from search.request import printable


def entries_of(page_ids: Iterable[int]) -> list[SearchEntry]:
    """The entries of those pages that a reader may find, without build and terms."""
    return [entry_of(page) for page in findable_pages(page_ids)]


def findable_pages(page_ids: Iterable[int]) -> list[BasePage]:
    """Those of the pages that a reader may find, as their own types, with all that an entry needs."""
    pages = list(BasePage.objects.published().filter(pk__in=page_ids).specific())
    pages = [page for page in pages if page.kind]
    prefetch_related_objects(pages, "lead_office", "problem_types__parent", "everyday_words")
    for model in {type(page) for page in pages}:
        prefetch_related_objects([page for page in pages if type(page) is model], *_relations(model))
    return pages


def entry_of(page: BasePage) -> SearchEntry:
    """The entry of one page, of the very object given."""
    offices = page.involved_offices()
    problem_types = list(page.problem_types.all())
    with_parents = dict.fromkeys([*problem_types, *(each.parent for each in problem_types if each.parent)])
    starts_at = getattr(page, "starts_at", None)
    return SearchEntry(
        page_id=page.pk,
        kind=page.kind,
        title=clean([page.title]),
        slug=page.slug,
        url=page.get_url() or "",
        summary=clean([page.summary]),
        words=clean([word.text for word in page.everyday_words.all()]),
        labels=clean([*(office.name for office in offices), *(each.label for each in with_parents)]),
        text=clean(page.searchable_text()),
        date=starts_at or page.last_published_at or page.first_published_at,
        ends_at=getattr(page, "ends_at", None),
        problem_types=[each.pk for each in with_parents],
        offices=[office.pk for office in offices],
    )


def clean(texts: Iterable[str]) -> str:
    """The texts one to a line, with single spaces and nothing unprintable."""
    lines = (" ".join(printable(text).split()) for text in texts)
    return "\n".join(filter(None, lines))


def _relations(model: type[BasePage]) -> list[str]:
    """What the parts and texts of a page type read of its own relations."""
    names = {field.name for field in model._meta.get_fields()}
    wanted = ["sections__office", "steps__office", "topic_relations", "participants", "topics", "office"]
    return [name for name in wanted if name.split("__")[0] in names]
