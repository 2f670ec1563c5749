"""How a page stands, in a sentence, and what a person may do about it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.models import BasePage, User

from .actions import draft_to_submit, refuse_take_back
from .desk import Desk
from .errors import IncompleteDraft, NotForYou, WorkflowError
from .models import Submission, TakeDown
from .page_rules import refuse_page_rule
from .publishing import draft_to_publish_urgently, refuse_take_down
from .texts import is_as_public


@dataclass(frozen=True)
class Act:
    """A way on: where the person may do something about the page."""

    label: str
    url: str


class Standing:
    """How `page` stands, and what `user` may do. `draft` is its latest draft."""

    def __init__(self, page: BasePage, draft: BasePage, user: User) -> None:
        self.page, self.draft, self.user = page, draft, user
        self.submission: Submission | None = page.submissions.first()
        if self.submission:
            self.submission.page = page
        self.desk = Desk(user)

    # --- the sentence -----------------------------------------------------------------------------------------
    @property
    def sentences(self) -> list[str]:
        """What the public sees, and what the text waits for."""
        return [self._public(), *filter(None, [self._round()])]

    def _public(self) -> str:
        page = self.page
        if page.live:
            facts = {"day": _day(page.last_published_at or page.first_published_at)}
            return _("Öffentlich, zuletzt veröffentlicht am %(day)s.") % facts if facts["day"] else _("Öffentlich.")
        if self._taken_down:
            facts = {"day": _day(self._taken_down.taken_down_at), "reason": self._taken_down.reason}
            return _("Nicht öffentlich. Von der Website genommen am %(day)s: %(reason)s") % facts
        if page.expired:
            return _("Nicht öffentlich. Die Seite ist abgelaufen.")
        return _("Nicht öffentlich.") if page.first_published_at else _("Noch nie veröffentlicht.")

    def _round(self) -> str:
        submission = self.submission
        since = _day(submission.stage_since) if submission else ""
        match submission and submission.stage:
            case Submission.Stage.COSIGNING:
                facts = {"since": since, "offices": self._missing()}
                if submission.is_urgent:
                    return (
                        _("Eilig veröffentlicht, in Mitzeichnung seit dem %(since)s. Es fehlt noch: %(offices)s.")
                        % facts
                    )
                return _("In Mitzeichnung seit dem %(since)s. Es fehlt noch: %(offices)s.") % facts
            case Submission.Stage.FINAL:
                return _(
                    "Alle Stellen haben gezeichnet. Wartet seit dem %(since)s auf die Schlusszeichnung der "
                    "Wirtschaftsförderung."
                ) % {"since": since}
            case Submission.Stage.SCHEDULED if self.draft.go_live_at:
                return _("Gezeichnet. Wird veröffentlicht am %(moment)s.") % {
                    "moment": date_format(timezone.localtime(self.draft.go_live_at), "DATETIME_FORMAT")
                }
            case Submission.Stage.RETURNED:
                return _("Am %(since)s zurückgegeben. Wartet auf eine Überarbeitung.") % {"since": since}
            case Submission.Stage.TAKEN_BACK if self._is_draft:
                return _("Am %(since)s zurückgeholt. Wartet darauf, neu vorgelegt zu werden.") % {"since": since}
        return _("Es gibt einen Entwurf, der noch nicht vorgelegt ist.") if self._is_draft else ""

    def _missing(self) -> str:
        waiting = self.submission.signatures.waiting().select_related("office")
        return ", ".join(
            _("%(office)s (Frist %(day)s)") % {"office": row.office, "day": _day(row.due_on)} for row in waiting
        )

    @cached_property
    def is_as_public(self) -> bool:
        """Whether nothing in the draft waits for anybody."""
        return is_as_public(self.page, self.draft)

    @cached_property
    def _taken_down(self) -> TakeDown | None:
        return None if self.page.live else TakeDown.objects.in_force().filter(page_id=self.page.pk).first()

    @property
    def _is_draft(self) -> bool:
        """Whether somebody has worked on the page since it was public, or taken from the public."""
        worked_on = self.page.latest_revision_created_at
        if self._taken_down and worked_on and worked_on <= self._taken_down.taken_down_at:
            return False
        return self.page.has_unpublished_changes and not self.is_as_public

    # --- the acts ---------------------------------------------------------------------------------------------
    def acts(self) -> list[Act]:
        """What the person may do now, the most pressing first. The rules are asked, each where it lives."""
        page, submission, user = self.page, self.submission, self.user
        permissions = page.permissions_for_user(user)
        found = []
        if submission and submission.is_open:
            found.append(Act(self._round_label(), reverse("workflow_round", args=[submission.pk])))
        if page.live and page.kind and self.desk.may_confirm & set(page.offices):
            found.append(Act(_("Prüfen"), reverse("page_review", args=[page.pk])))
        if permissions.can_edit() and not permissions.page_locked():
            found.append(Act(_("Bearbeiten"), reverse("wagtailadmin_pages:edit", args=[page.pk])))
        if _is_possible(draft_to_submit, page, user):
            found.append(Act(_("Zur Mitzeichnung vorlegen"), reverse("workflow_submit", args=[page.pk])))
        if submission and _is_possible(refuse_take_back, submission, user):
            found.append(Act(_("Zurückholen"), reverse("workflow_take_back", args=[submission.pk])))
        if _is_possible(draft_to_publish_urgently, page, user):
            found.append(Act(_("Eilig veröffentlichen"), reverse("workflow_urgent", args=[page.pk])))
        if _is_possible(refuse_take_down, page, user):
            found.append(Act(_("Von der Website nehmen"), reverse("workflow_take_down", args=[page.pk])))
        if page.kind and _is_possible(refuse_page_rule, page, user):
            found.append(Act(_("Regel bei Fristablauf"), reverse("workflow_page_rule", args=[page.pk])))
        return found

    def _round_label(self) -> str:
        if self.desk.to_sign().filter(submission=self.submission).exists():
            return _("Lesen und zeichnen")
        if self.desk.to_sign_off().filter(pk=self.submission.pk).exists():
            return _("Zur Schlusszeichnung")
        return _("Stand der Mitzeichnung")


def _is_possible(rule: Callable, *facts) -> bool:
    """Whether `rule` lets the person begin; the page of the act says what is still missing in the draft."""
    try:
        rule(*facts)
    except IncompleteDraft:
        return True
    except (WorkflowError, NotForYou):
        return False
    return True


def _day(moment) -> str:
    return date_format(timezone.localtime(moment) if hasattr(moment, "hour") else moment, "j. F Y") if moment else ""
