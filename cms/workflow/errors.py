"""Why an act of the workflow is not possible. Messages are for users."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class WorkflowError(Exception):
    """The act is not possible now; `str()` says why, in German, to whoever tried."""

    message = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or str(self.message))


class RoundClosed(WorkflowError):
    """The round was signed, sent back or taken back in the meantime."""

    message = _("Diese Vorlage ist schon abgeschlossen. Es ist nichts mehr zu zeichnen.")


class OutdatedText(WorkflowError):
    """The text is another one than the person has read."""

    message = _("Der Text hat sich gerade geändert. Bitte lesen Sie ihn noch einmal.")


class NothingToSubmit(WorkflowError):
    """The draft says what readers see already."""

    message = _("Der Entwurf sagt dasselbe wie die veröffentlichte Seite. Es gibt nichts vorzulegen.")


class IncompleteDraft(WorkflowError):
    """Required values are missing. `faults` holds one sentence each."""

    message = _("Dem Entwurf fehlt noch etwas.")

    def __init__(self, faults: list[str]) -> None:
        super().__init__()
        self.faults = faults


class ReasonMissing(WorkflowError):
    message = _("Bitte nennen Sie einen Grund.")


class NotForYou(PermissionDenied):
    """The person may not do this; the message says why."""
