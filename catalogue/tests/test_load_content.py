"""Loading content: what it makes, and that a second run changes nothing."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex

from catalogue.models import (
    EventPage,
    EverydayWord,
    OccasionPage,
    OfficePage,
    SeedRecord,
    TopicIndexPage,
    TopicPage,
)
from cms.models import BasePage, Office, PageOffice, ProblemType
from cms.reviews import confirm_part, review_states
from cms.testing.factories import make_user, publish

from .loading import draft, load, related, tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


# --- what is made -----------------------------------------------------------------------------------
def test_offices_keep_their_tree_editors_and_contact():
    roads = Office.objects.get(slug="strassenamt")
    assert roads.group.name == "Straßenamt"
    assert roads.group.permissions.filter(codename="access_admin").exists()
    assert roads.group.page_permissions.exists()
    assert (roads.street, roads.postal_code, roads.city) == ("Fröbelstraße 17", "10405", "Berlin")
    assert [str(hours) for hours in roads.opening_hours.all()] == ["Dienstag 09:00–12:00", "Donnerstag 14:00–18:00"]
    assert Office.objects.get(slug="tiefbau").maintainer == roads
    assert Office.objects.business_promotion().slug == "wirtschaftsfoerderung"


def test_problem_types_keep_their_order_levels_hints_and_icons():
    outside, noise = ProblemType.objects.all()
    assert (outside.slug, outside.hint, outside.icon) == (
        "draussen",
        "Tische und Aufsteller auf dem Gehweg",
        "deck-outline",
    )
    assert (noise.slug, noise.parent) == ("laerm", outside)


def test_a_topic_is_public_with_sections_owners_and_words():
    topic = tables()
    assert topic.live
    assert topic.get_parent().specific == TopicIndexPage.objects.get()
    assert [(section.kind, section.office.slug, section.heading) for section in topic.sections.all()] == [
        ("overview", "strassenamt", ""),
        ("fee", "strassenamt", ""),
        ("hint", "kammer", "Beratung"),
    ]
    assert [office.slug for office in topic.offices] == ["strassenamt", "kammer"]
    assert PageOffice.objects.filter(page_id=topic.pk).count() == 2
    assert [kind.slug for kind in topic.problem_types.all()] == ["draussen", "laerm"]
    assert topic.service_ids == ["326864"]
    assert related(topic) == ["kaputt"]
    assert sorted(topic.everyday_words.values_list("text", flat=True)) == ["Heizpilz", "Sommerterrasse"]


def test_a_text_becomes_the_rich_text_that_the_editor_would_have_written():
    text = tables().sections.first().text

    assert '<a href="https://service.berlin.de/1/">Amt</a>' in text
    assert "Tische &amp; Stühle brauchen eine <b>Erlaubnis</b> vom" in text
    assert text.count("<li ") == 2
    assert "**" not in text


def test_topics_may_point_to_each_other():
    assert related(TopicPage.objects.get(slug="kaputt")) == ["tische"]


def test_an_occasion_has_steps_with_topic_office_and_documents():
    occasion = OccasionPage.objects.get()
    assert occasion.live
    assert occasion.lead_office == Office.objects.business_promotion()
    assert [(step.title, step.office.slug, step.topic) for step in occasion.steps.all()] == [
        ("Kammer fragen", "kammer", None),
        ("Tische beantragen", "strassenamt", tables()),
    ]
    assert set(occasion.repeated_documents()) == {"Skizze"}


def test_a_round_is_an_event_some_days_from_the_first_load():
    event = EventPage.objects.get()
    start = timezone.localtime(event.starts_at)
    assert start.date() == timezone.localdate() - datetime.timedelta(days=3)
    assert (start.hour, start.minute) == (18, 30)
    assert event.ends_at - event.starts_at == datetime.timedelta(minutes=90)
    assert event.lead_office == Office.objects.business_promotion()
    assert [topic.slug for topic in event.topics.all()] == ["tische"]
    assert {office.slug for office in event.participants.all()} == {"wirtschaftsfoerderung", "strassenamt"}


def test_every_office_has_a_page_that_says_what_it_is_for():
    assert OfficePage.objects.live().count() == 4
    page = OfficePage.objects.get(slug="strassenamt")
    assert (page.title, page.summary, page.lead_office) == ("Straßenamt", "Kümmert sich um Straßen.", page.office)


def test_pages_start_with_one_version_and_a_history():
    topic = tables()
    assert topic.revisions.count() == 1
    assert topic.live_revision == topic.latest_revision
    assert not topic.has_unpublished_changes
    assert topic.owner is None
    actions = PageLogEntry.objects.filter(page_id=topic.pk).values_list("action", flat=True)
    assert sorted(actions) == ["wagtail.create", "wagtail.publish"]
    assert not ModelLogEntry.objects.exists()


def test_where_used_knows_the_loaded_pages():
    used_by = {reference.object_id for reference in ReferenceIndex.get_references_to(tables())}
    assert str(OccasionPage.objects.get().pk) in used_by


def test_everything_counts_as_example_until_its_office_confirms_it():
    assert all(state.is_example for page in BasePage.objects.filter(depth__gt=2) for state in review_states(page))


def test_a_directory_without_contacts_and_hints_keeps_those_that_are_there(content):
    (content.path / "contacts.yaml").unlink()
    (content.path / "problem-type-hints.tsv").unlink()

    load(content)

    roads = Office.objects.get(slug="strassenamt")
    assert roads.task == roads.page.summary == "Kümmert sich um Straßen."
    assert roads.opening_hours.count() == 2
    assert ProblemType.objects.get(slug="draussen").icon == "deck-outline"


# --- again ------------------------------------------------------------------------------------------
def test_a_second_run_changes_nothing_and_says_so(content):
    pages = list(BasePage.objects.order_by("pk").values())
    records = list(SeedRecord.objects.values())
    words = list(EverydayWord.objects.values())

    report = load(content)

    assert report[-1] == "Nothing changed."
    assert "topics: 0 created, 0 updated, 2 unchanged, 0 left alone" in report
    assert list(BasePage.objects.order_by("pk").values()) == pages
    assert list(SeedRecord.objects.values()) == records
    assert list(EverydayWord.objects.values()) == words


def test_another_day_does_not_move_a_round(content, monkeypatch):
    before = EventPage.objects.get().starts_at
    later = timezone.now() + datetime.timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert load(content)[-1] == "Nothing changed."
    content.replace("rounds/runde.yaml", "Tische und Gehwege", "Tische und Wege")
    load(content)

    event = draft(EventPage.objects.get())
    assert (event.title, event.starts_at) == ("Tische und Wege", before)


def test_a_changed_file_becomes_a_draft_of_its_page_and_no_other(content):
    content.replace("topics/tische.yaml", "100 Euro", "120 Euro")
    content.replace("topics/tische.yaml", "  - Heizpilz", "  - Stehtisch")

    report = load(content)

    assert "topics: 0 created, 1 updated, 1 unchanged, 0 left alone" in report
    topic = tables()
    assert "100 Euro" in topic.sections.all()[1].text
    assert "120 Euro" in draft(topic).sections.all()[1].text
    assert topic.revisions.count() == 2
    assert sorted(topic.everyday_words.values_list("text", flat=True)) == ["Sommerterrasse", "Stehtisch"]
    assert load(content)[-1] == "Nothing changed."


def test_a_changed_file_keeps_reviews_of_the_sections_it_does_not_touch(content):
    user = make_user(offices=[Office.objects.get(slug="strassenamt")])
    topic = tables()
    for section in list(topic.sections.all())[:2]:
        confirm_part(page=topic, part_key=str(section.uuid), user=user)
    content.replace("topics/tische.yaml", "100 Euro", "120 Euro")

    load(content)

    publish(draft(tables()))
    _, overview, fee, hint = review_states(tables())
    assert overview.is_current
    assert fee.review
    assert not fee.is_current
    assert hint.is_example


def test_a_changed_office_updates_contact_and_page(content):
    content.replace("contacts.yaml", "Kümmert sich um Straßen.", "Baut Straßen.")
    content.replace("contacts.yaml", 'opens: "14:00"', 'opens: "15:00"')
    content.replace("problem-type-hints.tsv", "Tische und Aufsteller", "Tische")

    load(content)

    roads = Office.objects.get(slug="strassenamt")
    assert roads.task == draft(roads.page).summary == "Baut Straßen."
    assert str(roads.opening_hours.last()) == "Donnerstag 15:00–18:00"
    assert ProblemType.objects.get(slug="draussen").hint == "Tische auf dem Gehweg"


def test_a_new_file_becomes_a_new_page(content):
    text = (content.path / "topics" / "kaputt.yaml").read_text()
    content.write("topics/neu.yaml", text.replace("slug: kaputt", "slug: neu").replace("Ärger mit dem", "Neuer"))
    content.replace("topics/kaputt.yaml", "related: [tische]", "related: [neu]")

    load(content)

    assert related(draft(TopicPage.objects.get(slug="kaputt"))) == ["neu"]
