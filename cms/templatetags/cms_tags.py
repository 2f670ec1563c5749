"""Tags of all templates; built in, nobody has to load them."""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import template
from django.template import RequestContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.icons import icon_svg
from cms.opening import clock

register = template.Library()

LONG_DATE = "l, j. F Y"
SENTENCE_END = re.compile(r"(?<=[^\d\s][.?!])\s")  # "3. Mai" goes on

MAIN_NAVIGATION = [
    ("/themen/", gettext_lazy("Themen")),
    ("/anlaesse/", gettext_lazy("Anlässe")),
    ("/aemter/", gettext_lazy("Ämter")),
    ("/termine/", gettext_lazy("Termine")),
    ("/suche/", gettext_lazy("Suche")),
]


@dataclass(frozen=True)
class NavigationItem:
    """A link of the main navigation; `current` is the value of its aria-current, or empty."""

    path: str
    label: str
    current: str


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline SVG that assistive technology skips: `{% icon "search" %}`. Names are in cms/icons.txt."""
    return icon_svg(name)


@register.simple_tag(takes_context=True)
def main_navigation(context: RequestContext) -> list[NavigationItem]:
    """The main navigation, seen from the page asked for. Works without a request too, as the error page needs it."""
    request = context.get("request")
    here = request.path if request else ""
    return [
        NavigationItem(path, label, "page" if here == path else "true" if here.startswith(path) else "")
        for path, label in MAIN_NAVIGATION
    ]


@register.filter
def period(start: datetime.datetime, end: datetime.datetime) -> str:
    """From when to when: "Donnerstag, 7. Mai 2026, 18:30 bis 20:30 Uhr", or with both dates if it ends another day."""
    start, end = timezone.localtime(start), timezone.localtime(end)
    if start.date() == end.date():
        return _("%(day)s, %(start)s bis %(end)s Uhr") % {
            "day": date_format(start, LONG_DATE),
            "start": clock(start),
            "end": clock(end),
        }
    return _("%(start_day)s, %(start)s Uhr, bis %(end_day)s, %(end)s Uhr") % {
        "start_day": date_format(start, LONG_DATE),
        "start": clock(start),
        "end_day": date_format(end, LONG_DATE),
        "end": clock(end),
    }


@register.filter
def first_sentence(text: str) -> str:
    """The text up to its first full stop, question mark or exclamation mark; ordinals like "3." are no end."""
    return SENTENCE_END.split(text, maxsplit=1)[0]


@register.filter
def phone_digits(number: str) -> str:
    """What a telephone can dial: "(030) 90295-0" as "030902950"."""
    return "".join(character for character in number if character.isdigit() or character == "+")


@register.filter
def host_name(address: str) -> str:
    """The name of the website an address leads to, without "www."."""
    return urlsplit(address).netloc.removeprefix("www.")
