"""Who may give which signature, and why somebody may not. Acts, pages and mails ask here."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import Office, User

from .memberships import emptied_by, worked_for
from .models import Signature, Submission
from .people import Capacity, capacities, is_business_promotion, people_of

CHOSEN_BY_AUTHOR = gettext_lazy("Ihre Vertretung hat jemand benannt, der an diesem Text mitgeschrieben hat.")
WROTE_IT = gettext_lazy("Wer den Text geschrieben oder vorgelegt hat, zeichnet ihn nicht zum Schluss.")


def barred(submission: Submission, user: User, role: Capacity) -> str:
    """Why `user` may not speak in `role` about this text; empty if nothing is in the way.

    A text of one's own nobody signs as a stand-in or newcomer, and no author picks who signs in another's place.
    """
    if has_written(submission, user):
        if role.stand_in:
            return _("Wer den Text geschrieben oder vorgelegt hat, zeichnet nicht in Vertretung.")
        if not worked_for(user, role.office, submission.submitted_at):
            return _("Sie haben an dem Text mitgeschrieben, bevor Sie zu dieser Stelle kamen.")
    return str(CHOSEN_BY_AUTHOR) if is_chosen_by_author(submission, role) else ""


def able_to_sign(submission: Submission, office: Office) -> list[User]:
    """Who may sign this text for `office` today; several queries for each person."""
    return [user for user in people_of(office) if not barred(submission, user, capacities(user)[office])]


def with_able_people(submission: Submission, offices: Iterable[Office]) -> set[Office]:
    """Those of `offices` for which somebody may sign this text today. One query where nobody's help is doubtful."""
    offices = set(offices)
    others = User.objects.filter(is_active=True, groups__office=OuterRef("pk"))
    others = others.exclude(pk__in=submission.authors.values("pk"))
    # whoever did not write the text is never barred from signing for the own office
    able = set(Office.objects.filter(Exists(others), pk__in=[office.pk for office in offices]))
    return able | {office for office in offices - able if able_to_sign(submission, office)}


def is_chosen_by_author(submission: Submission, role: Capacity) -> bool:
    """Whether an author named this stand-in: for the Schlusszeichnung, or for an office that was not the author's."""
    namer = role.stand_in and role.stand_in.named_by
    if namer is None or not has_written(submission, namer):
        return False
    return role.office.is_business_promotion or not worked_for(namer, role.office, submission.submitted_at)


def has_written(submission: Submission, user: User) -> bool:
    """Whether `user` wrote or submitted the text."""
    return submission.authors.filter(pk=user.pk).exists()


def may_sign_off(submission: Submission, user: User) -> bool:
    """Whether `user` may give the Schlusszeichnung to this round once all have signed."""
    return not barred_from_sign_off(submission, user)


def barred_from_sign_off(submission: Submission, user: User) -> str:
    """Why `user` may not give the Schlusszeichnung to this round; empty if nothing is in the way."""
    role = speaks_for_promotion(user)
    if role is None:
        return _("Die Schlusszeichnung gibt die Wirtschaftsförderung.")
    if has_written(submission, user):
        return str(WROTE_IT)
    return str(CHOSEN_BY_AUTHOR) if is_chosen_by_author(submission, role) else ""


def barred_from_deciding(signature: Signature, user: User) -> str:
    """Why `user` may not sign in the place of the signature's office, should anybody; empty if nothing is in the way.

    It is the Wirtschaftsförderung's own people, nobody who wrote the text, and nobody who emptied the office for it.
    """
    if not is_business_promotion(user):
        return _("Das entscheidet die Wirtschaftsförderung.")
    if has_written(signature.submission, user):
        return str(WROTE_IT)
    in_time = signature.due_on >= timezone.localdate()
    if in_time and emptied_by(user, signature.office, signature.requested_at):
        return _("Wer einer Stelle die Personen nimmt, entscheidet nicht an ihrer Stelle.")
    return ""


def speaks_for_promotion(user: User) -> Capacity | None:
    """In what role `user` speaks for the Wirtschaftsförderung today, if in any."""
    found = (capacity for office, capacity in capacities(user).items() if office.is_business_promotion)
    return next(found, None)
