import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from catalogue.models import TopicSection
from cms.models import Office, PageOffice, PartReview
from cms.reviews import SOON, OutdatedReview, ReviewStatus, confirm_part, review_states
from cms.testing.factories import (
    business_promotion,
    make_editor,
    make_office,
    make_review,
    make_user,
    publish,
    withdraw,
)
from cms.workflow.desk import Desk
from cms.workflow.models import StandIn

from .factories import make_event, make_occasion, make_topic, topic_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def greens():
    return make_office("Grünflächenamt", editors=True)


@pytest.fixture
def noise():
    return make_office("Umweltamt", editors=True)


@pytest.fixture
def topic(home, greens, noise):
    return make_topic("Tische", lead_office=greens, sections=[(greens, "Fläche"), (noise, "Ab 22 Uhr <b>Ruhe</b>")])


def review_url(page):
    return reverse("page_review", args=[page.pk])


def part_form(page, index):
    part = page.parts()[index]
    return {"part": part.key, "content_hash": part.content_hash}


def test_an_editor_confirms_the_parts_of_the_own_office_only(client, topic, noise):
    client.force_login(make_editor(noise))

    body = client.get(review_url(topic)).content.decode()
    assert body.count('name="content_hash"') == 1
    assert "Ab 22 Uhr Ruhe" in body

    response = client.post(review_url(topic), part_form(topic, 2), follow=True)

    assert "Danke" in response.content.decode()
    review = PartReview.objects.get()
    assert (review.office, review.reviewed_on) == (noise, timezone.localdate())
    assert [state.is_current for state in review_states(topic)] == [False, False, True]


def test_readers_see_the_mark_vanish_from_a_confirmed_part(client, topic, greens, noise):
    mark = "Beispielinhalt"
    before = client.get(topic.url).content.decode().count(mark)

    client.force_login(make_editor(noise))
    client.post(review_url(topic), part_form(topic, 2))
    client.logout()
    body = client.get(topic.url).content.decode()

    assert body.count(mark) == before - 1
    assert "geprüft am" in body


def test_a_foreign_part_cannot_be_confirmed(client, topic, noise):
    client.force_login(make_editor(noise))
    client.post(review_url(topic), part_form(topic, 0))
    assert not PartReview.objects.exists()


def test_the_maintainer_confirms_for_a_body_without_editors(client, home):
    chamber = make_office("Kammer", kind="chamber")
    topic = make_topic(lead_office=chamber)
    client.force_login(make_editor(business_promotion()))

    client.post(review_url(topic), part_form(topic, 0))

    assert PartReview.objects.get().office == chamber


def test_text_that_changed_since_it_was_read_is_not_confirmed(client, topic, noise):
    client.force_login(make_editor(noise))
    form = part_form(topic, 2)
    TopicSection.objects.filter(uuid=form["part"]).update(text="<p>anders</p>")

    response = client.post(review_url(topic), form, follow=True)

    assert "hat sich gerade geändert" in response.content.decode()
    assert not PartReview.objects.exists()


def test_the_live_text_is_confirmed_not_the_draft(topic, greens):
    read = topic.parts()[0].content_hash
    topic.summary = "Entwurf"
    topic.save_revision()

    confirm_part(page=topic, part_key="shared", user=make_editor(greens), content_hash=read)
    with pytest.raises(OutdatedReview):
        confirm_part(
            page=topic, part_key="shared", user=make_editor(greens), content_hash=topic.parts()[0].content_hash
        )


def test_a_draft_has_nothing_to_review(client, home, greens):
    draft = make_topic(lead_office=greens, live=False)
    client.force_login(make_editor(greens))
    assert client.get(review_url(draft)).status_code == 404


def test_an_index_page_has_nothing_to_review(client, home):
    client.force_login(make_editor(business_promotion()))
    assert client.get(review_url(topic_index())).status_code == 404


def test_a_person_without_admin_rights_is_sent_to_the_login(client, topic):
    client.force_login(make_user())
    assert client.get(review_url(topic)).url.startswith("/admin/login/")


def test_strangers_to_a_page_may_not_open_its_review(client, topic):
    stranger = make_editor(make_office(editors=True))
    stranger.groups.get().page_permissions.all().delete()
    client.force_login(stranger)

    response = client.get(review_url(topic))

    assert (response.status_code, response.url) == (302, "/admin/")


def test_each_kind_of_page_shows_its_parts(client, home, greens, topic):
    pages = [
        make_occasion(lead_office=greens, steps=[{"title": "Karte holen", "office": greens, "documents": ["Ausweis"]}]),
        make_event(lead_office=greens, participants=[greens], topics=[topic], agenda=["18:30 Begrüßung"]),
    ]
    client.force_login(make_editor(greens))

    bodies = [client.get(review_url(page)).content.decode() for page in pages]

    assert "Ausweis" in bodies[0]
    assert "18:30 Begrüßung" in bodies[1]
    assert "Tische" in bodies[1]


def test_what_is_to_review_shrinks_with_each_confirmation_and_grows_with_each_change(topic, greens):
    user = make_editor(greens)
    assert [(page.pk, page.parts_to_review) for page in Desk(user).to_review()] == [(topic.pk, 2)]

    for part in topic.parts()[:2]:
        confirm_part(page=topic, part_key=part.key, user=user)
    assert not Desk(user).to_review().exists()

    topic.summary = "Neu."
    publish(topic)
    assert [page.parts_to_review for page in Desk(user).to_review()] == [1]


def test_drafts_and_pages_of_other_offices_are_not_to_review(topic, noise):
    stranger = make_editor(make_office(editors=True))
    assert not Desk(stranger).to_review().exists()
    withdraw(topic)
    assert not Desk(make_editor(noise)).to_review().exists()


def test_the_start_page_shows_three_lines_and_leads_to_all(client, home, greens):
    for number in range(5):
        make_topic(f"Thema Nummer {number}", lead_office=greens)
    client.force_login(make_editor(greens))

    start = client.get("/admin/").content.decode()
    everything = client.get(reverse("review_list")).content.decode()

    assert re.findall(r"Thema Nummer \d", start) == ["Thema Nummer 0", "Thema Nummer 1", "Thema Nummer 2"]
    assert reverse("review_list") in start
    assert all(f"Thema Nummer {number}" in everything for number in range(5))


def test_the_edit_form_names_the_waiting_parts_of_the_own_office(client, topic, noise):
    client.force_login(make_editor(noise))
    body = client.get(reverse("wagtailadmin_pages:edit", args=[topic.pk])).content.decode()
    assert "Ein Teil Ihrer Stelle ist zu prüfen" in body
    assert review_url(topic) in body


def test_the_history_names_the_confirmed_part(client, topic, noise):
    user = make_editor(noise)
    confirm_part(page=topic, part_key=topic.parts()[2].key, user=user)
    client.force_login(user)
    body = client.get(reverse("wagtailadmin_pages:history", args=[topic.pk])).content.decode()
    assert "„Überblick“ geprüft für Umweltamt" in body


@pytest.mark.parametrize("path", ["/admin/", "/admin/pruefung/"])
def test_queries_do_not_grow_with_the_pages_to_review(
    client, home, greens, noise, path, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(make_editor(greens))
    make_topic(lead_office=greens)
    client.get(path)
    with django_assert_max_num_queries(60) as before:
        client.get(path)

    for number in range(6):
        chamber = make_office(parent=greens)
        make_topic(f"Neu {number}", lead_office=chamber, sections=[(greens, "a"), (noise, "b")])

    with django_assert_num_queries(len(before)):
        client.get(path)


def test_offices_of_a_user_in_bulk_are_those_one_by_one(home, greens, noise):
    child = make_office(parent=greens)
    make_office("Kammer", kind="chamber")
    own_child = make_office(parent=greens, editors=True)
    for office in (greens, noise, business_promotion(), own_child):
        user = make_editor(office)
        expected = {each for each in Office.objects.all() if each.is_maintained_by(user)}
        assert set(Office.objects.maintained_by(user)) == expected
    assert child in Office.objects.maintained_by(make_editor(greens))


def test_the_count_of_an_office_follows_its_parts(topic, greens, noise):
    rows = PageOffice.objects.filter(page_id=topic.pk).values_list("office", "parts_to_review")
    assert dict(rows) == {greens.pk: 2, noise.pk: 1}


def test_a_stand_in_confirms_on_the_days_named_and_the_log_says_so(client, topic, noise):
    today = timezone.localdate()
    standing_in = make_editor(make_office(editors=True))
    stand_in = StandIn.objects.create(office=noise, user=standing_in, starts_on=today, ends_on=today)
    client.force_login(standing_in)

    assert "Tische" in client.get(reverse("review_list")).content.decode()
    body = client.get(review_url(topic)).content.decode()
    assert body.count('name="content_hash"') == 1
    client.post(review_url(topic), part_form(topic, 2))
    review = PartReview.objects.get()
    assert (review.office, review.reviewed_by) == (noise, standing_in)
    client.force_login(make_editor(noise))
    history = client.get(reverse("workflow_page", args=[topic.pk])).content.decode()
    assert "„Überblick“ geprüft für Umweltamt (in Vertretung für Umweltamt)" in history

    client.force_login(standing_in)
    client.post(review_url(topic), part_form(topic, 0))
    StandIn.objects.filter(pk=stand_in.pk).update(starts_on=today - SOON, ends_on=today - datetime.timedelta(days=1))
    client.post(review_url(topic), part_form(topic, 2))
    assert PartReview.objects.count() == 1


def test_what_is_due_is_said_beside_the_part_and_renewed_in_one_click(client, topic, noise):
    client.force_login(make_editor(noise))
    make_review(topic, topic.parts()[2], reviewed_on=datetime.date(2020, 5, 3))
    revisions, entries = topic.revisions.count(), WorkflowState.objects.count()

    body = client.get(review_url(topic)).content.decode()
    assert "geprüft am 3. Mai 2020, seit dem 3. Mai 2021 überfällig" in body
    client.post(review_url(topic), part_form(topic, 2))

    assert review_states(topic)[2].status == ReviewStatus.CURRENT
    assert (topic.revisions.count(), WorkflowState.objects.count()) == (revisions, entries)
    assert "wieder fällig am" in client.get(review_url(topic)).content.decode()
