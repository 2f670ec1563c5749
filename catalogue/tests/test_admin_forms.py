"""Editing forms: drafts may be incomplete, mistakes come back at their field, and keys of sections stay."""

import json
import re
import uuid

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from catalogue.models import EventPage, OccasionPage, OfficePage, TopicPage
from cms.testing.factories import (
    business_promotion,
    make_editor,
    make_office,
    make_problem_type,
    publish,
    publish_revision,
)

from .admin_forms import errors_of, topic_data
from .factories import event_index, make_office_page, make_topic, occasion_index, office_index, topic_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office("Grünflächenamt", editors=True)


@pytest.fixture
def editor(client, home, office):
    user = make_editor(office)
    client.force_login(user)
    return user


@pytest.fixture
def promotion(client, home):
    user = make_editor(business_promotion())
    client.force_login(user)
    return user


def section_data(office, text="<p>Text</p>", **fields):
    data = {"uuid": str(uuid.uuid4()), "kind": "fee", "office": office.pk if office else "", "heading": "", **fields}
    return {**data, "text": rich_text(text, features=["bold", "ol", "ul", "link"]) if text else "null"}


def page_data(lead_office, **fields):
    return nested_form_data(
        {
            "title": "Seite",
            "slug": "seite",
            "summary": "",
            "lead_office": lead_office.pk,
            "comments": inline_formset([]),
            **fields,
        }
    )


def add_url(model, parent):
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_topic(client, data):
    return client.post(add_url(TopicPage, topic_index()), data)


def saved(response):
    return response.status_code == 302


# --- new pages -----------------------------------------------------------------------------------


def test_a_new_page_starts_with_the_office_of_its_author(client, editor, office):
    response = client.get(add_url(TopicPage, topic_index()))
    assert response.context["form"]["lead_office"].value() == office.pk


def test_an_empty_section_text_does_not_keep_a_draft_from_being_saved(client, editor, office):
    response = add_topic(client, topic_data(office, sections=[section_data(office, text="")]))
    assert saved(response)
    assert TopicPage.objects.get().sections.get().text == ""


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"lead_office": ""}, "lead_office", "muss ausgefüllt werden"),
        ({"title": ""}, "title", "muss ausgefüllt werden"),
        ({"responsibility": "shared"}, "responsibility_note", "wer was macht"),
        ({"responsibility": "open", "responsibility_note": "  "}, "responsibility_note", "wer was macht"),
        ({"leika_key": "123456789"}, "leika_key", "14 Ziffern"),
        ({"service_ids": "326864, abc"}, "service_ids", "„abc“ ist keine Nummer"),
        ({"service_ids": "12345678901"}, "service_ids", "„12345678901“ ist keine Nummer"),
        ({"summary": "x" * 301}, "summary", "höchstens 300 Zeichen"),
    ],
)
def test_a_mistake_comes_back_at_its_field_with_everything_typed(client, editor, office, fields, field, words):
    response = add_topic(client, topic_data(office, sections=[section_data(office, "<p>Getippt</p>")], **fields))

    errors = errors_of(response)
    assert list(errors) == [field]
    assert words in errors[field]
    assert "Getippt" in response.content.decode()
    assert not TopicPage.objects.exists()


def test_a_section_without_owner_or_kind_comes_back(client, editor, office):
    row = section_data(None, kind="")
    errors = errors_of(add_topic(client, topic_data(office, sections=[row])))
    assert set(errors) == {"sections-0-office", "sections-0-kind"}


def test_related_topics_are_other_topics_and_each_named_once(client, editor, office):
    other = make_topic("Bänke", lead_office=office)
    errors = errors_of(add_topic(client, topic_data(office, relations=[other, other])))
    assert list(errors) == ["topic_relations-1-topic"]
    assert "schon" in errors["topic_relations-1-topic"]


def test_an_empty_related_topic_comes_back(client, editor, office):
    errors = errors_of(add_topic(client, topic_data(office, relations=[None])))
    assert list(errors) == ["topic_relations-0-topic"]


def test_a_topic_cannot_point_to_itself(client, editor, office):
    topic = make_topic("Bänke", lead_office=office)
    errors = errors_of(client.post(edit_url(topic), topic_data(office, relations=[topic])))
    assert list(errors) == ["topic_relations-0-topic"]
    assert "sich selbst" in errors["topic_relations-0-topic"]


def test_at_most_three_problem_types(client, editor, office):
    types = [make_problem_type().pk for _ in range(4)]
    errors = errors_of(add_topic(client, {**topic_data(office), "problem_types": types}))
    assert errors == {"problem_types": "Höchstens drei Problemtypen. Nehmen Sie einen weg."}
    assert saved(add_topic(client, {**topic_data(office), "problem_types": types[:3]}))


def test_an_occasion_may_touch_five_problem_types(client, editor, office):
    url, types = add_url(OccasionPage, occasion_index()), [make_problem_type().pk for _ in range(7)]
    data = page_data(office, steps=inline_formset([]))
    assert "Höchstens fünf." in client.get(url).content.decode()
    errors = errors_of(client.post(url, {**data, "problem_types": types}))
    assert errors == {"problem_types": "Höchstens fünf Problemtypen. Nehmen Sie 2 weg."}
    assert saved(client.post(url, {**data, "problem_types": types[:5]}))


def test_a_taken_address_comes_back(client, editor, office):
    make_topic("Tische", slug="tische", lead_office=office)
    assert "slug" in errors_of(add_topic(client, topic_data(office)))


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "fields"),
    [
        ("", "", {"starts_at", "ends_at"}),
        ("2026-05-03 20:00", "2026-05-03 18:00", {"ends_at"}),
        ("2026-05-03 18:00", "2026-05-03 18:00", {"ends_at"}),
        ("bald", "später", {"starts_at", "ends_at"}),
    ],
)
def test_an_event_needs_dates_in_order(client, editor, office, starts_at, ends_at, fields):
    data = page_data(office, starts_at=starts_at, ends_at=ends_at, place="", agenda="", initiatives="")
    response = client.post(add_url(EventPage, event_index()), data)
    assert set(errors_of(response)) == fields


def test_an_event_draft_needs_no_place(client, editor, office):
    data = page_data(office, starts_at="2026-05-03 18:00", ends_at="2026-05-03 20:00", place="", agenda="a\nb")
    assert saved(client.post(add_url(EventPage, event_index()), data))
    assert EventPage.objects.get().agenda == ["a", "b"]


def test_an_office_page_needs_an_office_that_has_none_yet(client, editor, office):
    url = add_url(OfficePage, office_index())
    assert list(errors_of(client.post(url, page_data(office, office="")))) == ["office"]

    make_office_page(office)
    errors = errors_of(client.post(url, page_data(office, office=office.pk)))
    assert errors == {"office": "Diese Stelle hat schon eine Amtsseite."}


def test_an_office_page_is_led_by_its_office(client, editor, office):
    data = page_data(office, office=make_office().pk)
    errors = errors_of(client.post(add_url(OfficePage, office_index()), data))
    assert errors == {"lead_office": "Eine Amtsseite führt die Stelle selbst."}


def test_an_occasion_draft_may_have_empty_steps_but_not_without_owner(client, editor, office):
    url = add_url(OccasionPage, occasion_index())
    step = {"uuid": str(uuid.uuid4()), "title": "", "office": "", "topic": "", "text": "", "documents": ""}
    data = page_data(office, steps=inline_formset([step]))
    assert list(errors_of(client.post(url, data))) == ["steps-0-office"]

    data = page_data(office, steps=inline_formset([{**step, "office": office.pk}]))
    assert saved(client.post(url, data))


def test_a_form_never_publishes_whatever_it_is_sent(client, promotion):
    data = topic_data(business_promotion(), **{"action-publish": "1"})
    assert saved(add_topic(client, data))
    topic = TopicPage.objects.get()
    assert saved(client.post(edit_url(topic), data))
    assert not TopicPage.objects.get().live


def test_a_new_page_is_led_by_an_office_of_its_author(client, editor, office):
    errors = errors_of(add_topic(client, topic_data(make_office(editors=True))))
    assert errors == {"lead_office": "Eine neue Seite führt eine Stelle, die Sie betreuen."}
    assert saved(add_topic(client, topic_data(make_office(parent=office))))


def test_a_draft_may_be_handed_over_and_stays_open_to_who_began_it(client, editor, office):
    other = make_office(editors=True)
    assert saved(add_topic(client, topic_data(office)))
    topic = TopicPage.objects.get()
    assert saved(client.post(edit_url(topic), topic_data(other)))
    assert client.get(edit_url(topic)).status_code == 200
    assert [row.office for row in topic.page_offices.all()] == [other]


# --- keys of sections ----------------------------------------------------------------------------


def test_rows_added_in_the_browser_get_keys_of_their_own(client, editor):
    body = client.get(add_url(TopicPage, topic_index())).content.decode()
    template = re.search(r'name="sections-__prefix__-uuid" value="([^"]+)"', body).group(1)
    assert re.fullmatch(r"[0-9a-f-]{36}:__prefix__", template)


def keys(page):
    return [str(section.uuid) for section in page.sections.all()]


def draft_of(topic):
    return TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object()


def test_the_key_of_a_section_survives_drafts_reordering_and_publishing(client, promotion):
    office = business_promotion()
    template = f"{uuid.uuid4()}:"
    rows = [section_data(office, f"<p>{n}</p>", uuid=f"{template}{n}") for n in range(2)]

    response = add_topic(client, topic_data(office, sections=rows))
    topic = TopicPage.objects.get()
    first = keys(topic)
    assert len(set(first)) == 2

    # the browser keeps its form: a row added to a live page has no id until it is published
    publish(topic)
    ids = [*topic.sections.values_list("pk", flat=True), ""]
    for _ in range(2):
        rows = [section_data(office, f"<p>{n}</p>", uuid=f"{template}{n}", id=ids[n]) for n in range(3)]
        response = client.post(edit_url(topic), topic_data(office, sections=rows, initial=2))
        assert saved(response)
        assert keys(draft_of(topic))[:2] == first
    third = keys(draft_of(topic))[2]

    # opened anew, turned round, the first taken out, published
    form = client.get(edit_url(topic)).context["form"].formsets["sections"]
    rows = [
        section_data(office, uuid=str(row["uuid"].value()), id=row["id"].value() or "", ORDER=9 - number)
        for number, row in enumerate(form.forms)
    ]
    rows[0]["DELETE"] = "1"
    assert saved(client.post(edit_url(topic), topic_data(office, sections=rows, initial=len(rows))))
    publish_revision(TopicPage.objects.get().get_latest_revision())
    assert keys(TopicPage.objects.get()) == [third, first[1]]


def test_autosave_keeps_the_key(client, promotion):
    office = business_promotion()
    topic = make_topic(lead_office=office)
    row = section_data(office, uuid=f"{uuid.uuid4()}:0")
    seen = set()
    for _ in range(2):
        response = client.post(
            edit_url(topic), topic_data(office, sections=[row]), headers={"accept": "application/json"}
        )
        assert response.json()["success"]
        seen |= set(keys(draft_of(topic)))
    assert len(seen) == 1


def test_a_row_without_key_gets_one_and_a_broken_or_doubled_key_comes_back(client, editor, office):
    rows = [section_data(office, uuid=""), section_data(office, uuid="")]
    assert saved(add_topic(client, topic_data(office, sections=rows)))
    assert len(set(keys(TopicPage.objects.get()))) == 2

    broken = [section_data(office, uuid="kaputt:1")]
    assert list(errors_of(add_topic(client, topic_data(office, slug="b", sections=broken)))) == ["sections-0-uuid"]

    same = str(uuid.uuid4())
    doubled = [section_data(office, uuid=same), section_data(office, uuid=same)]
    assert errors_of(add_topic(client, topic_data(office, slug="c", sections=doubled)))


def test_sections_offer_only_bold_lists_and_links(client, editor):
    form = client.get(add_url(TopicPage, topic_index())).context["form"]
    options = form.formsets["sections"].empty_form.fields["text"].widget.options
    offered = {entry["type"] for group in ("blockTypes", "inlineStyles", "entityTypes") for entry in options[group]}
    assert offered == {"BOLD", "ordered-list-item", "unordered-list-item", "LINK"}


def test_the_form_keeps_other_markup_out(client, editor, office):
    state = json.dumps(
        {
            "blocks": [
                {"key": "a", "text": "Groß", "type": "header-two", "inlineStyleRanges": [], "entityRanges": []},
            ],
            "entityMap": {},
        }
    )
    row = {**section_data(office), "text": state}
    add_topic(client, topic_data(office, sections=[row]))
    assert "<h2" not in TopicPage.objects.get().sections.get().text
