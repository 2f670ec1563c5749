"""Tags of all templates; built in, nobody has to load them."""

from dataclasses import dataclass

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.icons import icon_svg

register = template.Library()

MAIN_NAVIGATION = [
    ("/themen/", _("Themen")),
    ("/anlaesse/", _("Anlässe")),
    ("/aemter/", _("Stellen")),
    ("/termine/", _("Termine")),
    ("/suche/", _("Suche")),
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
