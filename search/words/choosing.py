"""Choosing the page of an everyday word: in Wagtail's window, and in a plain list where there is no JavaScript."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import get_page_models

from cms.querysets import BasePageQuerySet


def findable(pages: BasePageQuerySet) -> BasePageQuerySet:
    """Those of the pages that the search can find once they are public, by title."""
    models = [model for model in get_page_models() if getattr(model, "kind", "")]
    types = ContentType.objects.get_for_models(*models).values()
    return pages.filter(content_type__in=types).order_by("title", "pk")


class PageChooser(AdminPageChooser):
    """Offers `pages` in a list as well. It comes second under the same name: where both are sent, the list counts."""

    pages: Iterable = ()

    def render_html(self, name: str, value_data: dict | None, attrs: dict) -> SafeString:
        context = {
            "name": name,
            "id": attrs["id"],
            "chosen": (value_data or {}).get("id"),
            "pages": self.pages,
        }
        plain = render_to_string("search/words/plain_chooser.html", context)
        return mark_safe(super().render_html(name, value_data, attrs) + plain)  # noqa: S308  both are templates
