"""What waits for whom: the queries behind the start page, the lists and the morning mail.

Each returns a queryset that carries what one line needs, so that a list costs one statement however long it is.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, StringAgg, Subquery, Value, When
from django.utils import timezone

from cms.models import BasePage, Office, PageOffice, User
from cms.permissions.ownership import maintained_offices, pages_to_edit
from cms.querysets import BasePageQuerySet
from cms.reviews import overdue_pages, pages_to_review
from cms.working_days import add_working_days

from .models import ApprovalSettings, Membership, Publication, Signature, Submission, TakeDown
from .people import Capacity, capacities, nobody_at, stood_in_for

UNDER_WAY = (*Submission.OPEN, Submission.Stage.SCHEDULED)
MONTHS_OF_A_QUARTER = 3


class Desk:
    """The work of one person, and for the Wirtschaftsförderung that of everybody.

    Superusers see what the Wirtschaftsförderung sees; that gives them nothing to sign.
    """

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def capacities(self) -> dict[Office, Capacity]:
        """The offices the person speaks for today. Asked once."""
        # whoever has editors maintains itself: of those somebody acts for, they are the own ones
        return capacities(self.user, own=[office for office in self.maintained if office.group_id])

    @cached_property
    def maintained(self) -> list[Office]:
        """The offices whose parts the person looks after, as one of their own people."""
        return maintained_offices(self.user)

    @cached_property
    def stood_in_for(self) -> dict[Office, str]:
        """The offices whose parts the person may confirm as a stand-in, and for whom. Asked once."""
        return stood_in_for(self.capacities)

    @property
    def may_confirm(self) -> set[Office]:
        """The offices whose parts the person may confirm today, in whatever role."""
        return {*self.maintained, *self.stood_in_for}

    @cached_property
    def settings(self) -> ApprovalSettings:
        """The durations of the workflow, asked once."""
        return ApprovalSettings.load()

    @property
    def days_to_answer(self) -> int:
        """How many working days anything may lie on a desk: as many as a signature may take."""
        return self.settings.days_to_sign

    def due_after(self, moment: datetime.datetime) -> datetime.date:
        """By when something that came at `moment` should have gone on."""
        return add_working_days(timezone.localdate(moment), self.days_to_answer)

    @property
    def is_promotion(self) -> bool:
        """Whether the person works for the Wirtschaftsförderung."""
        return any(office.is_business_promotion and not role.stand_in for office, role in self.capacities.items())

    @property
    def speaks_for_promotion(self) -> bool:
        """Whether the person may give the Schlusszeichnung at all: stand-ins of the Wirtschaftsförderung may."""
        return any(office.is_business_promotion for office in self.capacities)

    @property
    def sees_everything(self) -> bool:
        return self.is_promotion or (self.user.is_active and self.user.is_superuser)

    # --- an office's desk -------------------------------------------------------------------------------------
    def to_sign(self) -> QuerySet[Signature]:
        """„Zu zeichnen“: signatures the person may give now, by due date; `as_stand_in` says in which role.

        Nobody stands in for a text of one's own, or signs it for an office they came to since.
        """
        standing_in = [office.pk for office, role in self.capacities.items() if role.stand_in]
        waiting = Signature.objects.waiting().filter(office__in=self.capacities)
        waiting = waiting.exclude(office__in=standing_in, submission__authors=self.user)
        joined_since = Membership.objects.current().filter(
            user=self.user.pk, office=OuterRef("office"), since__gt=OuterRef("submission__submitted_at")
        )
        waiting = waiting.exclude(Exists(joined_since), submission__authors=self.user)
        return _with_page(waiting).annotate(as_stand_in=_is(Q(office__in=standing_in))).order_by("due_on", "pk")

    def to_review(self) -> BasePageQuerySet:
        """„Zu prüfen“: live pages with parts the person should look at; `for_offices` names whose parts these are."""
        name = F("page_offices__office__name")
        pages = pages_to_review(self.may_confirm).annotate(for_offices=StringAgg(name, Value(", "), order_by=name))
        return pages.select_related("content_type", "lead_office")

    def returned(self) -> QuerySet[Submission]:
        """„Zurückgegeben“: what came back and waits for a co-owner; one's own (`is_own`) first."""
        returned = Submission.objects.latest_of_page().filter(stage=Submission.Stage.RETURNED, page__in=self._pages())
        return (
            returned.select_related("page__content_type", "page__lead_office", "submitted_by", "closed_by")
            .annotate(is_own=_is(Q(submitted_by=self.user)))
            .order_by("-is_own", "stage_since", "pk")
        )

    def in_progress(self) -> BasePageQuerySet:
        """„In Arbeit“: drafts of the own offices that nobody submitted, and the person's submissions under way.

        Submissions come first, by due date; `stage` is None for drafts. `submission_id`, `since`, `due_on` and
        `waits_for`, the names of the offices still to sign, belong to the line.
        """
        latest = Submission.objects.filter(page=OuterRef("pk")).order_by("-pk")
        waiting = Signature.objects.waiting().filter(submission__page=OuterRef("pk")).order_by().values("submission")
        taken_down = TakeDown.objects.in_force().filter(
            page=OuterRef("pk"), taken_down_at__gte=OuterRef("latest_revision_created_at")
        )
        pages = BasePage.objects.annotate(
            stage=Subquery(latest.values("stage")[:1]),
            submission_id=Subquery(latest.values("pk")[:1]),
            submitter_id=Subquery(latest.values("submitted_by")[:1]),
            under_way=_is(Q(stage__in=UNDER_WAY)),
            since=Case(
                When(under_way=True, then=Subquery(latest.values("stage_since")[:1])),
                default=F("latest_revision_created_at"),
            ),
            due_on=Subquery(waiting.annotate(day=Min("due_on")).values("day")),
            waits_for=Subquery(
                waiting.annotate(names=StringAgg("office__name", Value(", "), order_by="office__sort_name")).values(
                    "names"
                )
            ),
        )
        own_submissions = Q(under_way=True, submitter_id=self.user.pk)
        drafts = Q(has_unpublished_changes=True, pk__in=self._pages().values("pk")) & (
            Q(stage=None) | Q(stage__in=[Submission.Stage.TAKEN_BACK, Submission.Stage.PUBLISHED])
        )
        # a page that was taken down is no draft until somebody works on it again
        return (
            pages.filter(own_submissions | drafts & ~Exists(taken_down))
            .select_related("content_type", "lead_office")
            .order_by("-under_way", F("due_on").asc(nulls_last=True), "since", "pk")
        )

    # --- the Wirtschaftsförderung's desk --------------------------------------------------------------------
    def at_sign_off(self) -> QuerySet[Submission]:
        """„Zur Schlusszeichnung“: all rounds at the last step, the longest waiting first.

        `is_author` marks those the person must leave to somebody else. Nothing for whoever neither speaks for the
        Wirtschaftsförderung nor sees everything.
        """
        if not (self.sees_everything or self.speaks_for_promotion):
            return Submission.objects.none()
        wrote = Submission.authors.through.objects.filter(submission=OuterRef("pk"), user=self.user.pk)
        return (
            Submission.objects.filter(stage=Submission.Stage.FINAL)
            .select_related("page__content_type", "page__lead_office", "submitted_by")
            .annotate(is_author=Exists(wrote))
            .order_by("is_author", "stage_since", "pk")
        )

    def to_sign_off(self) -> QuerySet[Submission]:
        """The rounds at the last step that this very person may sign."""
        if not self.speaks_for_promotion:
            return Submission.objects.none()
        return self.at_sign_off().filter(is_author=False)

    def holding_up(self) -> QuerySet[Signature]:
        """„Wer hält was auf“: every signature that is missing, overdue ones first.

        `has_nobody` marks offices where nobody could sign.
        """
        if not self.sees_everything:
            return Signature.objects.none()
        missing = _with_page(Signature.objects.waiting())
        return missing.annotate(has_nobody=_is(nobody_at("office"))).order_by("due_on", "pk")

    def overdue_reviews(self) -> QuerySet[PageOffice]:
        """„Ohne Prüfung überfällig“: which office let the review of which page pass, long enough to tell readers."""
        if not self.sees_everything:
            return PageOffice.objects.none()
        rows = overdue_pages(after_days=self.settings.overdue_after_days)
        return rows.select_related("page__content_type", "office")

    def urgent(self) -> QuerySet[Publication]:
        """„Eilveröffentlichungen“: those of this quarter and all that are not signed yet, these first."""
        if not self.sees_everything:
            return Publication.objects.none()
        unsettled = Publication.objects.unsettled().values("pk")
        return (
            Publication.objects.filter(kind=Publication.Kind.URGENT)
            .filter(Q(published_at__gte=_begin_of_quarter()) | Q(pk__in=unsettled))
            .select_related("page__content_type", "page__lead_office", "submission", "published_by")
            .annotate(is_unsettled=_is(Q(settled_at=None)))
            .order_by("-is_unsettled", "published_at", "pk")
        )

    # --- parts ------------------------------------------------------------------------------------------------
    def _pages(self) -> BasePageQuerySet:
        """The pages the person may work on."""
        return pages_to_edit(self.user)


@dataclass(frozen=True)
class UrgentShare:
    """How many of a quarter's publications were urgent; example content does not count."""

    quarter: int
    year: int
    urgent: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.urgent / self.total) if self.total else 0


def urgent_share(day: datetime.date | None = None) -> UrgentShare:
    """The share of urgent publications in the quarter of `day`, today by default. One statement."""
    day = day or timezone.localdate()
    start = _begin_of_quarter(day)
    after = _begin_of_quarter(start.date() + datetime.timedelta(days=31 * MONTHS_OF_A_QUARTER))
    counts = (
        Publication.objects.filter(published_at__gte=start, published_at__lt=after)
        .exclude(kind=Publication.Kind.EXAMPLE)
        .aggregate(urgent=Count("pk", filter=Q(kind=Publication.Kind.URGENT)), total=Count("pk"))
    )
    return UrgentShare(quarter=_quarter(day), year=day.year, **counts)


def _quarter(day: datetime.date) -> int:
    return (day.month - 1) // MONTHS_OF_A_QUARTER + 1


def _begin_of_quarter(day: datetime.date | None = None) -> datetime.datetime:
    day = day or timezone.localdate()
    month = (_quarter(day) - 1) * MONTHS_OF_A_QUARTER + 1
    return timezone.make_aware(datetime.datetime(day.year, month, 1))


def _is(condition: Q) -> Case:
    """A condition as a value of the row."""
    return Case(When(condition, then=Value(True)), default=Value(False))


def _with_page(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    return signatures.select_related("office", "submission__page__content_type", "submission__submitted_by")
