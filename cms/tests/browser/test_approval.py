"""From a change to the public page, through every office concerned, as its people walk it in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from cms.testing.browser import DESKTOP, PHONE, horizontal_overflow

from .people import box, hand_in, log_in_by_form, object_to, open_from_start_page, sign

FEE = "Sie zahlen für den Bescheid"
NOISE = "Ab 22 Uhr stellen Sie nichts mehr um."
# A topic of the SGA and the Ordnungsamt gets a section of the Umweltamt, in a round of its own that is signed by all.
SHARE_WITH_UMWELTAMT = """
from catalogue.models import TopicPage, TopicSection
from cms.models import Office, User
from cms.workflow import actions
from cms.workflow.changes import hashes_digest, text_hash
from cms.workflow.texts import draft_of

page = TopicPage.objects.get(slug="{slug}")
author, colleague, promotion = (
    User.objects.get(username=name) for name in ("sga-sondernutzungen", "umweltamt", "wirtschaftsfoerderung")
)
umweltamt = Office.objects.get(slug="umweltamt")
draft = draft_of(page)
sections = list(draft.sections.all())
noise = TopicSection(kind="hint", office=umweltamt, heading="Lärm in der Nacht", text="<p>{noise}</p>")
noise.sort_order = len(sections)  # as the form of a page numbers them
fee = next(section for section in sections if section.kind == "fee")
assert fee.office.slug == "sga-sondernutzungen"
fee.text = "<p>{fee}.</p>"
draft.sections = [*sections, noise]
draft.save_revision(user=author)
submission = actions.submit(page=page, user=author, change_note="Lärm in der Nacht ergänzt")
signature = submission.signatures.get(office=umweltamt)
actions.sign(
    submission=submission, office=umweltamt, user=colleague, seen=hashes_digest(signature.part_hashes)
)
actions.sign_off(submission=submission, user=promotion, seen=text_hash(draft_of(submission.page).parts()))
print(page.pk)
"""
# What the form of a page does, which needs JavaScript for its texts.
WRITE = """
from catalogue.models import TopicPage
from cms.models import User
from cms.workflow.texts import draft_of

draft = draft_of(TopicPage.objects.get(pk={pk}))
sections = list(draft.sections.all())
for section in sections:
    for old, new in {changes!r}.items():
        section.text = section.text.replace(old, new)
draft.sections = sections
draft.save_revision(user=User.objects.get(username="sga-sondernutzungen"))
"""


def share_with_umweltamt(site, slug: str) -> int:
    """The key of topic `slug`, which is public with a section of the Umweltamt from now on."""
    return int(site.run(SHARE_WITH_UMWELTAMT.format(slug=slug, fee=FEE, noise=NOISE)))


def write(page: Page, of: str, words: str, *, instead: bool = False) -> None:
    """Type `words` in Wagtail's editor: at the end of the text that contains `of`, or `instead` of all of it."""
    text = page.locator("[contenteditable=true]", has_text=of)
    text.click()
    page.keyboard.press("Control+A" if instead else "Control+End")
    page.keyboard.type(words if instead else f" {words}")
    expect(page.locator("[contenteditable=true]", has_text=words)).to_have_count(1)


def assert_public(reader: Page, site, slug: str, *, has: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    """Readers find the words of `has`, and none of `lacks`, on the page of the topic."""
    reader.goto(site.url(f"/themen/{slug}/"))
    reader.reload()  # a browser may keep what it has for a minute
    text = reader.locator("main").inner_text() + "".join(reader.locator(".what-changed li").all_text_contents())
    assert [words for words in has if words not in text] == []
    assert [words for words in lacks if words in text] == []


def assert_old_against_new(page: Page, *, old: str, new: str) -> None:
    """The signing page shows the part of the Umweltamt as it reads and as it will read, the new words marked."""
    row = page.locator("#amt-umweltamt .compare-changed")
    expect(row).to_have_count(1)
    expect(row.locator(".compare-old")).to_contain_text(old)
    expect(row.locator(".compare-old")).not_to_contain_text(new)
    expect(row.locator(".compare-new ins")).to_contain_text(new)


def assert_umweltamt_alone_is_asked(page: Page) -> None:
    """The page on which the text is handed in says whom it will be shown to."""
    expect(page.locator(".changed-part")).to_have_count(2)
    offices = page.locator(".expected__office")
    expect(offices).to_have_count(2)
    expect(offices.nth(0)).to_contain_text("Sondernutzungen zeichnet mit der Vorlage")
    expect(offices.nth(1)).to_contain_text(re.compile(r"Umwelt- und Naturschutzamt Pankow\s+wird gefragt"))


@pytest.fixture
def arrive(site, open_page):
    """Open the browser of somebody who logs in, or that of a reader: `arrive("umweltamt", DESKTOP)`."""

    def arrive(username: str | None, viewport: dict, *, javascript: bool = True) -> Page:
        page = open_page(viewport, javascript=javascript)
        if username:
            log_in_by_form(page, site, username)
        return page

    return arrive


def test_a_change_of_two_offices_is_public_when_all_have_signed(site, arrive):
    slug, topic = "waren-und-aufsteller", "Waren und Aufsteller vor dem Laden"
    pk = share_with_umweltamt(site, slug)
    night, right, noise = "In der Nacht zahlen Sie 5 Euro mehr.", "Die Nacht kostet nichts.", "Auch Rollen machen Lärm."
    reason, public_note = "Nachts darf nichts draußen stehen. Bitte die Gebühr streichen.", "Neu: was nachts gilt."
    before = {"has": (FEE, NOISE), "lacks": (night, right, noise, public_note)}
    names = None, "sga-sondernutzungen", "umweltamt", "ordnungsamt", "wirtschaftsfoerderung"
    reader, author, colleague, bystander, promotion = (arrive(name, DESKTOP) for name in names)

    author.goto(site.url(f"/admin/pages/{pk}/edit/"))
    write(author, FEE, night)
    write(author, NOISE, noise)
    author.get_by_role("button", name="Zur Mitzeichnung").click()
    author.wait_for_url("**/vorlegen/")
    assert_umweltamt_alone_is_asked(author)
    hand_in(author, change_note="Was nachts gilt, wurde oft gefragt.", public_note=public_note)
    assert_public(reader, site, slug, **before)

    # the Ordnungsamt keeps a part of the page as well, which did not change
    bystander.goto(site.url("/admin/"))
    for title in ("Zu zeichnen", "Zurückgegeben", "In Arbeit"):
        expect(box(bystander, title)).not_to_contain_text(topic)
    open_from_start_page(colleague, site, "Zu zeichnen", topic)
    assert_old_against_new(colleague, old=NOISE, new=noise)
    colleague.locator("summary", has_text="Teile anderer Stellen").click()
    expect(colleague.locator("main")).to_contain_text(night)
    object_to(colleague, reason)
    assert_public(reader, site, slug, **before)

    open_from_start_page(author, site, "Zurückgegeben", topic)
    expect(author.locator("main")).to_contain_text(reason)
    author.goto(site.url(f"/admin/pages/{pk}/edit/"))
    expect(author.locator(".returned-notice")).to_contain_text(reason)
    write(author, night, right, instead=True)
    author.get_by_role("button", name="Zur Mitzeichnung").click()
    author.wait_for_url("**/vorlegen/")
    assert_umweltamt_alone_is_asked(author)
    hand_in(author, change_note="Gebühr gestrichen, wie verlangt.", public_note=public_note)
    assert_public(reader, site, slug, **before)
    bystander.reload()
    expect(box(bystander, "Zu zeichnen")).not_to_contain_text(topic)

    open_from_start_page(colleague, site, "Zu zeichnen", topic)
    assert_old_against_new(colleague, old=NOISE, new=noise)
    sign(colleague)
    assert_public(reader, site, slug, **before)

    open_from_start_page(promotion, site, "Zur Schlusszeichnung", topic)
    promotion.get_by_role("button", name="Schlusszeichnung geben").click()
    expect(promotion.locator(".messages")).to_contain_text("öffentlich")
    assert_public(reader, site, slug, has=(right, NOISE, noise, public_note), lacks=(FEE, night))


def test_the_same_on_a_phone_without_javascript(site, arrive):
    slug, topic = "dreharbeiten-fotos", "Dreharbeiten und Fotos auf der Straße"
    pk = share_with_umweltamt(site, slug)
    night, right, noise = "In der Nacht zahlen Sie 5 Euro mehr.", "Die Nacht kostet nichts.", "Auch Licht stört."
    reason, public_note = "Nachts hängt niemand etwas auf.", "Neu: was nachts gilt."
    before = {"has": (FEE, NOISE), "lacks": (night, right, noise, public_note)}
    names = None, "sga-sondernutzungen", "umweltamt", "wirtschaftsfoerderung"
    reader, author, colleague, promotion = (arrive(name, PHONE, javascript=False) for name in names)

    def seen(page: Page) -> Page:
        assert horizontal_overflow(page) <= 0
        return page

    site.run(WRITE.format(pk=pk, changes={FEE: f"{FEE}. {night}", NOISE: f"{NOISE} {noise}"}))
    author.goto(site.url(f"/admin/mitzeichnung/seite/{pk}/vorlegen/"))
    assert_umweltamt_alone_is_asked(seen(author))
    author.get_by_role("button", name="Vorlegen").click()
    expect(author.locator("main")).to_contain_text("Bitte sagen Sie, was Sie geändert haben und warum.")
    hand_in(author, change_note="Was nachts gilt.", public_note=public_note)

    seen(author).get_by_role("link", name="Zurückholen").click()
    seen(author).get_by_label("Begründung").fill("Ein Tippfehler.")
    author.get_by_role("button", name="Zurückholen").click()
    expect(author.locator(".messages")).to_contain_text("zurückgeholt")
    author.goto(site.url(f"/admin/mitzeichnung/seite/{pk}/vorlegen/"))
    hand_in(author, change_note="Was nachts gilt, ohne Tippfehler.", public_note=public_note)
    assert_public(reader, site, slug, **before)

    open_from_start_page(seen(colleague), site, "Zu zeichnen", topic)
    assert_old_against_new(seen(colleague), old=NOISE, new=noise)
    object_to(colleague, reason)
    open_from_start_page(seen(author), site, "Zurückgegeben", topic)
    expect(seen(author).locator("main")).to_contain_text(reason)
    assert_public(reader, site, slug, **before)

    site.run(WRITE.format(pk=pk, changes={night: right}))
    author.goto(site.url(f"/admin/mitzeichnung/seite/{pk}/vorlegen/"))
    assert_umweltamt_alone_is_asked(author)
    hand_in(author, change_note="Gebühr gestrichen.", public_note=public_note)
    open_from_start_page(colleague, site, "Zu zeichnen", topic)
    sign(colleague)
    assert_public(reader, site, slug, **before)

    open_from_start_page(seen(promotion), site, "Zur Schlusszeichnung", topic)
    seen(promotion).get_by_role("button", name="Schlusszeichnung geben").click()
    expect(promotion.locator(".messages")).to_contain_text("öffentlich")
    assert_public(seen(reader), site, slug, has=(right, noise, public_note), lacks=(night,))
    reader.locator(".what-changed summary").click()
    expect(reader.get_by_text(public_note)).to_be_visible()
