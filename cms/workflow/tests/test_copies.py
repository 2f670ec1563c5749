"""A copy is a draft of the copier's office; what was signed, reviewed or planned stays with the original."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import OccasionPage, TopicPage
from catalogue.tests.factories import make_occasion, make_office_page, occasion_index, topic_index
from cms.models import BasePage
from cms.testing.factories import make_review, make_user
from cms.testing.html import parsed
from cms.workflow.texts import draft_of
from home.models import StandardPage
from home.tests.factories import make_standard_page

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_scene):
    shared_scene.edit(shared_scene.lead_editor, second="Nur im Entwurf.")
    return shared_scene


def copy_data(parent: BasePage, **fields) -> dict:
    return {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": parent.pk, **fields}


def copy_url(page: BasePage) -> str:
    return reverse("wagtailadmin_pages:copy", args=[page.pk])


def test_a_copy_in_the_admin_is_a_draft_of_the_copiers_office(client, scene):
    make_review(scene.page, scene.page.parts()[0])
    scene.submit()
    client.force_login(scene.third_editor)

    form = parsed(client.get(copy_url(scene.page)))
    assert not form.select("[name=publish_copies], [name=alias]")
    response = client.post(copy_url(scene.page), copy_data(topic_index(), publish_copies="on", alias="on"), follow=True)

    copy = TopicPage.objects.get(slug="kopie")
    assert "Alle Teile gehören jetzt zu: Ordnungsamt." in response.content.decode()
    assert not copy.live
    assert copy.first_published_at is None
    assert copy.owner == scene.third_editor
    for text in (copy, draft_of(copy)):
        assert text.offices == [scene.third]
        assert [row.text for row in text.sections.all()][1] == "<p>Nur im Entwurf.</p>"
    assert [row.office for row in copy.page_offices.all()] == [scene.third]
    assert copy.revisions.count() == 1
    for nothing in (copy.submissions, copy.publications, copy.part_reviews, copy.workflow_states):
        assert not nothing.exists()
    assert scene.page.offices == [scene.lead, scene.second, scene.third]
    assert draft_of(scene.page).offices == [scene.lead, scene.second, scene.third]


def test_superusers_work_for_no_office_and_copy_for_the_business_promotion(client, scene):
    client.force_login(make_user("technik", is_superuser=True))
    client.post(copy_url(scene.page), copy_data(topic_index()))
    assert TopicPage.objects.get(slug="kopie").offices == [scene.promotion]


def test_code_gets_the_same_whatever_it_asks_for(scene):
    make = {"update_attrs": {"slug": "kopie"}, "copy_revisions": True, "keep_live": True, "recursive": True}
    copy = scene.page.copy(**make, user=scene.second_editor)
    assert (copy.live, copy.offices, copy.revisions.count()) == (False, [scene.second], 1)


def test_pages_below_are_copied_the_same_way(client, scene, home):
    parent = make_standard_page(home, "Recht", "recht", lead_office=scene.lead)
    make_standard_page(parent, "Datenschutz", "datenschutz", lead_office=scene.second)
    user = make_user("technik", is_superuser=True)
    client.force_login(user)

    client.post(copy_url(parent), copy_data(home, copy_subpages="on", publish_copies="on"))

    copy = StandardPage.objects.get(slug="kopie")
    below = copy.get_children().get().specific
    assert (copy.live, copy.offices) == (False, [scene.promotion])
    assert (below.title, below.live, below.offices) == ("Datenschutz", False, [scene.promotion])
    assert draft_of(below).offices == [scene.promotion]


def test_steps_of_an_occasion_change_their_owner_too(scene):
    occasion = make_occasion("Umziehen", lead_office=scene.lead, steps=[{"title": "Abmelden", "office": scene.second}])
    copy = occasion.copy(update_attrs={"slug": "kopie"}, user=scene.third_editor)
    assert OccasionPage.objects.child_of(occasion_index()).get(pk=copy.pk).offices == [scene.third]


def test_a_plan_is_not_copied(scene):
    draft = draft_of(scene.page)
    draft.go_live_at = draft.expire_at = timezone.now() + datetime.timedelta(days=3)
    draft.save_revision(user=scene.lead_editor)
    copy = draft_of(scene.page.copy(update_attrs={"slug": "kopie"}, user=scene.lead_editor))
    assert copy.go_live_at is copy.expire_at is None


def test_what_cannot_be_copied_says_why_and_leaves_nothing_behind(client, scene):
    page = make_office_page(scene.lead)
    client.force_login(make_user("technik", is_superuser=True))
    count = BasePage.objects.count()

    response = client.post(copy_url(page), copy_data(page.get_parent()))

    assert "Sie lässt sich nicht kopieren." in response.content.decode()
    assert BasePage.objects.count() == count
