"""What administrators of an office do with its people: take in, change, let go, name stand-ins.

Each act is one transaction, checked and logged; whoever acts on an office that is not their own is reported to it.
Raises `NotForYou` where the person may not do it, and `WorkflowError` where it is not possible.
"""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log

from cms.models import Office, User

from . import people_mail
from .errors import NotForYou, WorkflowError
from .memberships import end_stand_ins
from .models import Signature, StandIn, Submission
from .people import is_business_promotion, managed_offices, name_of

LONGEST_STAND_IN = datetime.timedelta(days=366)


# --- who may do what ------------------------------------------------------------------------------------------
def may_manage(actor: User, office: Office) -> bool:
    """Whether `actor` decides who works for `office`."""
    return managed_offices(actor).filter(pk=office.pk).exists()


def changeable(actor: User, office: Office) -> QuerySet[User]:
    """The people of `office` whose name, address and account `actor` may change.

    Whoever gets mail for an account gets into it. So an office decides about accounts that are its own alone: nothing
    else hangs on them. Superusers belong to superusers, and everybody changes oneself elsewhere.
    """
    people = releasable(actor, office)
    if not actor.is_superuser:
        people = people.filter(is_staff=False)
    if not _manages_all(actor):
        other_groups = User.groups.through.objects.filter(user=OuterRef("pk")).exclude(group=office.group_id)
        other_roles = Office.administrators.through.objects.filter(user=OuterRef("pk")).exclude(office=office)
        stand_ins = StandIn.objects.not_over().filter(user=OuterRef("pk"))
        single_rights = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
        for bond in (other_groups, other_roles, stand_ins, single_rights):
            people = people.exclude(Exists(bond))
    return people


def releasable(actor: User, office: Office) -> QuerySet[User]:
    """The people of `office` whom `actor` may take out of it; what they are elsewhere stays."""
    if not may_manage(actor, office):
        return User.objects.none()
    people = User.objects.filter(is_active=True, groups=office.group_id).exclude(pk=actor.pk)
    return people if actor.is_superuser else people.filter(is_superuser=False)


def candidates(office: Office) -> QuerySet[User]:
    """Who can stand in for `office`: active people of other offices. Technical accounts sign for nobody."""
    others = Office.objects.with_editors().exclude(pk=office.pk).values("group")
    people = User.objects.filter(is_active=True, is_superuser=False, groups__in=others).exclude(groups=office.group_id)
    return people.distinct().order_by("last_name", "first_name", "username")


# --- people -----------------------------------------------------------------------------------------------------
@transaction.atomic
def take_in(*, office: Office, actor: User, email: str, first_name: str = "", last_name: str = "") -> User:
    """Let somebody work for `office`: an account is made and invited to set a password.

    An address that is known already only the Wirtschaftsförderung takes in, because that account is not the office's.
    """
    _require(may_manage(actor, office))
    office = _locked(office)
    person = account_of(email)
    if person is None:
        person = _new_account(email, first_name, last_name)
        invites = True
    else:
        _refuse_known(person, office, actor)
        invites = not person.is_active
    with LogContext(user=actor):
        if not person.is_active:
            # whatever they knew in former times, they begin anew with an invitation
            person.is_active = True
            person.set_unusable_password()
            person.save()
        person.groups.add(office.group)
        if invites:
            _invite(person, office)
    _report(office, actor, _("%(person)s arbeitet jetzt für Ihre Stelle.") % {"person": name_of(person)})
    return person


def account_of(email: str) -> User | None:
    """The account with this address or login name, in whatever case."""
    return User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).order_by("-is_active", "pk").first()


@transaction.atomic
def change(*, office: Office, person: User, actor: User, email: str, first_name: str, last_name: str) -> User:
    """Correct name and address. The former address is told: only its owner knows whether that is right."""
    person = _locked_person(person)
    _require(changeable(actor, office).contains(person))
    other = account_of(email)
    if other and other != person:
        raise WorkflowError(_("Diese Adresse gehört schon zu einem anderen Konto."))
    new = {"email": email, "first_name": first_name, "last_name": last_name}
    changed = [name for name, value in new.items() if getattr(person, name) != value]
    if not changed:
        return person
    former = person.email
    if person.username.casefold() == former.casefold():
        person.username = email
    for name, value in new.items():
        setattr(person, name, value)
    _save_account(person)
    fields = ", ".join(str(User._meta.get_field(name).verbose_name) for name in changed)
    log(
        instance=office,
        action="people.changed",
        user=actor,
        data={"person": name_of(person), "fields": fields},
    )
    if "email" in changed:
        people_mail.address_changed(person, former, office, actor)
    _report(office, actor, _("Die Angaben zu %(person)s wurden geändert.") % {"person": name_of(person)})
    return person


@transaction.atomic
def invite(*, office: Office, person: User, actor: User) -> None:
    """Send the invitation again to somebody who never got in: links hold for a few days only."""
    _require(changeable(actor, office).contains(person))
    if person.has_usable_password() or not person.is_active:
        raise WorkflowError(_("Dieses Konto hat schon ein Passwort."))
    with LogContext(user=actor):
        _invite(person, office)


@transaction.atomic
def let_go(*, office: Office, person: User, actor: User, closes_account: bool = False) -> None:
    """Somebody leaves `office`, or the house altogether (`closes_account`): then all offices and the account."""
    person = _locked_person(person)
    allowed = changeable if closes_account else releasable
    _require(allowed(actor, office).contains(person))
    offices = Office.objects.of_user(person) if closes_account else Office.objects.filter(pk=office.pk)
    offices = [_locked(left) for left in offices.order_by("pk")]
    for left in offices:
        _refuse_emptying(left, person, actor)
    with LogContext(user=actor):
        person.groups.remove(*[left.group for left in offices])
        if closes_account:
            person.is_active = False
            person.save()
    for left in offices:
        _report(
            left,
            actor,
            _("%(person)s arbeitet nicht mehr für Ihre Stelle.") % {"person": name_of(person)},
        )


# --- stand-ins --------------------------------------------------------------------------------------------------
@transaction.atomic
def name_stand_in(*, stand_in: StandIn, actor: User) -> StandIn:
    """Let somebody of another office sign for `stand_in.office` for some days."""
    office = _locked(stand_in.office)
    _require(may_manage(actor, office))
    stand_in.named_by = actor
    if stand_in.user == actor:
        raise WorkflowError(_("Niemand benennt sich selbst als Vertretung."))
    if not candidates(office).filter(pk=stand_in.user_id).exists():
        raise WorkflowError(_("Diese Person kann die Stelle nicht vertreten."))
    if stand_in.absent and not _works_for(stand_in.absent, office):
        raise WorkflowError(_("Vertreten werden kann nur, wer für die Stelle arbeitet."))
    if stand_in.starts_on < timezone.localdate():
        raise WorkflowError(_("Eine Vertretung beginnt frühestens heute."))
    if stand_in.ends_on - stand_in.starts_on > LONGEST_STAND_IN:
        raise WorkflowError(_("Eine Vertretung dauert höchstens ein Jahr."))
    try:
        with transaction.atomic():
            stand_in.save()
    except IntegrityError as error:
        raise WorkflowError(_("Diese Person vertritt die Stelle in dieser Zeit schon.")) from error
    days = {name: date_format(getattr(stand_in, name), "j. F Y") for name in ("starts_on", "ends_on")}
    absent = name_of(stand_in.absent) if stand_in.absent else str(office)
    facts = {"person": name_of(stand_in.user), "absent": absent, **days}
    log(instance=office, action="people.stand_in_named", user=actor, data=facts)
    people_mail.stand_in_named(stand_in)
    _report(office, actor, _("%(person)s vertritt %(absent)s vom %(starts_on)s bis zum %(ends_on)s.") % facts)
    return stand_in


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, actor: User) -> None:
    """End a stand-in before its time, at once."""
    office = _locked(stand_in.office)
    _require(may_manage(actor, office))
    found = StandIn.objects.filter(pk=stand_in.pk).not_over()
    if not found:
        raise WorkflowError(_("Diese Vertretung ist schon beendet."))
    with LogContext(user=actor):
        end_stand_ins(found)
    _report(
        office,
        actor,
        _("Die Vertretung durch %(person)s ist beendet.") % {"person": name_of(stand_in.user)},
    )


# --- parts of the acts ------------------------------------------------------------------------------------------
def _require(allowed: bool) -> None:
    if not allowed:
        raise NotForYou(_("Das dürfen Sie für diese Person oder Stelle nicht."))


def _manages_all(actor: User) -> bool:
    return actor.is_active and (actor.is_superuser or is_business_promotion(actor))


def _works_for(person: User, office: Office) -> bool:
    return Office.objects.of_user(person).filter(pk=office.pk).exists()


def _locked(office: Office) -> Office:
    """The office as it is now; whoever changes its people does so one after the other."""
    return Office.objects.select_for_update(of=("self",), no_key=True).select_related("group").get(pk=office.pk)


def _locked_person(person: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _new_account(email: str, first_name: str, last_name: str) -> User:
    person = User(username=email, email=email, first_name=first_name, last_name=last_name)
    person.set_unusable_password()
    _save_account(person)
    return person


def _save_account(person: User) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise WorkflowError(_("Diese Adresse gehört schon zu einem anderen Konto.")) from error


def _refuse_known(person: User, office: Office, actor: User) -> None:
    if person.is_active and _works_for(person, office):
        raise WorkflowError(_("Diese Person arbeitet schon für die Stelle."))
    if not _manages_all(actor):
        raise WorkflowError(
            _("Zu dieser Adresse gibt es schon ein Konto. Bitte wenden Sie sich an die Wirtschaftsförderung.")
        )
    if person == actor:
        raise WorkflowError(_("Niemand nimmt sich selbst in eine Stelle auf."))
    if person.is_superuser:
        raise WorkflowError(_("Technische Konten arbeiten für keine Stelle. Bitte legen Sie ein eigenes Konto an."))


def _refuse_emptying(office: Office, person: User, actor: User) -> None:
    """Raise where without `person` nobody could sign any more, and that would serve `actor` or stop everything."""
    if User.objects.filter(is_active=True, groups=office.group_id).exclude(pk=person.pk).exists():
        return
    if office.is_business_promotion:
        raise WorkflowError(_("Ohne diese Person hätte die Wirtschaftsförderung niemanden mehr."))
    waiting = Signature.objects.waiting().filter(office=office)
    own = Submission.objects.open().filter(authors=actor, signatures__in=waiting)
    if own.exists():
        raise WorkflowError(
            _(
                "Die Stelle soll gerade einen Text mitzeichnen, an dem Sie mitgeschrieben haben. Das macht jemand "
                "anderes."
            )
        )


def _invite(person: User, office: Office) -> None:
    log(instance=office, action="people.invited", data={"person": name_of(person)})
    people_mail.invitation(person, office)


def _report(office: Office, actor: User, text: str) -> None:
    """Tell the office what somebody from outside did with its people.

    The Wirtschaftsförderung tells its own people too: a second account there would be a second pair of eyes.
    """
    if office.is_business_promotion:
        people_mail.done_with_people(office, actor, text, User.objects.filter(groups=office.group_id))
    elif not _works_for(actor, office):
        people_mail.done_with_people(office, actor, text, office.administrators.all())
