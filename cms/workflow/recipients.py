"""Who gets a mail: people who may act and want to know, and the mailboxes of their offices. Nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass

from cms.models import Office, User
from cms.outbox import Recipient

from .eligibility import able_to_sign, barred_from_deciding, barred_from_sign_off
from .models import Signature, Submission
from .people import people_of


@dataclass(frozen=True)
class Asked:
    """A signature somebody is asked for; `in_place` where the Wirtschaftsförderung may decide for one that cannot."""

    signature: Signature
    in_place: bool = False


def persons(users: Iterable[User | int | None]) -> list[Recipient]:
    """Those of `users` who may log in, have an address, and want to know at once."""
    known = (
        User.objects.filter(pk__in=[getattr(user, "pk", user) for user in users if user], is_active=True)
        .exclude(email="")
        .exclude(mail_preference__at_once=False)
        .order_by("pk")
    )
    return [Recipient(user.email, user=user) for user in known]


def mailboxes(offices: Iterable[Office]) -> list[Recipient]:
    return [Recipient(office.mailbox, office=office) for office in offices if office.mailbox]


def of_offices(offices: Iterable[Office]) -> list[Recipient]:
    """Everybody who speaks for one of `offices` today, and their mailboxes."""
    offices = list(offices)
    return persons(user for office in offices for user in people_of(office)) + mailboxes(offices)


def asked(signatures: Iterable[Signature]) -> dict[Recipient, list[Asked]]:
    """Who may give which of `signatures`, or decide in the place of an office that has nobody. Once per address."""
    found: dict[str, tuple[Recipient, list[Asked]]] = {}
    for signature in signatures:
        for recipient, one in _asked_for(signature):
            wanted = found.setdefault(recipient.address.casefold(), (recipient, []))[1]
            if all(other.signature != one.signature for other in wanted):
                wanted.append(one)
    return dict(found.values())


def may_sign_off(submission: Submission) -> list[Recipient]:
    """Who may give the Schlusszeichnung to this round."""
    promotion = Office.objects.business_promotion()
    able = (user for user in people_of(promotion) if not barred_from_sign_off(submission, user))
    return persons(able) + mailboxes([promotion])


def may_decide(signature: Signature) -> list[Recipient]:
    """Who may sign in the place of the signature's office."""
    promotion = Office.objects.business_promotion()
    able = (user for user in people_of(promotion) if not barred_from_deciding(signature, user))
    return persons(able) + mailboxes([promotion])


def may_sign(signature: Signature) -> list[Recipient]:
    """Who may give the signature for its office."""
    return _may_sign(signature, able_to_sign(signature.submission, signature.office))


def _may_sign(signature: Signature, able: Iterable[User]) -> list[Recipient]:
    return persons(able) + mailboxes([signature.office])


def behind(submission: Submission) -> list[Recipient]:
    """Whoever handed the text in, and the mailbox of one's office; the lead if that person has left."""
    submitter = submission.submitted_by
    if submitter and submitter.is_active:
        return persons([submitter]) + mailboxes(Office.objects.of_user(submitter))
    lead = submission.page.lead_office
    return of_offices([lead.maintainer]) if lead else []


def signers(submission: Submission) -> list[Recipient]:
    """Those whose signature holds, and the mailboxes of the offices that have signed themselves."""
    holding = submission.signatures.filter(state__in=Signature.VALID)
    return persons(holding.values_list("user_id", flat=True)) + mailboxes(have_signed(submission))


def have_signed(submission: Submission) -> list[Office]:
    """The offices for which somebody of theirs, or a stand-in, has signed."""
    signed = submission.signatures.filter(state=Signature.State.SIGNED).exclude(user=None)
    return [row.office for row in signed.select_related("office")]


def were_asked(submission: Submission) -> list[Office]:
    """The offices that got a request: not those whose signature came with the submission or an earlier round."""
    rows = submission.signatures.filter(carried_from=None).select_related("office")
    submitter = submission.submitted_by_id
    return [row.office for row in rows if submitter is None or row.user_id != submitter or row.stand_in_id]


def owners(page) -> list[Office]:
    """The maintainers of the parts of `page`, each once."""
    maintainers = Office.objects.maintainers()
    return list(dict.fromkeys(maintainers[office] for office in page.offices if office in maintainers))


def _asked_for(signature: Signature) -> Iterable[tuple[Recipient, Asked]]:
    able = able_to_sign(signature.submission, signature.office)
    yield from ((recipient, Asked(signature)) for recipient in _may_sign(signature, able))
    if not able:
        yield from ((recipient, Asked(signature, in_place=True)) for recipient in may_decide(signature))
