"""Icons and the other files taken from npm packages."""

import re
from pathlib import Path

import pytest

from cms import assets, icons
from cms.assets import AssetError, draw_icons, wanted_icons

TEMPLATES = Path(assets.BASE_DIR, "templates")
ICON_SET = {"icons": {"gavel": {"body": "<path d='M0'/>"}}, "aliases": {"hammer": {"parent": "gavel"}}}


def test_the_list_gives_icons_our_names_and_takes_the_problem_types_icons_in():
    wanted = wanted_icons(
        "# kinds\nfee = euro-symbol\nsearch\n\n", "slug\thint\ticon\nwerbung\tSchilder\tcampaign\nx\ty\t\n"
    )

    assert wanted == {"fee": "euro-symbol", "search": "search", "campaign": "campaign"}


def test_icons_are_found_by_name_and_by_alias():
    assert draw_icons({"legal_basis": "hammer"}, ICON_SET) == {"legal_basis": "<path d='M0'/>"}


def test_an_unknown_icon_stops_the_build_and_is_named():
    with pytest.raises(AssetError, match="gravel"):
        draw_icons({"gavel": "gavel", "legal_basis": "gravel"}, ICON_SET)


def test_a_missing_package_stops_the_build_and_says_what_to_do(tmp_path):
    with pytest.raises(AssetError, match="npm ci"):
        assets.build(node_modules=tmp_path, vendor=tmp_path / "vendor")


def test_every_icon_that_templates_and_python_name_is_in_the_list():
    wanted = wanted_icons(assets.ICON_LIST.read_text())
    named = {
        (name, path.name)
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())
    }

    assert named
    assert {entry for entry in named if entry[0] not in wanted} == set()


def test_an_editors_typing_error_draws_the_default_and_nothing_of_what_was_typed(monkeypatch):
    monkeypatch.setattr(icons, "drawings", lambda: {"default": "<path d='M1'/>", "gavel": "<path d='M2'/>"})

    assert "<path d='M2'/>" in icons.icon_svg("gavel")
    assert "<path d='M1'/>" in icons.icon_svg("<script>")
    assert "<script>" not in icons.icon_svg("<script>")


def test_without_built_assets_there_is_still_something_to_see(monkeypatch):
    monkeypatch.setattr(icons, "drawings", dict)

    svg = icons.icon_svg("gavel")

    assert 'aria-hidden="true"' in svg
    assert "<path" in svg
