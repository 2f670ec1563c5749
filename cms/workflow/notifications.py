"""Who is told what, by mail. Each is called in the transaction of what it tells of; nobody is told what one did."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from cms.models import BasePage, Office, OutgoingMail, User
from cms.outbox import Message, Recipient, admin_address, post

from . import recipients
from .models import Publication, Signature, Submission, TakeDown

TEMPLATES = "workflow/mail"


def requested(signatures: Iterable[Signature]) -> None:
    """The offices are asked to sign; the Wirtschaftsförderung for those where nobody could."""
    signatures = list(signatures)
    moment = max(signature.requested_at for signature in signatures)
    _ask("requested", f"{moment:%Y%m%d%H%M%S%f}", _("Bitte mitzeichnen"), signatures)


def reminder(signatures: Iterable[Signature], *, is_last: bool) -> int:
    """The offices are reminded of `signatures` of one round with the same due date: one working day before it, or on
    the day. Returns the number of mails."""
    signatures = list(signatures)
    if not signatures:
        return 0
    due_on = signatures[0].due_on
    label = _("Heute läuft die Frist ab") if is_last else _("Erinnerung, bitte mitzeichnen")
    return _ask("reminder", f"{due_on}:{'due' if is_last else 'before'}", label, signatures)


def decision_needed(signature: Signature) -> int:
    """The due date passed in silence, and the page's rule leaves it to the Wirtschaftsförderung."""
    submission = signature.submission
    return _tell(
        "decision_needed",
        _decision(signature),
        _("Frist abgelaufen, bitte entscheiden"),
        submission.page,
        recipients.may_decide(signature),
        signature=signature,
        **_to_round(submission),
    )


def is_decision_asked(signature: Signature) -> bool:
    """Whether `decision_needed` was told already."""
    return OutgoingMail.objects.filter(key__startswith=f"decision_needed:{_decision(signature)}:").exists()


def _decision(signature: Signature) -> str:
    return f"{signature.pk}:{signature.due_on}"


def final_requested(submission: Submission) -> None:
    """The Wirtschaftsförderung is asked for the Schlusszeichnung."""
    last = submission.signatures.exclude(signed_at=None).order_by("-signed_at", "-pk").first()
    _tell(
        "final_requested",
        f"{submission.pk}:{submission.stage_since:%Y%m%d%H%M%S%f}",
        _("Zur Schlusszeichnung"),
        submission.page,
        recipients.may_sign_off(submission),
        actor=last.user if last else None,
        submission=submission,
        **_to_round(submission),
    )


def returned(submission: Submission) -> None:
    """The text came back: an office objected, or the Wirtschaftsförderung handed it back.

    Goes to whoever handed it in and those who had signed, with all reasons given so far.
    """
    rows = submission.signatures.select_related("office", "user")
    _tell(
        "returned",
        f"{submission.pk}",
        _("Zurückgegeben"),
        submission.page,
        recipients.behind(submission) + recipients.signers(submission),
        actor=submission.closed_by,
        submission=submission,
        objections=[row for row in rows if row.state == Signature.State.OBJECTED],
        remarks=[row for row in rows if row.is_valid and row.reason and not row.carried_from_id],
        **_to_page(submission.page),
    )


def taken_back(submission: Submission) -> None:
    """The text was taken back: told to whoever was asked to sign it, and to whoever handed it in."""
    told = recipients.of_offices(recipients.were_asked(submission)) + recipients.behind(submission)
    if not submission.signatures.filter(state__in=Signature.WAITING).exists():
        told += recipients.may_sign_off(submission)
    _tell(
        "taken_back",
        f"{submission.pk}",
        _("Zurückgeholt"),
        submission.page,
        told,
        actor=submission.closed_by,
        submission=submission,
        **_to_page(submission.page),
    )


def published(publication: Publication) -> None:
    """A signed text became public: told to its author, to those who signed, and to all other owners of the page.

    Urgent texts have `published_urgently`; example content is nobody's news.
    """
    if publication.kind != Publication.Kind.SIGNED or publication.submission is None:
        return
    submission, page = publication.submission, publication.page.specific
    signed = set(recipients.have_signed(submission))
    others = [office for office in recipients.owners(page) if office not in signed]
    _tell(
        "published",
        f"{publication.pk}",
        _("Veröffentlicht"),
        page,
        recipients.behind(submission) + recipients.signers(submission) + recipients.of_offices(others),
        actor=publication.published_by,
        publication=publication,
        public_address=_public_address(page),
        **_to_page(page),
    )


def published_urgently(publication: Publication) -> None:
    """A text became public before it was signed: told to the owners who are not asked to sign it."""
    page = publication.page.specific
    asked = {row.office for row in publication.submission.signatures.select_related("office")}
    _tell(
        "published",
        f"{publication.pk}",
        _("Eilig veröffentlicht"),
        page,
        recipients.of_offices(office for office in recipients.owners(page) if office not in asked),
        actor=publication.published_by,
        publication=publication,
        public_address=_public_address(page),
        **_to_page(page),
    )


def urgent_settled(publication: Publication, *, actor: User | None = None) -> None:
    """An urgent text has all its signatures now: told to whoever published it."""
    _tell(
        "urgent_settled",
        f"{publication.pk}",
        _("Eilveröffentlichung gezeichnet"),
        publication.page,
        recipients.persons([publication.published_by]) + recipients.mailboxes([Office.objects.business_promotion()]),
        actor=actor,
        publication=publication,
        **_to_page(publication.page),
    )


def taken_down(take_down: TakeDown, submission: Submission | None = None) -> None:
    """A page was taken from the public: told to its owners, and to the people of the round that ended by it."""
    page = take_down.page.specific
    told = recipients.of_offices(recipients.owners(page))
    if submission:
        told += recipients.of_offices(recipients.were_asked(submission)) + recipients.behind(submission)
    _tell(
        "taken_down",
        f"{take_down.pk}",
        _("Von der Website genommen"),
        page,
        told,
        actor=take_down.taken_down_by,
        take_down=take_down,
        **_to_page(page),
    )


def schedule_refused(submission: Submission) -> None:
    """The text planned for publication is not the signed one any more: told to all who had agreed to it."""
    signed_off = [publication.published_by_id for publication in submission.publications.all()]
    _tell(
        "schedule_refused",
        f"{submission.pk}",
        _("Nicht veröffentlicht"),
        submission.page,
        recipients.behind(submission) + recipients.signers(submission) + recipients.persons(signed_off),
        submission=submission,
        **_to_page(submission.page),
    )


def expired(page: BasePage) -> None:
    """A page reached the end it was given: told to its lead."""
    _tell(
        "expired",
        f"{page.pk}:{page.expire_at:%Y%m%d%H%M}" if page.expire_at else f"{page.pk}",
        _("Abgelaufen"),
        page,
        recipients.of_offices([page.lead_office.maintainer] if page.lead_office else []),
        **_to_page(page),
    )


def offices_without_people(offices: Iterable[Office], day: datetime.date) -> int:
    """Once a week the Wirtschaftsförderung hears of offices where nobody can sign; returns how many mails."""
    monday = day - datetime.timedelta(days=day.weekday())
    message = Message(
        event="offices_without_people",
        occasion=f"offices_without_people:{monday}",
        subject=_("Stellen, für die niemand zeichnen kann"),
        template=f"{TEMPLATES}/offices_without_people",
        context={
            "offices": list(offices),
            "link": admin_address("wagtailadmin_home"),
            "link_label": _("Zur Startseite der Redaktion"),
        },
    )
    return post(message, recipients.of_offices([Office.objects.business_promotion()]))


def _ask(event: str, occasion: str, label: str, signatures: list[Signature]) -> int:
    """One mail to everybody who may give one of `signatures`, all of one round."""
    submission = signatures[0].submission
    groups: dict[tuple, list[Recipient]] = {}
    for recipient, asked in recipients.asked(signatures).items():
        groups.setdefault(tuple(asked), []).append(recipient)
    written = 0
    for asked, told in groups.items():
        written += _tell(
            event,
            f"{submission.pk}:{occasion}",
            label,
            submission.page,
            told,
            actor=_who_asked(asked[0].signature) if event == "requested" else None,
            submission=submission,
            asked=asked,
            is_anew=any(one.signature.state == Signature.State.VOID for one in asked),
            due_on=min(one.signature.due_on for one in asked),
            **_to_round(submission),
        )
    return written


def _who_asked(signature: Signature) -> User | None:
    """The submitter; where a signature became void, whoever changed the text."""
    submission = signature.submission
    if signature.state != Signature.State.VOID:
        return submission.submitted_by
    revision = submission.page.latest_revision
    return revision.user if revision else None


def _tell(
    event: str,
    occasion: str,
    label: str,
    page: BasePage,
    told: Iterable[Recipient],
    *,
    actor: User | None = None,
    **context,
) -> int:
    title = page.get_admin_display_title()
    message = Message(
        event=event,
        occasion=f"{event}:{occasion}",
        subject=f"{label}: {title}",
        template=f"{TEMPLATES}/{event}",
        context={"title": title, **context},
    )
    others = [one for one in told if not actor or actor.email.casefold() != one.address.casefold()]
    return post(message, [one for one in others if one.user is None or one.user != actor])


def _to_round(submission: Submission) -> dict[str, str]:
    return {"link": admin_address("workflow_round", submission.pk), "link_label": _("Lesen und zeichnen")}


def _to_page(page: BasePage) -> dict[str, str]:
    return {"link": admin_address("workflow_page", page.pk), "link_label": _("Stand und Verlauf der Seite")}


def _public_address(page: BasePage) -> str:
    return settings.WAGTAILADMIN_BASE_URL + page.get_url_parts()[2]
