"""Which pages show a file, or name another page, to readers: now, or once what was handed in is signed."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import ReferenceIndex

from cms.models import BasePage

from .models import Submission
from .texts import draft_of

PENDING = (*Submission.OPEN, Submission.Stage.SCHEDULED)


def public_pages_naming(thing: Model) -> list[BasePage]:
    """The public pages that show `thing` or link to it, without itself."""
    pages = ContentType.objects.get_for_model(BasePage)
    sources = (
        ReferenceIndex.get_references_to(thing).filter(base_content_type=pages).values_list("object_id", flat=True)
    )
    found = BasePage.objects.live().filter(pk__in=[int(pk) for pk in set(sources)])
    return list(found.exclude(pk=thing.pk) if isinstance(thing, BasePage) else found)


def pages_showing(thing: Model) -> list[BasePage]:
    """Where readers see `thing`, or will see it as soon as a text that was handed in is signed."""
    shown = {page.pk: page for page in public_pages_naming(thing)}
    target = (ContentType.objects.get_for_model(thing).pk, str(thing.pk))
    pending = BasePage.objects.filter(submissions__stage__in=PENDING).exclude(pk__in=shown).distinct()
    for page in pending.select_related("latest_revision"):
        if target in _references(draft_of(page)):
            shown[page.pk] = page
    return list(shown.values())


def _references(page: BasePage) -> set[tuple[int, str]]:
    # The index knows rows only, not drafts; what it extracts them with is Wagtail's own (pinned, and tested here).
    return {(content_type, pk) for content_type, pk, *_ in ReferenceIndex._extract_references_from_object(page)}


def titles(pages: Iterable[BasePage]) -> str:
    """The first titles, for a message."""
    known = [f"„{page.title}“" for page in pages]
    return ", ".join(known[:3]) + (" …" if len(known) > 3 else "")
