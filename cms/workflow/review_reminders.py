"""Offices are reminded of reviews: on the day, and twice after it; then the Wirtschaftsförderung hears of it.

One mail for all pages of an office that became due on the same day. An earlier due date of a page replaces a later
one, and every review begins anew.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import BasePage, Office, OutgoingMail, PageOffice
from cms.outbox import Message, Recipient, admin_address, post
from cms.reviews import ReviewState, review_states

from .models import ApprovalSettings

STAGES = (0, 30, 60)  # days after the due date
# A reminder that nobody could send in so many days is left out: the next one, or the lists, say the same.
IN_TIME = datetime.timedelta(days=30)


@dataclass(frozen=True)
class DuePage:
    """A page with the due parts of the reminded office, or of the bodies it maintains."""

    page: BasePage
    states: list[ReviewState]
    link: str


@dataclass(frozen=True)
class ReviewReminder:
    """`office` has pages due since `due_on`; `stage` is the number of days after which this is said.

    The last one `is_for_promotion`: it tells the Wirtschaftsförderung about `office`.
    """

    office: Office
    due_on: datetime.date
    stage: int
    is_for_promotion: bool
    page_ids: tuple[int, ...]
    owner_ids: frozenset[int]

    @property
    def occasion(self) -> str:
        whom = "promotion" if self.is_for_promotion else "office"
        return f"review_due:{self.office.pk}:{self.due_on}:{whom}:{self.stage}"

    @property
    def is_told(self) -> bool:
        return OutgoingMail.objects.filter(key__startswith=f"{self.occasion}:").exists()

    @property
    def recipient(self) -> Office:
        """Whose people and mailbox get it."""
        return Office.objects.business_promotion() if self.is_for_promotion else self.office

    def pages(self) -> list[DuePage]:
        """What is still due of it, read now, in the order of the titles."""
        view = "workflow_page" if self.is_for_promotion else "page_review"
        pages = BasePage.objects.live().filter(pk__in=self.page_ids).alphabetical().specific()
        found = (DuePage(page, self._due_states(page), admin_address(view, page.pk)) for page in pages)
        return [due for due in found if due.states]

    def _due_states(self, page: BasePage) -> list[ReviewState]:
        own = (state for state in review_states(page) if state.part.office and state.part.office.pk in self.owner_ids)
        return [state for state in own if state.is_due]


def review_reminders(today: datetime.date | None = None) -> Iterator[ReviewReminder]:
    """The reminders that should be out by `today` and may still be sent, whether told or not; three queries."""
    today = today or timezone.localdate()
    maintainers = Office.objects.maintainers()
    last = ApprovalSettings.load().overdue_after_days + 1  # from then on readers are told
    earliest = today - IN_TIME - datetime.timedelta(days=max(*STAGES, last))
    rows = PageOffice.objects.filter(page__live=True, review_due_on__range=(earliest, today)).select_related("office")
    groups: dict[tuple[Office, datetime.date], list[PageOffice]] = {}
    for row in rows.order_by("review_due_on", "pk"):
        if row.office in maintainers:
            groups.setdefault((maintainers[row.office], row.review_due_on), []).append(row)
    for (office, due_on), found in groups.items():
        pages = tuple(row.page_id for row in found)
        owners = frozenset(row.office_id for row in found)
        days = today - due_on
        reached = [stage for stage in STAGES if stage <= days.days]
        if days - datetime.timedelta(days=reached[-1]) < IN_TIME:
            yield ReviewReminder(office, due_on, reached[-1], False, pages, owners)
        after_last = days - datetime.timedelta(days=last)
        if not office.is_business_promotion and datetime.timedelta(0) <= after_last < IN_TIME:
            yield ReviewReminder(office, due_on, last, True, pages, owners)


def post_review_reminder(reminder: ReviewReminder, told: Iterable[Recipient]) -> int:
    """Write the mail of `reminder` to `told`, who have not got it yet; returns how many were written.

    Nothing if all of it was confirmed meanwhile. `told` are the people and the mailbox of `reminder.recipient`.
    """
    pages = reminder.pages()
    if not pages:
        return 0
    return post(
        Message(
            event="review_due",
            occasion=reminder.occasion,
            subject=_subject(reminder, len(pages)),
            template="workflow/mail/review_due",
            context={
                "reminder": reminder,
                "pages": pages,
                "link": admin_address("wagtailadmin_home" if reminder.is_for_promotion else "review_list"),
                "link_label": _("Zur Startseite der Redaktion") if reminder.is_for_promotion else _("Jetzt prüfen"),
            },
        ),
        told,
    )


def _subject(reminder: ReviewReminder, number: int) -> str:
    if reminder.is_for_promotion:
        return _("Prüfung überfällig bei %(office)s") % {"office": reminder.office}
    text = ngettext("Bitte prüfen: eine Seite", "Bitte prüfen: %(number)d Seiten", number) % {"number": number}
    return _("Erinnerung: %(text)s") % {"text": text} if reminder.stage else text
