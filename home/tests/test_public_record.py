"""What readers are told about how the text of a page came about."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from catalogue.tests.factories import make_event, make_occasion, make_office_page, make_topic
from cms.models import BasePage
from cms.testing.factories import make_office
from cms.testing.html import parsed, text, texts
from cms.workflow.models import Publication
from cms.workflow.publishing import publish_urgently
from cms.workflow.tests.scene import Scene

from .factories import make_standard_page

pytestmark = pytest.mark.django_db
MARK = ".notice--warning"
NOTES = ".what-changed li"


def note(page: BasePage, words: str, *, days_ago: int = 0, **fields) -> None:
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    fields = {"kind": Publication.Kind.SIGNED, "published_at": moment, **fields}
    Publication.objects.create(page_id=page.pk, text_hash="x", public_note=words, **fields)


@pytest.fixture(params=["topic", "occasion", "event", "office", "page"])
def page(request, home):
    office = make_office("Straßenamt", slug="strassenamt")
    makers = {
        "topic": lambda: make_topic(lead_office=office),
        "occasion": lambda: make_occasion(lead_office=office),
        "event": lambda: make_event(lead_office=office),
        "office": lambda: make_office_page(office),
        "page": lambda: make_standard_page(home),
    }
    return makers[request.param]()


def test_every_kind_of_page_tells_what_changed_newest_first(client, page):
    note(page, "Gebühr gesenkt.", days_ago=9)
    note(page, "Frist <b>verlängert</b>.")
    note(page, "")
    note(page, "Kommt erst noch.", published_at=None)
    shown = texts(parsed(client.get(page.url)), NOTES)
    assert [entry.partition(" ")[2].split(" ", 2)[2] for entry in shown] == [
        "Frist <b>verlängert</b>.",
        "Gebühr gesenkt.",
    ]
    assert shown[0].startswith(date_format(timezone.localdate(), "j. F Y"))


def test_every_kind_of_page_tells_that_a_text_is_urgent_until_it_is_signed(client, page):
    assert "Eilig" not in client.get(page.url).text
    note(page, "", kind=Publication.Kind.URGENT, reason="Unfall", days_ago=3)
    assert "noch nicht von allen Stellen geprüft" in text(parsed(client.get(page.url)).select_one(MARK))
    assert "Unfall" not in client.get(page.url).text
    Publication.objects.update(settled_at=timezone.now())
    assert "Eilig" not in client.get(page.url).text


def test_a_page_without_notes_has_no_empty_list(client, page):
    assert "what-changed" not in client.get(page.url).text


def test_both_facts_take_one_query_however_many_there_are(client, page):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page.url)
        assert sum("workflow_publication" in query["sql"] for query in captured) == 1
        return len(captured)

    client.get(page.url)
    before = queries()
    for number in range(5):
        note(page, f"Nummer {number}")
    note(page, "Eilig", kind=Publication.Kind.URGENT, reason="x")
    assert queries() == before


def test_the_mark_goes_with_the_last_signature(client, home):
    scene = Scene()
    scene.edit(scene.signer, second="Sofort.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr", public_note="Neu: sofort.")
    page = parsed(client.get(scene.page.url))
    assert "Eilig veröffentlicht" in text(page.select_one(MARK))
    assert "Neu: sofort." in texts(page, NOTES)[0]

    submission = scene.page.submissions.get()
    scene.sign(submission, scene.second, scene.second_editor)
    scene.sign_off(submission, scene.other_signer)
    assert "Eilig" not in client.get(scene.page.url).text


def test_a_page_is_found_below_one_that_is_not_public(client, home):
    topic = make_topic(slug="tische")
    BasePage.objects.filter(pk=topic.get_parent().pk).update(live=False)
    assert client.get("/themen/").status_code == 404
    assert client.get("/themen/tische/").status_code == 200
    assert client.get("/themen/nichts/").status_code == 404
    assert client.get("/themen/tische/nichts/").status_code == 404
