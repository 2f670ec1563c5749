"""What the form of a page offers and says, at every stage of a round."""

import pytest
from django.urls import reverse

from catalogue.models import TopicPage
from catalogue.tests.admin_forms import topic_data
from catalogue.tests.factories import topic_index
from cms.testing.html import parsed, text, texts
from cms.workflow import actions
from cms.workflow.models import Submission
from cms.workflow.publishing import publish_urgently

pytestmark = pytest.mark.django_db
ACTIONS = ".page-actions > *"
NOTICE = ".returned-notice"


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(client, scene, user):
    client.force_login(user)
    return parsed(client.get(edit_url(scene.page)))


def names_of_stock_buttons(page) -> list[str]:
    return [button["name"] for button in page.select("button[name^=action-]") if button["name"] != "action-hand-in"]


@pytest.mark.parametrize("who", ["lead_editor", "second_editor"])
def test_a_form_has_two_buttons_and_none_of_wagtails(client, scene, who):
    page = form_of(client, scene, getattr(scene, who))
    assert texts(page, ACTIONS) == ["Entwurf speichern", "Zur Mitzeichnung …"]
    assert not names_of_stock_buttons(page)


def test_a_superuser_has_no_others(client, scene, admin_user):
    assert not names_of_stock_buttons(form_of(client, scene, admin_user))


def test_the_second_button_saves_and_goes_on(client, scene):
    client.force_login(scene.lead_editor)
    data = topic_data(scene.lead, title="Neuer Titel", slug=scene.page.slug, **{"action-hand-in": "1"})
    response = client.post(edit_url(scene.page), data)
    assert response.url == reverse("workflow_submit", args=[scene.page_id])
    assert scene.page.get_latest_revision_as_object().title == "Neuer Titel"
    assert not Submission.objects.exists()


def test_a_new_page_is_saved_and_goes_on_too(client, scene):
    client.force_login(scene.lead_editor)
    data = topic_data(scene.lead, title="Ganz neu", slug="ganz-neu", **{"action-hand-in": "1"})
    add_url = reverse("wagtailadmin_pages:add", args=["catalogue", "topicpage", topic_index().pk])
    response = client.post(add_url, data)
    assert response.url == reverse("workflow_submit", args=[TopicPage.objects.get(slug="ganz-neu").pk])


def test_a_form_with_faults_stays(client, scene):
    client.force_login(scene.lead_editor)
    data = topic_data(scene.lead, title="", slug=scene.page.slug, **{"action-hand-in": "1"})
    assert client.post(edit_url(scene.page), data).status_code == 200


def test_autosave_stays_where_it_is(client, scene):
    client.force_login(scene.lead_editor)
    data = topic_data(scene.lead, title="Neuer Titel", slug=scene.page.slug, **{"action-hand-in": "1"})
    response = client.post(edit_url(scene.page), data, headers={"accept": "application/json"})
    assert response.json()["success"]


def test_a_locked_page_says_who_is_waited_for_and_leads_to_the_round(client, scene):
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    scene.sign(submission, scene.third, scene.third_editor)
    page = form_of(client, scene, scene.lead_editor)
    round_url = reverse("workflow_round", args=[submission.pk])
    message = page.select_one(".messages")
    assert "Es fehlt noch: Umweltamt (Frist " in text(message)
    assert "Ordnungsamt" not in text(message)
    assert message.select_one(f"a[href='{round_url}']")
    assert texts(page, ACTIONS) == ["Stand ansehen", "Zurückholen …"]
    assert [link["href"] for link in page.select(ACTIONS)] == [
        round_url,
        reverse("workflow_take_back", args=[submission.pk]),
    ]


def test_before_the_last_signature_the_message_names_the_business_promotion(client, scene):
    scene.at_final()
    message = text(form_of(client, scene, scene.lead_editor).select_one(".messages"))
    assert "Schlusszeichnung der Wirtschaftsförderung" in message


def test_an_urgent_text_offers_no_way_back(client, scene):
    scene.edit(scene.signer, second="Eilig.")
    publish_urgently(page=scene.page, user=scene.signer, reason="Gefahr")
    assert texts(form_of(client, scene, scene.lead_editor), ACTIONS) == ["Stand ansehen"]


def test_a_locked_form_cannot_be_posted(client, scene):
    scene.edit(scene.lead_editor, second="Neu.")
    scene.submit()
    client.force_login(scene.lead_editor)
    data = topic_data(scene.lead, title="Vorbei", slug=scene.page.slug, **{"action-hand-in": "1"})
    assert client.post(edit_url(scene.page), data).status_code == 200
    assert scene.page.get_latest_revision_as_object().title != "Vorbei"


def test_an_objection_is_shown_above_the_form_until_the_text_is_handed_in_again(client, scene):
    scene.edit(scene.lead_editor, second="Neu.", third="Neu.")
    submission = scene.submit()
    scene.sign(submission, scene.third, scene.third_editor)
    reason = "Der <b>Abstand</b> fehlt."
    actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason=reason)

    notice = text(form_of(client, scene, scene.lead_editor).select_one(NOTICE))
    assert "Einwand von Umweltamt" in notice
    assert reason in notice
    assert "gültig, solange der Teil gleich bleibt: Straßen" not in notice
    assert "Ordnungsamt" in notice.partition("Schon gezeichnet")[2]

    scene.edit(scene.lead_editor, second="Neu, mit Abstand.")
    assert form_of(client, scene, scene.lead_editor).select_one(NOTICE)
    scene.submit()
    assert not form_of(client, scene, scene.lead_editor).select_one(NOTICE)


def test_a_text_handed_or_fetched_back_says_why(client, scene):
    submission = scene.at_final()
    actions.hand_back(submission=submission, user=scene.signer, reason="Zu lang.")
    assert "Grund der Wirtschaftsförderung: Zu lang." in text(
        form_of(client, scene, scene.lead_editor).select_one(NOTICE)
    )
    actions.take_back(submission=scene.submit(), user=scene.second_editor, reason="Tippfehler.")
    notice = text(form_of(client, scene, scene.lead_editor).select_one(NOTICE))
    assert "zurückgeholt" in notice
    assert "Tippfehler." in notice


def test_the_business_promotion_finds_its_two_acts_in_the_menu_and_nobody_else_does(client, scene):
    scene.edit(scene.lead_editor, second="Neu.")
    addresses = [reverse(name, args=[scene.page_id]) for name in ("workflow_urgent", "workflow_take_down")]
    for user, found in ((scene.signer, 1), (scene.lead_editor, 0)):
        client.force_login(user)
        page = parsed(client.get(reverse("wagtailadmin_explore", args=[scene.page_id])))
        assert [len(page.select(f"a[href='{address}']")) for address in addresses] == [found, found]


def test_wagtails_page_to_unpublish_does_not_unpublish(client, scene, admin_user):
    for user in (scene.signer, scene.lead_editor, admin_user):
        client.force_login(user)
        assert client.get(reverse("wagtailadmin_pages:unpublish", args=[scene.page_id])).status_code == 302
        client.post(reverse("wagtailadmin_pages:unpublish", args=[scene.page_id]))
        assert scene.page.live
