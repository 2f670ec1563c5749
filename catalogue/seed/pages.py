"""Writing pages: created with a first version and published, updated only where nobody has edited them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.models import BasePage
from cms.workflow.publishing import publish_example

from .records import Action, Ledger, page_digest, told


@dataclass
class PlannedPage[P: BasePage]:
    """A page that exists by now, and whether its content is still to be written."""

    key: str
    page: P
    source: Any
    action: Action


class PageWriter:
    """Brings entries of the files to pages in two steps, because pages point to each other.

    First all pages are planned: new ones come to exist, empty and not public. Then each is filled and published.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.written: list[BasePage] = []

    def plan[P: BasePage](
        self, key: str, model: type[P], parent: BasePage, *, slug: str, source: Any, **first_values: Any
    ) -> PlannedPage[P] | None:
        """The page of an entry, made if it was never there; None where it was deleted."""
        known = self.ledger.object_id(key)
        found = model.objects.child_of(parent).filter(slug=slug) if known is None else model.objects.filter(pk=known)
        page = found.first()
        current = page_digest(page) if page else None
        action = self.ledger.decide(key, name=first_values["title"], source=source, current=current)
        if action is Action.CREATE:
            with told(key):
                page = parent.add_child(instance=model(slug=slug, live=False, **first_values))
        return PlannedPage(key, page, source, action) if page else None

    def fill[P: BasePage](self, planned: PlannedPage[P], write: Callable[[P], None]) -> None:
        """Let `write` set the content of a page that is new or to be updated.

        A new one is public as an example; what readers see of others changes by the workflow only, so that an update
        becomes a draft.
        """
        if planned.action not in (Action.CREATE, Action.UPDATE):
            return
        page = planned.page
        write(page)
        with told(planned.key):
            revision = page.save_revision(log_action=planned.action is Action.UPDATE)
            if planned.action is Action.CREATE:
                publish_example(page, revision)
        stored = type(page).objects.get(pk=page.pk)
        self.ledger.write(planned.key, object_id=page.pk, source=planned.source, current=page_digest(stored))
        self.written.append(stored)
