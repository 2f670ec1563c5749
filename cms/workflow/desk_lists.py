"""The lists of the start page: what each is called, whom it is for, and what a line says."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.models import BasePage, Office, PageOffice
from cms.traffic_lights import Light, light, shows, shows_after

from .desk import Desk
from .models import Submission
from .people import name_of


@dataclass(frozen=True)
class Line:
    """One thing to do. `url` leads to where it is done, `state` is a few words, `note` what somebody wrote."""

    title: str
    page_type: str
    url: str
    office: str
    since: datetime.date | None
    due_on: datetime.date | None = None
    state: str = ""
    note: str = ""

    @property
    def light(self) -> Light | None:
        return light(self.due_on) if self.due_on else None


@dataclass(frozen=True)
class State:
    """What the filter "Stand" offers: words, and the rows meant by them."""

    label: str
    rows: Q


class DeskList:
    """A list of the desk. `page_path` and `office_path` lead from its rows to the page and to the office shown."""

    kind: str
    title: str
    hint: str
    empty: str
    office_label: Any = gettext_lazy("Federführung")
    page_path = "page"
    office_path = "page__lead_office"

    def may_open(self, desk: Desk) -> bool:
        """Whether the person may see this list, be it empty."""
        return True

    def has_box(self, desk: Desk) -> bool:
        """Whether it is part of the person's start page."""
        return bool(desk.capacities)

    def names_office(self, desk: Desk) -> bool:
        """Whether the lines of the box name the office: not where it could only be one's own."""
        return False

    @property
    def url(self) -> str:
        return reverse("workflow_desk", args=[self.kind])

    def rows(self, desk: Desk) -> QuerySet:
        raise NotImplementedError

    def rows_on_start_page(self, desk: Desk) -> QuerySet:
        """What its box counts and shows: everything, where nothing else is said."""
        return self.rows(desk)

    def line(self, desk: Desk, row) -> Line:
        raise NotImplementedError

    def states(self, desk: Desk) -> dict[str, State]:
        """What can be asked for, by its value in the address; the lights where nothing else is said."""
        return _lights(lambda each: shows(each, "due_on"))

    def lines(self, desk: Desk, rows: Iterable) -> Iterator[Line]:
        return (self.line(desk, row) for row in rows)

    def offices(self, desk: Desk, rows: QuerySet) -> QuerySet[Office]:
        """The offices the rows name."""
        return Office.objects.filter(pk__in=rows.order_by().values(self.office_path))

    def of_office(self, rows: QuerySet, office: Office) -> QuerySet:
        return rows.filter(**{self.office_path: office})

    @property
    def to_page(self) -> str:
        """The way from a row to a field of its page, for queries."""
        return f"{self.page_path}__" if self.page_path else ""


class WaitingSignatures(DeskList):
    """Lists of signatures that are still to be given."""

    page_path = "submission__page"
    office_path = "office"

    def state(self, row) -> str:
        raise NotImplementedError

    def line(self, desk, row):
        return _line(
            row.submission.page,
            url=_round(row.submission_id),
            office=row.office,
            since=row.requested_at,
            due_on=row.due_on,
            state=self.state(row),
            note=row.submission.change_note,
        )


class ToSign(WaitingSignatures):
    kind = "zu-zeichnen"
    title = gettext_lazy("Zu zeichnen")
    hint = gettext_lazy("Ein Teil Ihrer Stelle soll sich ändern. Zeichnen Sie mit, oder erheben Sie Einwand.")
    empty = gettext_lazy("Nichts zu zeichnen.")
    office_label = gettext_lazy("Sie zeichnen für")

    def names_office(self, desk):
        return len(desk.capacities) > 1

    def rows(self, desk):
        return desk.to_sign()

    def state(self, row):
        return _("in Vertretung") if row.as_stand_in else ""


class ToReview(DeskList):
    kind = "zu-pruefen"
    title = gettext_lazy("Zu prüfen")
    hint = gettext_lazy("Stimmt der Text noch? Lesen und bestätigen Sie die Teile Ihrer Stelle.")
    empty = gettext_lazy("Alles geprüft.")
    office_label = gettext_lazy("Teile von")
    page_path = ""

    @property
    def url(self):
        return reverse("review_list")

    def rows(self, desk):
        return desk.to_review()

    def line(self, desk, row):
        number = row.parts_to_review
        parts = ngettext("%d Teil ungeprüft", "%d Teile ungeprüft", number) % number
        return _line(
            row,
            url=reverse("page_review", args=[row.pk]),
            office=row.for_offices,
            due_on=row.review_due_on,
            state=parts if number else _("wieder zu prüfen"),
        )

    def states(self, desk):
        lights = _lights(lambda each: shows(each, "review_due_on"))
        return lights | {"nie": State(_("noch nie geprüft"), Q(review_due_on=None))}

    def offices(self, desk, rows):
        pages = rows.order_by().values("pk")
        return Office.objects.filter(pk__in=[office.pk for office in desk.may_confirm], page_offices__page__in=pages)

    def of_office(self, rows, office):
        return rows.filter(pk__in=PageOffice.objects.filter(office=office).values("page"))


class Returned(DeskList):
    kind = "zurueckgegeben"
    title = gettext_lazy("Zurückgegeben")
    hint = gettext_lazy("Diese Texte kamen mit einer Begründung zurück. Ändern Sie sie, und legen Sie sie wieder vor.")
    empty = gettext_lazy("Nichts zurückgekommen.")

    def rows(self, desk):
        return desk.returned()

    def line(self, desk, row):
        state = _("von Ihnen vorgelegt") if row.is_own else _("vorgelegt von %s") % _submitter(row)
        return _line(
            row.page,
            url=_editor(row.page_id),
            office=row.page.lead_office,
            since=row.stage_since,
            due_on=desk.due_after(row.stage_since),
            state=state,
            note=row.closing_reason,
        )

    def states(self, desk):
        return _lights_since("stage_since", desk)


class InProgress(DeskList):
    kind = "in-arbeit"
    title = gettext_lazy("In Arbeit")
    hint = gettext_lazy("Entwürfe Ihrer Stelle, die noch niemand vorgelegt hat, und was Sie vorgelegt haben.")
    empty = gettext_lazy("Keine Entwürfe.")
    page_path = ""
    office_path = "lead_office"

    def rows(self, desk):
        return desk.in_progress()

    def line(self, desk, row):
        return _line(
            row,
            url=_round(row.submission_id) if row.under_way else _editor(row.pk),
            office=row.lead_office,
            since=row.since,
            due_on=row.due_on,
            state=Submission.Stage(row.stage).label if row.under_way else _("Entwurf"),
            note=_("wartet auf %s") % row.waits_for if row.waits_for else "",
        )

    def states(self, desk):
        stages = (Submission.Stage.COSIGNING, Submission.Stage.FINAL, Submission.Stage.SCHEDULED)
        drafts = {"entwurf": State(_("Entwurf"), Q(under_way=False))}
        return drafts | {stage.value: State(stage.label, Q(under_way=True, stage=stage)) for stage in stages}


class ForPromotion(DeskList):
    """Lists for the Wirtschaftsförderung, and for superusers to look at."""

    def may_open(self, desk):
        return desk.sees_everything

    def has_box(self, desk):
        return self.may_open(desk)

    def names_office(self, desk):
        return True


class AtSignOff(ForPromotion):
    kind = "schlusszeichnung"
    title = gettext_lazy("Zur Schlusszeichnung")
    hint = gettext_lazy("Alle Stellen haben gezeichnet. Mit der Schlusszeichnung wird der Text öffentlich.")
    empty = gettext_lazy("Nichts zur Schlusszeichnung.")

    def may_open(self, desk):
        return desk.speaks_for_promotion or desk.sees_everything

    def rows(self, desk):
        return desk.at_sign_off()

    def line(self, desk, row):
        states = [_("schon öffentlich (Eilveröffentlichung)")] if row.is_urgent else []
        if row.is_author:
            states.append(_("Sie haben mitgeschrieben: Eine andere Person zeichnet"))
        return _line(
            row.page,
            url=_round(row.pk),
            office=row.page.lead_office,
            since=row.stage_since,
            due_on=desk.due_after(row.stage_since),
            state="; ".join(states),
            note=row.change_note,
        )

    def states(self, desk):
        return _lights_since("stage_since", desk)


class HoldingUp(WaitingSignatures, ForPromotion):
    kind = "haelt-auf"
    title = gettext_lazy("Wer hält was auf")
    hint = gettext_lazy("Mitzeichnungen, die noch fehlen, überfällige zuerst.")
    empty = gettext_lazy("Niemand: Es fehlt keine Mitzeichnung.")
    office_label = gettext_lazy("wartet auf")

    def rows(self, desk):
        return desk.holding_up()

    def state(self, row):
        return _("dort kann niemand zeichnen") if row.has_nobody else ""


class OverdueReviews(ForPromotion):
    kind = "pruefung-ueberfaellig"
    title = gettext_lazy("Ohne Prüfung überfällig")
    hint = gettext_lazy("So lange ist die Prüfung überfällig, dass es auf der öffentlichen Seite steht.")
    empty = gettext_lazy("Keine Prüfung ist überfällig.")
    office_label = gettext_lazy("wartet auf")
    office_path = "office"

    def rows(self, desk):
        return desk.overdue_reviews()

    def line(self, desk, row):
        return _line(
            row.page,
            url=reverse("workflow_page", args=[row.page_id]),
            office=row.office,
            since=row.review_due_on,
            due_on=row.review_due_on,
        )

    def states(self, desk):
        return {}


class Urgent(ForPromotion):
    kind = "eilveroeffentlichungen"
    title = gettext_lazy("Eilveröffentlichungen")
    hint = gettext_lazy("Alle dieses Quartals, und ältere, die noch nicht alle gezeichnet haben.")
    empty = gettext_lazy("Alle Eilveröffentlichungen sind gezeichnet.")

    def rows(self, desk):
        return desk.urgent()

    def rows_on_start_page(self, desk):
        return desk.urgent().filter(is_unsettled=True)

    def line(self, desk, row):
        round_or_history = (
            _round(row.submission_id)
            if row.submission_id
            else reverse("wagtailadmin_pages:history", args=[row.page_id])
        )
        return _line(
            row.page,
            url=round_or_history,
            office=row.page.lead_office,
            since=row.published_at,
            state=_("noch nicht gezeichnet") if row.is_unsettled else _("gezeichnet"),
            note=row.reason,
        )

    def states(self, desk):
        return {
            "offen": State(_("noch nicht gezeichnet"), Q(settled_at=None)),
            "gezeichnet": State(_("gezeichnet"), Q(settled_at__isnull=False)),
        }


OWN = (ToSign(), AtSignOff(), ToReview(), Returned(), InProgress())
OVERVIEW = (HoldingUp(), OverdueReviews(), Urgent())
LISTS = {each.kind: each for each in (*OWN, *OVERVIEW)}


def _line(
    page: BasePage,
    *,
    office: Office | str | None,
    since: datetime.datetime | datetime.date | None = None,
    state="",
    **facts,
) -> Line:
    model = page.specific_class
    return Line(
        title=page.get_admin_display_title(),
        page_type=str(model.kind_label or model._meta.verbose_name),
        office=str(office or ""),
        since=timezone.localdate(since) if isinstance(since, datetime.datetime) else since,
        state=str(state),
        **facts,
    )


def _lights(rows: Callable[[Light], Q]) -> dict[str, State]:
    """One state for each light; `rows` says which rows show it."""
    return {value: State(label, rows(Light(value))) for value, label in Light.choices}


def _lights_since(field: str, desk: Desk) -> dict[str, State]:
    return _lights(lambda each: shows_after(each, field, desk.days_to_answer))


def _round(submission_id: int) -> str:
    return reverse("workflow_round", args=[submission_id])


def _editor(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _submitter(submission: Submission) -> str:
    """Whoever handed it in; the account may be gone."""
    return name_of(submission.submitted_by) if submission.submitted_by else _("unbekannt")
