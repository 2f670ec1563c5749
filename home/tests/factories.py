"""Makers of plain pages for tests."""

from cms.testing.factories import add_page, business_promotion
from home.models import StandardPage


def make_standard_page(home, title: str = "Impressum", slug: str = "impressum", **fields) -> StandardPage:
    fields.setdefault("body", [("text", "<h2>Angaben</h2><p>Text mit <a href='https://example.org'>Link</a></p>")])
    if "lead_office" not in fields:
        fields["lead_office"] = business_promotion()
    page = StandardPage(title=title, slug=slug, **fields)
    return add_page(home, page)
