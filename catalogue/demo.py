"""Open work for the demo accounts: topics at every stage of the workflow. Nothing of this may exist in public."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from cms.demo import create_demo_accounts
from cms.models import Office, OutgoingMail, User
from cms.together import together
from cms.workflow import actions, publishing
from cms.workflow.changes import hashes_digest
from cms.workflow.models import Submission

from .models import TopicPage


@dataclass(frozen=True)
class Change:
    """A demo round: `author` adds a sentence to the first section of each office named, and hands it in.

    The offices in `signed` agree at once. Accounts are called like their offices.
    """

    topic: str
    author: str
    sentences: dict[str, str]
    note: str = ""
    signed: tuple[str, ...] = ()
    objection: tuple[str, str] | None = None
    days_overdue: int = 0
    urgent: bool = False
    public_note: str = field(default="")


CHANGES = (
    # in Mitzeichnung: one office has signed, one is asked
    Change(
        topic="tische-und-stuehle",
        author="sga-sondernutzungen",
        sentences={
            "sga-sondernutzungen": "Der Antrag ist auch ohne Konto möglich.",
            "umweltamt": "Heizstrahler mit Gas sind nicht erlaubt.",
            "ordnungsamt-gewerbe": "Die Erlaubnis muss im Lokal liegen.",
        },
        note="Heizstrahler ergänzt, Antrag ohne Konto. Kam aus der letzten Austauschrunde.",
        public_note="Neu: was für Heizstrahler gilt.",
        signed=("ordnungsamt-gewerbe",),
    ),
    # returned with an objection
    Change(
        topic="laden-umbauen-nutzung-aendern",
        author="bauaufsicht",
        sentences={
            "bauaufsicht": "Fragen Sie vor dem Mietvertrag nach.",
            "umweltamt": "Für Lüftungsanlagen gilt ein Abstand von zehn Metern.",
        },
        note="Hinweis zum Mietvertrag, Abstand für Lüftungen.",
        objection=("umweltamt", "Einen festen Abstand gibt es nicht, er hängt vom Lärm ab. Bitte streichen."),
    ),
    # waits for the Schlusszeichnung
    Change(
        topic="gaststaette-uebernehmen",
        author="ordnungsamt-gewerbe",
        sentences={
            "ordnungsamt-gewerbe": "Die alte Erlaubnis endet mit dem Wechsel.",
            "ordnungsamt-lebensmittel": "Bringen Sie den letzten Prüfbericht mit.",
        },
        note="Klarer gesagt, was beim Wechsel endet.",
        public_note="Neu: Was mit der alten Erlaubnis geschieht.",
        signed=("ordnungsamt-lebensmittel",),
    ),
    # held up: the due date has passed
    Change(
        topic="strassenfest-hoffest-umzug",
        author="sga-verkehrsbehoerde",
        sentences={
            "sga-verkehrsbehoerde": "Halteverbote stellen Sie vier Tage vorher auf.",
            "ordnungsamt-lebensmittel": "Für Stände mit Speisen braucht jeder Stand fließendes Wasser.",
        },
        note="Frist für Halteverbote, Wasser an Ständen.",
        days_overdue=2,
    ),
    # public already, signed afterwards
    Change(
        topic="veranstaltung-im-park",
        author="wirtschaftsfoerderung2",
        sentences={"sga-gruenflaechen": "Offenes Feuer ist zurzeit verboten."},
        note="Waldbrandgefahr: Der Hinweis musste noch am selben Tag auf die Seite.",
        public_note="Offenes Feuer ist zurzeit verboten.",
        urgent=True,
    ),
    Change(
        topic="eigene-baustelle",
        author="sga-sondernutzungen",
        sentences={
            "sga-verkehrsbehoerde": "Den Verkehrszeichenplan zeichnet eine Fachfirma.",
            "ordnungsamt-aod": "Laute Arbeiten sind ab 20 Uhr verboten.",
        },
        note="Wer den Plan zeichnet, ab wann Ruhe ist.",
    ),
    Change(
        topic="werbung-fassade",
        author="bauaufsicht",
        sentences={"denkmalschutz": "Auch Aufkleber am Schaufenster gehören dazu."},
        note="Frage aus der Beratung: Zählen Aufkleber?",
    ),
    Change(
        topic="gewerbe-in-der-wohnung",
        author="bauaufsicht",
        sentences={"buergerdienste-wohnen": "Ein Arbeitszimmer allein ist keine Zweckentfremdung."},
        note="Häufige Frage zum Arbeitszimmer.",
    ),
)
# A draft that nobody has handed in yet.
DRAFT = ("tattoo-nagel-kosmetik", "gesundheitsamt", "Zeigen Sie beim ersten Termin Ihren Hygieneplan.")


@transaction.atomic
@together()
def create_demo() -> list[User]:
    """Make the demo accounts and, with the first of them, their open work; returns the accounts that are new.

    Nobody is sent a mail about it. Topics that do not exist are passed over.
    """
    is_first = not User.objects.exists()
    created = create_demo_accounts()
    if is_first:
        for change in CHANGES:
            _bring_about(change)
        _leave_draft(*DRAFT)
        OutgoingMail.objects.all().delete()
    return created


def _bring_about(change: Change) -> None:
    page = TopicPage.objects.filter(slug=change.topic).first()
    author = User.objects.filter(username=change.author).first()
    if page is None or author is None:
        return
    _save_draft(page, author, change.sentences)
    page.refresh_from_db()
    if change.urgent:
        publishing.publish_urgently(page=page, user=author, reason=change.note, public_note=change.public_note)
        return
    submission = actions.submit(page=page, user=author, change_note=change.note, public_note=change.public_note)
    for slug in change.signed:
        _sign(submission, slug)
    if change.objection:
        slug, reason = change.objection
        office, user = _speaker(slug)
        actions.object_to(submission=submission, office=office, user=user, reason=reason)
    if change.days_overdue:
        due = timezone.localdate() - datetime.timedelta(days=change.days_overdue)
        submission.signatures.update(due_on=due)


def _save_draft(page: TopicPage, author: User, sentences: dict[str, str]) -> None:
    draft = page.get_latest_revision_as_object()
    sections = list(draft.sections.all())
    for slug, sentence in sentences.items():
        section = next(row for row in sections if row.office.slug == slug)
        section.text += f"<p>{sentence}</p>"
    draft.sections = sections
    draft.save_revision(user=author, log_action=True)


def _leave_draft(topic: str, office: str, sentence: str) -> None:
    page = TopicPage.objects.filter(slug=topic).first()
    author = User.objects.filter(username=office).first()
    if page and author:
        _save_draft(page, author, {office: sentence})


def _sign(submission: Submission, slug: str) -> None:
    office, user = _speaker(slug)
    signature = submission.signatures.get(office=office)
    actions.sign(submission=submission, office=office, user=user, seen=hashes_digest(signature.part_hashes))


def _speaker(slug: str) -> tuple[Office, User]:
    office = Office.objects.get(slug=slug).maintainer
    return office, User.objects.get(username=office.slug)
