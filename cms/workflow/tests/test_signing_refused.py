"""What the signing page refuses: nothing changes, and nothing that was typed is lost."""

import pytest

from cms.testing.factories import make_editor, make_office, make_user
from cms.testing.html import parsed, text
from cms.workflow import actions
from cms.workflow.models import Signature
from cms.workflow.people import people_of, with_people

from .signing_page import acts, everything, form_of, page_for, send, stand_in, states, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(scene):
    """The SGA changed its own text and that of the Umweltamt."""
    scene.edit(scene.lead_editor, lead="Neuer Text des SGA.", second="Neuer Text des Umweltamts.")
    return scene.submit(public_note="Neue Abstände")


def test_a_text_changed_meanwhile_is_shown_anew_with_what_was_typed(client, scene, submission):
    form = form_of(page_for(client, scene.second_editor, submission), "sign", scene.second)
    scene.edit(scene.lead_editor, second="Wieder anders.")

    soup = parsed(send(client, submission, form, "Mein Hinweis"))

    block = soup.select_one("#sign-umweltamt")
    assert "Der Text hat sich gerade geändert" in text(block.select_one("[role=alert]"))
    assert text(block.textarea) == "Mein Hinweis"
    assert "Wieder anders" in text(soup.select_one("#amt-umweltamt ins"))
    assert states(submission)["umweltamt"] == "pending"

    send(client, submission, form_of(soup, "sign", scene.second), "Mein Hinweis")
    assert states(submission)["umweltamt"] == "signed"


def test_a_schlusszeichnung_for_another_text_is_refused(client, scene):
    submission = scene.at_final()
    form = form_of(page_for(client, scene.signer, submission), "sign_off") | {"seen": "0" * 64}
    soup = parsed(client.post(url_of(submission), form))
    assert "Der Text hat sich gerade geändert" in text(soup.select_one("#sign-off [role=alert]"))
    assert scene.live_texts()[1] == "<p>Text von Umweltamt.</p>"


def test_a_round_closed_meanwhile_keeps_the_typed_reason(client, scene, submission):
    form = form_of(page_for(client, scene.second_editor, submission), "object", scene.second)
    actions.take_back(submission=submission, user=scene.lead_editor, reason="Zu früh.")
    before = everything(submission)

    soup = parsed(send(client, submission, form, "Meine lange <Begründung>"))

    alert = text(soup.select_one("[role=alert]"))
    assert "schon abgeschlossen" in alert
    assert "Meine lange <Begründung>" in alert
    assert acts(soup) == []
    assert everything(submission) == before


OFFICE_ACTS = ("sign", "object", "decide")
TEXT_ACTS = ("sign_off", "hand_back")


def direct_posts(scene, submission):
    """Every act for every office, with what a reader of the page could know."""
    seen = {row.office: row.part_hashes for row in submission.signatures.select_related("office")}
    for office in (scene.lead, scene.second, scene.third):
        for act in OFFICE_ACTS:
            words = {f"{act}-{office.slug}-reason": "Grund", f"{act}-{office.slug}-note": "Hinweis"}
            yield {"act": act, "office": office.slug, "seen": actions.hashes_digest(seen.get(office, {}))} | words
    whole = actions.text_hash(actions.draft_of(scene.page).parts())
    for act in TEXT_ACTS:
        yield {"act": act, "seen": whole, f"{act}-reason": "Grund"}


def strangers(scene):
    outsider = make_editor(make_office("Kulturamt", editors=True))
    return [scene.third_editor, outsider, make_user(is_superuser=True)]


@pytest.mark.parametrize("stage", ["cosigning", "final"])
def test_strangers_change_nothing_by_any_direct_post(client, scene, submission, stage):
    if stage == "final":
        scene.sign(submission, scene.second, scene.second_editor)
    before = everything(submission)
    for user in strangers(scene):
        client.force_login(user)
        for form in direct_posts(scene, submission):
            response = client.post(url_of(submission), form)
            assert response.status_code in (200, 403), (user, form)
            assert not parsed_any(response).select_one(".messages .success")
            assert everything(submission) == before, (user, form)


def parsed_any(response):
    response.status_code = 200
    return parsed(response)


@pytest.mark.parametrize("end", ["returned", "taken_back", "published"])
def test_nothing_changes_a_closed_round(client, scene, submission, end):
    if end == "returned":
        actions.object_to(submission=submission, office=scene.second, user=scene.second_editor, reason="Nein.")
    elif end == "taken_back":
        actions.take_back(submission=submission, user=scene.lead_editor, reason="Zu früh.")
    else:
        scene.sign(submission, scene.second, scene.second_editor)
        scene.sign_off(submission)
    before = everything(submission)
    assert before[0] == end
    for user in [scene.lead_editor, scene.second_editor, scene.signer, *strangers(scene)]:
        client.force_login(user)
        assert acts(parsed(client.get(url_of(submission)))) == []
        for form in direct_posts(scene, submission):
            client.post(url_of(submission), form)
            assert everything(submission) == before, (user, form)


def test_a_signature_is_not_given_twice(client, scene, submission):
    form = form_of(page_for(client, scene.second_editor, submission), "sign", scene.second)
    send(client, submission, form, "Erstes Wort")
    before = everything(submission)
    soup = parsed(send(client, submission, form, "Zweites Wort"))
    assert "wird keine Mitzeichnung mehr erwartet" in text(soup.select_one("[role=alert]"))
    assert everything(submission) == before


def test_the_promotion_does_not_sign_for_an_office_that_can_still_do_it(client, scene, submission):
    before = everything(submission)
    client.force_login(scene.signer)
    for form in direct_posts(scene, submission):
        client.post(url_of(submission), form)
    assert everything(submission) == before


def test_nonsense_is_a_bad_request_or_not_found(client, scene, submission):
    client.force_login(scene.second_editor)
    assert client.post(url_of(submission), {"act": "publish"}).status_code == 400
    assert client.post(url_of(submission), {}).status_code == 400
    assert client.post(url_of(submission), {"act": "sign", "office": "gibt-es-nicht"}).status_code == 404
    assert client.get("/admin/mitzeichnung/999999/").status_code == 404


def test_without_the_right_to_the_admin_there_is_only_the_login(client, scene, submission):
    client.force_login(make_user())
    for response in (client.get(url_of(submission)), client.post(url_of(submission), {"act": "sign"})):
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")


def test_offices_with_people_in_bulk_are_those_one_by_one(scene):
    empty, absent, helped = (make_office(editors=True) for _number in range(3))
    make_editor(absent, is_active=False)
    stand_in(helped, scene.third_editor)
    offices = [scene.lead, scene.second, empty, absent, helped, make_office("Kammer", kind="chamber")]
    assert with_people(offices) == {office for office in offices if people_of(office).exists()}
    assert with_people(offices) == {scene.lead, scene.second, helped}


def test_a_signature_of_an_office_no_longer_concerned_has_no_request(scene, submission):
    scene.edit(scene.lead_editor, second="Text von Umweltamt.")
    signature = Signature(submission=submission, office=scene.second)
    assert actions.request_of(signature) is None
    assert not actions.may_be_decided(signature)
