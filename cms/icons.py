"""The icons as `cms.assets` left them, ready to stand in a page."""

import json
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).parent / "static" / "vendor" / "icons.json"
DEFAULT = "default"
# What is drawn where the assets were not built: a plain frame. Nothing but this file's own text may get in here.
FRAME = '<path fill="none" stroke="currentColor" stroke-width="2" d="M4 4h16v16H4z"/>'


@cache
def drawings() -> dict[str, str]:
    """The inner SVG of each icon by name; empty where the assets were not built."""
    return json.loads(ICONS.read_text()) if ICONS.exists() else {}


def icon_svg(name: str) -> SafeString:
    """An inline SVG that assistive technology skips. An unknown name draws the neutral default."""
    known = drawings()
    drawing = known.get(name) or known.get(DEFAULT, FRAME)
    return mark_safe(  # noqa: S308  drawings come from the icon set, never from editors
        '<svg class="icon" xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
        f'aria-hidden="true" focusable="false">{drawing}</svg>'
    )
