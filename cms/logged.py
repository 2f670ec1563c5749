"""Acts of this product in Wagtail's log: what its lists call them, and what they say about each."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.log_actions import LogActionRegistry, LogFormatter


def register(actions: LogActionRegistry, texts: Mapping[str, tuple[Promise, Promise]]) -> None:
    """Give each act its label and its message; `%(…)s` in messages are the data logged with it."""
    for name, (label, message) in texts.items():
        actions.register_action(name)(_formatter(label, message))


def _formatter(label: Promise, message: Promise) -> type[LogFormatter]:
    def format_message(self, log_entry) -> str:
        text = str(message) % log_entry.data
        stand_in_for = log_entry.data.get("stand_in_for")
        return text + " " + _("(in Vertretung für %s)") % stand_in_for if stand_in_for else text

    return type("Formatter", (LogFormatter,), {"label": label, "format_message": format_message})
