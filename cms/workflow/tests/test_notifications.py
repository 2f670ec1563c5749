"""Each event tells exactly these people, with a link that opens the right page, and nobody else."""

import re
from copy import deepcopy

import pytest
from django.core import mail
from django.utils import timezone

from cms.models import MailPreference, OutgoingMail
from cms.testing.factories import make_editor, make_user
from cms.workflow import actions, notifications, publishing
from cms.workflow.changes import hashes_digest
from cms.workflow.models import Membership, Publication, Signature
from cms.workflow.tests.cast import ORDNUNGSAMT, PROMOTION, SGA, UMWELTAMT, Cast, told

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_cast(shared_home) -> Cast:
    return Cast()


@pytest.fixture
def cast(db, shared_cast) -> Cast:
    return deepcopy(shared_cast)


def ask_the_umweltamt(cast: Cast):
    cast.edit(cast.lead_editor, second="Neuer Text.")
    return cast.submit()


def ask_two_offices(cast: Cast):
    cast.edit(cast.lead_editor, second="Neuer Text.", third="Neuer Text.")
    return cast.submit()


def objection(cast: Cast) -> None:
    submission = ask_two_offices(cast)
    cast.sign(submission, cast.third, cast.third_editor)
    actions.object_to(submission=submission, office=cast.second, user=cast.second_editor, reason="Falscher Betrag.")


def objection_by_stand_in(cast: Cast) -> None:
    submission = ask_two_offices(cast)
    actions.object_to(submission=submission, office=cast.second, user=cast.stand_in, reason="Falscher Betrag.")


def handing_back(cast: Cast) -> None:
    actions.hand_back(submission=cast.at_final(), user=cast.signer, reason="Bitte kürzer.")


def handing_back_to_somebody_gone(cast: Cast) -> None:
    submission = cast.at_final()
    cast.lead_editor.is_active = False
    cast.lead_editor.save()
    actions.hand_back(submission=submission, user=cast.signer, reason="Bitte kürzer.")


def taking_back(cast: Cast) -> None:
    submission = ask_the_umweltamt(cast)
    actions.take_back(submission=submission, user=cast.lead_colleague, reason="Noch ein Fehler.")


def taking_back_at_the_end(cast: Cast) -> None:
    actions.take_back(submission=cast.at_final(), user=cast.lead_editor, reason="Noch ein Fehler.")


def final_of_a_text_of_the_promotion(cast: Cast) -> None:
    cast.edit(cast.signer, second="Von der Wirtschaftsförderung.")
    cast.edit(cast.lead_editor, second="Neuer Text.")
    submission = cast.submit()
    cast.sign(submission, cast.second, cast.second_editor)


def final_after_a_signature_of_the_promotion(cast: Cast) -> None:
    submission = ask_the_umweltamt(cast)
    cast.empty(cast.second)
    signature = submission.signatures.get()
    actions.decide_for(
        submission=submission,
        office=cast.second,
        user=cast.signer,
        reason="Niemand da.",
        seen=hashes_digest(signature.part_hashes),
    )


def publication(cast: Cast) -> None:
    cast.sign_off(cast.at_final())


def publication_after_two_signatures(cast: Cast) -> None:
    submission = ask_two_offices(cast)
    cast.sign(submission, cast.third, cast.third_editor)
    cast.sign(submission, cast.second, cast.stand_in)
    cast.sign_off(submission)


def urgent_publication(cast: Cast) -> Publication:
    cast.edit(cast.lead_editor, second="Eiliger Text.")
    return publishing.publish_urgently(page=cast.page, user=cast.signer, reason="Gefahr im Verzug.")


def urgent_publication_signed_by_all(cast: Cast) -> None:
    submission = urgent_publication(cast).submission
    cast.sign(submission, cast.second, cast.second_editor)
    cast.sign_off(submission, cast.other_signer)


def taking_down(cast: Cast) -> None:
    publishing.take_down(page=cast.page, user=cast.signer, reason="Die Regel gilt nicht mehr.")


def taking_down_during_a_round(cast: Cast) -> None:
    cast.edit(cast.lead_editor, second="Neuer Text.")
    cast.submit(make_editor(cast.lead, email="sga3@example.org"))
    taking_down(cast)


def a_request_where_nobody_is(cast: Cast) -> None:
    cast.empty(cast.second)
    ask_the_umweltamt(cast)


def a_request_to_an_author_who_stands_in(cast: Cast) -> None:
    cast.name_stand_in(cast.lead_colleague, cast.second)
    cast.edit(cast.lead_colleague, second="Neuer Text.")
    cast.submit(cast.lead_editor)


def a_request_to_an_author_of_the_office(cast: Cast) -> None:
    cast.edit(cast.second_editor, second="Neuer Text.")
    cast.submit(cast.lead_editor)


def a_request_to_a_stand_in_whom_an_author_chose(cast: Cast) -> None:
    chosen = make_user(email="ausgesucht@example.org")
    cast.name_stand_in(chosen, cast.second, named_by=cast.lead_editor)
    ask_the_umweltamt(cast)


def a_request_that_whoever_emptied_the_office_may_not_decide(cast: Cast) -> None:
    submission = ask_the_umweltamt(cast)
    OutgoingMail.objects.all().delete()
    cast.empty(cast.second)
    Membership.objects.filter(office=cast.second).update(ended_at=timezone.now(), ended_by=cast.signer)
    notifications.requested(submission.signatures.all())


def a_text_changed_under_the_signatures(cast: Cast) -> None:
    submission = ask_two_offices(cast)
    cast.sign(submission, cast.second, cast.second_editor)
    OutgoingMail.objects.all().delete()
    cast.edit(cast.second_colleague, second="Noch ein Text.")


@pytest.mark.parametrize(
    ("act", "event", "recipients"),
    [
        (ask_the_umweltamt, "requested", UMWELTAMT),
        (ask_two_offices, "requested", UMWELTAMT | ORDNUNGSAMT),
        (a_request_where_nobody_is, "requested", PROMOTION | {"postfach-umwelt"}),
        (a_request_to_an_author_who_stands_in, "requested", UMWELTAMT),
        (a_request_to_a_stand_in_whom_an_author_chose, "requested", UMWELTAMT),
        (
            a_request_that_whoever_emptied_the_office_may_not_decide,
            "requested",
            PROMOTION - {"wifoe"} | {"postfach-umwelt"},
        ),
        (a_request_to_an_author_of_the_office, "requested", UMWELTAMT),
        (a_text_changed_under_the_signatures, "requested", UMWELTAMT - {"umweltamt2"}),
        (urgent_publication, "requested", UMWELTAMT),
        (objection, "returned", {"sga", "postfach-sga"} | ORDNUNGSAMT),
        (objection_by_stand_in, "returned", {"sga", "postfach-sga"}),
        (handing_back, "returned", {"sga", "postfach-sga", "umweltamt", "postfach-umwelt"}),
        (handing_back_to_somebody_gone, "returned", {"sga2", "postfach-sga", "umweltamt", "postfach-umwelt"}),
        (taking_back, "taken_back", UMWELTAMT | {"sga", "postfach-sga"}),
        (taking_back_at_the_end, "taken_back", UMWELTAMT | PROMOTION | {"postfach-sga"}),
        (publication, "final_requested", PROMOTION),
        (final_of_a_text_of_the_promotion, "final_requested", PROMOTION - {"wifoe"}),
        (final_after_a_signature_of_the_promotion, "final_requested", PROMOTION - {"wifoe"}),
        (urgent_publication_signed_by_all, "final_requested", PROMOTION - {"wifoe"}),
        (publication, "published", SGA | ORDNUNGSAMT | {"umweltamt", "postfach-umwelt"}),
        (publication_after_two_signatures, "published", SGA | ORDNUNGSAMT | {"vertretung", "postfach-umwelt"}),
        (urgent_publication, "published", SGA | ORDNUNGSAMT),
        (urgent_publication_signed_by_all, "urgent_settled", {"wifoe", "postfach-wifoe"}),
        (taking_down, "taken_down", SGA | UMWELTAMT | ORDNUNGSAMT),
        (taking_down_during_a_round, "taken_down", SGA | UMWELTAMT | ORDNUNGSAMT | {"sga3"}),
    ],
)
def test_who_is_told(cast, act, event, recipients):
    act(cast)
    assert told(event) == recipients


def test_reminders_go_to_those_who_were_asked(cast):
    submission = ask_two_offices(cast)
    cast.sign(submission, cast.third, cast.third_editor)
    waiting = submission.signatures.filter(state=Signature.State.PENDING)
    for is_last in (False, True, True):
        notifications.reminder(waiting, is_last=is_last)
    assert OutgoingMail.objects.filter(event="reminder").count() == 2 * len(UMWELTAMT)
    assert {row.to for row in OutgoingMail.objects.filter(event="reminder")} == {f"{n}@example.org" for n in UMWELTAMT}


def test_a_decision_is_the_promotions(cast):
    cast.name_stand_in(cast.third_editor, cast.promotion)
    notifications.decision_needed(ask_the_umweltamt(cast).signatures.get())
    assert told("decision_needed") == PROMOTION


def test_a_refused_schedule_is_told_to_all_who_agreed(cast):
    submission = cast.at_final()
    cast.sign_off(submission)
    notifications.schedule_refused(submission)
    assert told("schedule_refused") == {"sga", "postfach-sga", "umweltamt", "postfach-umwelt", "wifoe"}


def test_an_expired_page_is_the_leads(cast):
    notifications.expired(cast.page)
    assert told("expired") == SGA


def test_example_content_is_nobodys_news(cast):
    cast.edit(cast.lead_editor, second="Beispiel.")
    publishing.publish_urgently(page=cast.page, user=cast.signer, reason="Gefahr im Verzug.")
    Publication.objects.update(kind=Publication.Kind.EXAMPLE)
    OutgoingMail.objects.all().delete()
    notifications.published(Publication.objects.get())
    assert not OutgoingMail.objects.exists()


def test_somebody_in_two_offices_gets_one_mail_about_both(cast):
    both = make_editor(cast.second, cast.third, email="beide@example.org")
    ask_two_offices(cast)
    [row] = OutgoingMail.objects.filter(user=both)
    assert "- Umweltamt\n- Ordnungsamt\n" in row.text
    [row] = OutgoingMail.objects.filter(user=cast.third_editor)
    assert "Umweltamt" not in row.text


def test_one_address_gets_one_mail(cast):
    cast.third.mailbox = "Umweltamt@example.org"
    cast.third.save()
    ask_two_offices(cast)
    assert told("requested") == UMWELTAMT | ORDNUNGSAMT


def test_nobody_is_told_where_nobody_wants_it(cast):
    for user in (cast.second_editor, cast.second_colleague, cast.stand_in):
        MailPreference.objects.update_or_create(user=user, defaults={"at_once": False})
    cast.second.mailbox = ""
    cast.second.save()
    ask_the_umweltamt(cast)
    assert told("requested") == set()


def test_a_request_says_that_an_urgent_text_is_public_already(cast):
    urgent_publication(cast)
    rows = OutgoingMail.objects.filter(event="requested")
    assert all("schon öffentlich" in row.text and "schon öffentlich" in row.html for row in rows)
    assert "Gefahr im Verzug." in rows[0].text


def test_an_objection_comes_with_all_reasons(cast):
    submission = ask_two_offices(cast)
    signature = submission.signatures.get(office=cast.third)
    actions.sign(
        submission=submission,
        office=cast.third,
        user=cast.third_editor,
        seen=hashes_digest(signature.part_hashes),
        note="Bitte auch Fotos.",
    )
    actions.object_to(
        submission=submission, office=cast.second, user=cast.second_editor, reason="<b>Falsch</b>\nund zu lang."
    )
    row = OutgoingMail.objects.get(event="returned", user=cast.lead_editor)
    assert "Einwand von Umweltamt: <b>Falsch</b>\nund zu lang." in row.text
    assert "Ordnungsamt: Bitte auch Fotos." in row.text
    assert "&lt;b&gt;Falsch&lt;/b&gt;<br>und zu lang." in row.html


EVERYTHING = [
    objection,
    handing_back,
    taking_back,
    publication,
    urgent_publication_signed_by_all,
    taking_down,
    a_request_where_nobody_is,
]


@pytest.mark.parametrize("act", EVERYTHING)
def test_every_mail_reads_well_in_both_forms_and_its_link_opens(cast, act, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        act(cast)
        notifications.expired(cast.page)
    assert mail.outbox
    client.force_login(cast.other_signer)
    opened = set()  # most mails lead to the same page
    for message in mail.outbox:
        [(html, kind)] = message.alternatives
        assert kind == "text/html"
        assert message.subject.endswith(": Tische vor dem Café")
        assert "Tische vor dem Café" in message.body
        assert not re.search(r"\n{3}|[{}]|None|&quot;|&#", message.body)
        links = set(re.findall(r"http://testserver(/[^\s\"<]*)", message.body))
        assert links == set(re.findall(r'href="http://testserver(/[^"]*)"', html))
        opened |= {link for link in links if link.startswith("/admin/")}
    for link in opened:
        assert client.get(link).status_code == 200, link
