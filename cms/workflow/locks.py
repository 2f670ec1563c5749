"""What the editor says about a page that waits for signatures."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class RoundLock(WorkflowLock):
    """Nobody edits while a round is open; the message says who is waited for and leads to the round."""

    def get_message(self, user):
        round_ = self.object.submissions.open().first()
        if round_ is None:
            return super().get_message(user)
        if round_.stage == round_.Stage.FINAL:
            text = _("Alle Stellen haben gezeichnet. Es fehlt die Schlusszeichnung der Wirtschaftsförderung.")
        else:
            waiting = round_.signatures.waiting().select_related("office")
            text = _("Es fehlt noch: %(offices)s.") % {"offices": ", ".join(map(_office_and_date, waiting))}
        return format_html(
            '<b>{}</b> {} <a href="{}">{}</a>',
            _("Die Seite ist vorgelegt und solange gesperrt."),
            text,
            reverse("workflow_round", args=[round_.pk]),
            _("Stand ansehen"),
        )

    def get_locked_by(self, user, can_lock=False):
        return _("Vorgelegt")

    def get_description(self, user, can_lock=False):
        return _("Solange die Seite vorgelegt ist, bearbeitet sie niemand.")

    def get_icon(self, user, can_lock=False):
        return "lock"


def _office_and_date(signature) -> str:
    return _("%(office)s (Frist %(day)s)") % {
        "office": signature.office,
        "day": date_format(signature.due_on, "j. F Y"),
    }
