"""Panels of the admin's start page."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from .reviews import pages_to_review

LINES_ON_START_PAGE = 3


class ToReviewPanel(Component):
    """At most three pages that the user's offices should look at, and the way to all of them."""

    name = "to_review"
    template_name = "cms/admin/to_review_panel.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        pages = list(pages_to_review(parent_context["request"].user)[: LINES_ON_START_PAGE + 1])
        return {"pages": pages[:LINES_ON_START_PAGE], "has_more": len(pages) > LINES_ON_START_PAGE}
