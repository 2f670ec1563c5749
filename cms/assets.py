"""Copies what pages need from node_modules to cms/static/vendor: `python -m cms.assets`, after `npm ci`."""

import csv
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
NODE_MODULES = BASE_DIR / "node_modules"
VENDOR = BASE_DIR / "cms" / "static" / "vendor"
ICON_LIST = BASE_DIR / "cms" / "icons.txt"
PROBLEM_TYPES = BASE_DIR / "catalogue" / "seed" / "data" / "problem-type-hints.tsv"
ICON_SET = "@iconify-json/material-symbols/icons.json"
# Two weights only: the first view of a page has 130 kB in all.
FILES = {
    "@kern-ux/native/dist/kern.min.css": "kern.min.css",
    "@kern-ux/native/LICENSE.md": "kern-LICENSE.md",
    "@fontsource/fira-sans/files/fira-sans-latin-400-normal.woff2": "fira-sans-400.woff2",
    "@fontsource/fira-sans/files/fira-sans-latin-600-normal.woff2": "fira-sans-600.woff2",
    "@fontsource/fira-sans/LICENSE": "fira-sans-LICENSE.txt",
}


class AssetError(Exception):
    """The static files cannot be built; the message says what to do."""


def wanted_icons(icon_list: str, problem_types: str = "") -> dict[str, str]:
    """Our name of each icon and the name it has in the set.

    `icon_list` is the text of cms/icons.txt, `problem_types` a table with a column "icon", separated by tabs.
    """
    wanted: dict[str, str] = {}
    for line in icon_list.splitlines():
        entry = line.partition("#")[0].strip()
        if entry:
            ours, _, theirs = (part.strip() for part in entry.partition("="))
            wanted[ours] = theirs or ours
    for row in csv.DictReader(problem_types.splitlines(), delimiter="\t"):
        if row["icon"]:
            wanted.setdefault(row["icon"], row["icon"])
    return wanted


def draw_icons(wanted: Mapping[str, str], icon_set: Mapping) -> dict[str, str]:
    """The inner SVG of each wanted icon. Raises `AssetError` naming all that the set does not hold."""
    icons, aliases = icon_set["icons"], icon_set.get("aliases", {})

    def drawing(name: str) -> str | None:
        while name in aliases:
            name = aliases[name]["parent"]
        return icons[name]["body"] if name in icons else None

    drawings = {ours: drawing(theirs) for ours, theirs in wanted.items()}
    unknown = sorted(wanted[ours] for ours, body in drawings.items() if body is None)
    if unknown:
        raise AssetError(
            f"Not in Material Symbols: {', '.join(unknown)}. Correct cms/icons.txt or {PROBLEM_TYPES.name}."
        )
    return {ours: body for ours, body in drawings.items() if body is not None}


def build(node_modules: Path = NODE_MODULES, vendor: Path = VENDOR) -> None:
    """Fill `vendor`. Raises `AssetError` where a package or an icon is missing."""
    missing = [name for name in (*FILES, ICON_SET) if not (node_modules / name).is_file()]
    if missing:
        raise AssetError(f"Missing in {node_modules.name}: {', '.join(missing)}. Run `npm ci` first.")
    problem_types = PROBLEM_TYPES.read_text() if PROBLEM_TYPES.exists() else ""
    icons = draw_icons(
        wanted_icons(ICON_LIST.read_text(), problem_types), json.loads((node_modules / ICON_SET).read_text())
    )
    vendor.mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        shutil.copyfile(node_modules / source, vendor / target)
    (vendor / "icons.json").write_text(json.dumps(icons, indent=0, sort_keys=True))


if __name__ == "__main__":
    try:
        build()
    except AssetError as error:
        sys.exit(f"cms.assets: {error}")
