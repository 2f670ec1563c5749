"""The browser's journey of `cms/tests/browser/test_words.py`, on a site whose readers Elasticsearch answers."""

import urllib.request

import pytest
from playwright.sync_api import Page

from cms.testing.browser import DESKTOP, PHONE
from cms.testing.site import RunningSite
from cms.tests.browser.people import log_in

pytestmark = [pytest.mark.ci, pytest.mark.browser]

WORD = "Kwyjibo"  # nothing is like it
TOPIC = """
from catalogue.models import TopicPage
from cms.models import User
from cms.permissions.ownership import pages_to_edit
own = pages_to_edit(User.objects.get(username="sga")).values("pk")
page = TopicPage.objects.live().filter(pk__in=own).order_by("title").first()
print(page.pk, page.title)
"""


def results(page: Page, site: RunningSite) -> list[str]:
    """What a reader finds, in a request of its own."""
    page.goto(site.url(f"/suche/?q={WORD}"))
    return page.locator(".search-hit__title a").all_inner_texts()


def engine(site: RunningSite) -> str:
    """What the health page says of the search."""
    with urllib.request.urlopen(site.url("/gesundheit/"), timeout=20) as response:  # noqa: S310  our own server
        return next(line for line in response.read().decode().splitlines() if line.startswith("search:"))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
def test_a_word_acts_on_the_next_request_before_and_after_elasticsearch_knows_it(site, open_page, viewport):
    number, _space, title = site.run(TOPIC).partition(" ")
    reader, editor = open_page(viewport, javascript=False), open_page(viewport)
    log_in(editor, site, "sga")
    assert engine(site) == "search: Elasticsearch"
    assert title not in results(reader, site)

    editor.goto(site.url(f"/admin/alltagswoerter/new/?text={WORD}&page={number}"))
    editor.locator("footer button[type=submit]").first.click()
    editor.wait_for_url(site.url("/admin/alltagswoerter/"))
    assert results(reader, site)[0] == title

    site.run("from search.replica import upkeep; upkeep.synchronise()")
    assert engine(site) == "search: Elasticsearch"
    assert results(reader, site)[0] == title

    editor.goto(site.url(f"/admin/alltagswoerter/?q={WORD}"))
    href = editor.locator("main table").get_by_role("link", name=WORD, exact=True).get_attribute("href")
    editor.goto(site.url(href.replace("/edit/", "/delete/")))
    editor.get_by_role("button", name="Löschen", exact=True).click()
    assert title not in results(reader, site)
    site.run("from search.replica import upkeep; upkeep.synchronise()")
    assert title not in results(reader, site)
