"""The signing page in a real browser: on a phone, by keyboard, without JavaScript."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE, axe_violations, horizontal_overflow

from .people import log_in, sign

BEGIN_A_ROUND = """
from catalogue.models import TopicPage
from cms.models import User
from cms.workflow import actions
from cms.workflow.texts import draft_of

page = TopicPage.objects.get(slug="tische-und-stuehle")
author = User.objects.get(username="sga-sondernutzungen")
for running in page.submissions.open():
    actions.take_back(submission=running, user=author, reason="Neuer Anfang")
draft = draft_of(page)
sections = list(draft.sections.all())
for section in sections:
    if section.office.slug in ("umweltamt", "sga-sondernutzungen"):
        section.text = section.text.replace("</p>", " Neu ist Satz {number}.</p>", 1)
draft.sections = sections
draft.save_revision(user=author)
print(actions.submit(page=page, user=author, change_note="Ruhezeiten ergänzt").pk)
"""
STATE = """
from cms.workflow.models import Submission

submission = Submission.objects.get(pk={pk})
rows = submission.signatures.filter(office__slug="umweltamt").values_list("state", "reason")
print(submission.stage, *rows.get())
"""
numbers = itertools.count(1)


@pytest.fixture
def round_path(site) -> str:
    """A fresh round that waits for the Umweltamt."""
    pk = site.run(BEGIN_A_ROUND.format(number=next(numbers)))
    return f"/admin/mitzeichnung/{pk}/"


def state(site, path: str) -> str:
    return site.run(STATE.format(pk=path.rstrip("/").rpartition("/")[2]))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
@pytest.mark.parametrize("username", ["umweltamt", "wirtschaftsfoerderung"])
def test_axe_finds_nothing_the_page_reflows_and_headings_are_in_order(site, open_page, round_path, username, viewport):
    page = open_page(viewport)
    log_in(page, site, username, round_path)
    page.wait_for_load_state("networkidle")
    page.eval_on_selector_all("details", "all => all.forEach(details => details.open = true)")

    assert axe_violations(page) == []
    assert horizontal_overflow(page) <= 0
    headings = page.locator("main").locator("h1, h2, h3, h4, h5, h6")
    levels = [int(tag[1]) for tag in headings.evaluate_all("all => all.map(heading => heading.tagName)")]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_old_and_new_stand_side_by_side_and_on_a_phone_one_below_the_other(site, open_page, round_path):
    for viewport, beside in ((DESKTOP, True), (PHONE, False)):
        page = open_page(viewport)
        log_in(page, site, "umweltamt", round_path)
        row = page.locator("#amt-umweltamt .compare-changed").first
        old, new = (row.locator(side).bounding_box() for side in (".compare-old", ".compare-new"))
        assert (old["y"] == new["y"]) is beside
        assert (old["x"] == new["x"]) is not beside


def test_an_office_objects_and_signs_without_javascript(site, open_page, round_path):
    page = open_page(PHONE, javascript=False)
    log_in(page, site, "umweltamt", round_path)
    page.get_by_role("button", name=re.compile("^Einwand erheben")).click()

    expect(page.locator("#object-umweltamt")).to_contain_text("Bitte nennen Sie einen Grund.")
    assert state(site, round_path).startswith("cosigning pending")
    page.get_by_label("Begründung").fill("Der Abstand fehlt.")
    page.get_by_role("button", name=re.compile("^Einwand erheben")).click()

    expect(page.locator(".messages")).to_contain_text("Ihr Einwand ist vermerkt")
    assert state(site, round_path) == "returned objected Der Abstand fehlt."

    again = f"/admin/mitzeichnung/{site.run(BEGIN_A_ROUND.format(number=next(numbers)))}/"
    page.goto(site.url(again))
    page.locator("summary", has_text="früheren Runde").first.click()
    expect(page.locator("main")).to_contain_text("Der Abstand fehlt.")
    sign(page)
    assert state(site, again) == "final signed"


def tab_to(page: Page, reached: str) -> list[str]:
    """Press Tab until `reached`, a condition on the element with the focus, holds; returns the stops on the way."""
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        found, stop = page.evaluate(f"(e => [{reached}, e.name || e.textContent.trim()])(document.activeElement)")
        stops.append(stop)
        if found:
            return stops
    raise AssertionError(stops)


def test_an_office_signs_by_keyboard_alone(site, open_page, round_path):
    page = open_page(DESKTOP)
    log_in(page, site, "umweltamt")
    tab_to(page, f"e.pathname === '{round_path}'")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url(round_path))
    stops = tab_to(page, "e.type === 'submit' && e.textContent.startsWith('Mitzeichnen')")
    assert "sign-umweltamt-note" in stops
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("mitgezeichnet")
    assert state(site, round_path) == "final signed"
