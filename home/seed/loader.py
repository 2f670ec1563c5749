"""The home page's own words, the site's address, and the pages that every public site must have."""

import json
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction
from pydantic import StringConstraints
from wagtail.models import Site

from catalogue.seed.files import BrokenContent, Fault, read_yaml
from catalogue.seed.markdown import faults, to_rich_text
from catalogue.seed.pages import PageWriter
from catalogue.seed.records import Ledger, Report
from catalogue.seed.schema import Slug, Strict, Summary, line, parse
from cms.models import Office
from cms.together import together
from cms.workflow.publishing import publish_example
from home.models import HomePage, StandardPage

SEED = Path(__file__).parent / "data"
SCHEMES = ("https://", "mailto:", "/")
DEFAULT_PORTS = {"http": 80, "https": 443}
HOME_SUMMARY = (
    "Welche Stelle entscheidet, was kostet es, was müssen Sie mitbringen? "
    "Antworten für kleine Betriebe in Berlin-Pankow, gemeinsam gepflegt von den Ämtern."
)


class PlainPage(Strict):
    slug: Slug
    title: line(70)
    summary: Summary
    text: Annotated[str, StringConstraints(min_length=1)]


def read(directory: Path) -> list[PlainPage]:
    """The checked pages of `directory`; raises `BrokenContent` with every fault."""
    found: list[PlainPage] = []
    wrong: list[Fault] = []
    for path in sorted(directory.glob("*.yaml")):
        try:
            data, lines = read_yaml(path)
        except BrokenContent as error:
            wrong += error.faults
            continue
        page, page_faults = parse(PlainPage, data, lines)
        wrong += page_faults
        if page:
            found.append(page)
            for fault in faults(page.text, headings=True, schemes=SCHEMES):
                wrong.append(lines.fault(fault.reason, "text", offset=fault.line))
    if wrong:
        raise BrokenContent(wrong)
    return found


@transaction.atomic
@together()
def load_pages(directory: Path = SEED) -> Report:
    """Bring the plain pages below the home page; `load_content` must have made the offices before."""
    pages = read(directory)
    lead = Office.objects.business_promotion()
    home = HomePage.objects.get()
    prepare_home(home, lead)
    ledger = Ledger()
    writer = PageWriter(ledger)
    for entry in pages:
        planned = writer.plan(
            f"pages/{entry.slug}",
            StandardPage,
            home,
            slug=entry.slug,
            source=entry.model_dump(),
            title=entry.title,
            lead_office=lead,
        )
        if planned:
            writer.fill(planned, lambda page, entry=entry: _write(page, entry))
    return ledger.report


def _write(page: StandardPage, entry: PlainPage) -> None:
    page.title = entry.title
    page.summary = entry.summary
    page.is_placeholder = True
    identity = str(uuid5(NAMESPACE_URL, entry.slug))
    rich_text = to_rich_text(entry.text)
    page.body = json.dumps([{"type": "text", "id": identity, "value": rich_text}])


def prepare_home(home: HomePage, lead: Office) -> None:
    """Give the home page its lead office and summary, unless somebody has; and the site its address."""
    if home.lead_office is None or not home.summary:
        home.lead_office = home.lead_office or lead
        home.summary = home.summary or HOME_SUMMARY
        revision = home.save_revision(log_action=True)
        if not home.first_published_at:
            publish_example(home, revision)
    site = Site.objects.get(is_default_site=True)
    if site.hostname == "localhost":
        address = urlsplit(settings.BASE_URL)
        site.hostname = address.hostname
        site.port = address.port or DEFAULT_PORTS[address.scheme]
        site.save()
