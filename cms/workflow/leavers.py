"""What was somebody's, to be handed on when they leave."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.models import BasePage, Office, User
from cms.querysets import BasePageQuerySet

from .models import Membership, Signature, StandIn, Submission


@dataclass(frozen=True)
class Estate:
    """The open work and the roles of one person; each list costs one statement."""

    submissions: QuerySet[Submission]
    drafts: BasePageQuerySet
    signatures: QuerySet[Signature]
    stand_ins: QuerySet[StandIn]
    administered: QuerySet[Membership]

    @property
    def is_empty(self) -> bool:
        return not any((self.submissions, self.drafts, self.signatures, self.stand_ins, self.administered))


def estate_of(person: User) -> Estate:
    """What `person` has, or had at leaving, in the offices they work or worked for.

    Submissions that are open or came back; drafts they touched last; signatures for which their office has nobody
    else; stand-ins that hold or ended by their leaving; offices whose people they managed.
    """
    stages = (*Submission.OPEN, Submission.Stage.RETURNED)
    submissions = Submission.objects.latest_of_page().filter(submitted_by=person, stage__in=stages)
    return Estate(
        submissions=submissions.select_related("page").order_by("submitted_at"),
        drafts=_drafts(person).exclude(pk__in=submissions.values("page")),
        signatures=_signatures(person),
        stand_ins=_stand_ins(person),
        administered=_administered(person),
    )


def _drafts(person: User) -> BasePageQuerySet:
    drafts = BasePage.objects.filter(has_unpublished_changes=True, latest_revision__user=person)
    return drafts.order_by("latest_revision_created_at")


def _signatures(person: User) -> QuerySet[Signature]:
    colleagues = User.objects.filter(is_active=True, groups__office=OuterRef("pk")).exclude(pk=person.pk)
    stand_ins = StandIn.objects.active().filter(office=OuterRef("pk")).exclude(user=person)
    alone = Office.objects.filter(memberships__user=person).exclude(Exists(colleagues)).exclude(Exists(stand_ins))
    waiting = Signature.objects.waiting().filter(office__in=alone.values("pk"))
    return waiting.select_related("office", "submission__page").order_by("due_on", "pk")


def _stand_ins(person: User) -> QuerySet[StandIn]:
    """Also those ended by the leaving: their days are still to come."""
    named = StandIn.objects.filter(Q(user=person) | Q(absent=person), ends_on__gte=timezone.localdate())
    return named.select_related("office", "user", "absent")


def _administered(person: User) -> QuerySet[Membership]:
    latest = Membership.objects.filter(user=person, office=OuterRef("office")).order_by("-pk").values("pk")[:1]
    rows = Membership.objects.filter(user=person, pk=latest)
    managed = Q(was_administrator=True) | Q(ended_at=None, office__administrators=person)
    others = Office.administrators.through.objects.filter(office=OuterRef("office")).exclude(user=person)
    return rows.filter(managed).annotate(has_others=Exists(others)).select_related("office")
