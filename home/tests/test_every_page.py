"""What holds for each public page, whatever its kind."""

import json
import re
import shutil
import subprocess
from itertools import pairwise

import pytest
from django.conf import settings

from cms.testing.html import parsed, text

VNU = settings.BASE_DIR / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

pytestmark = pytest.mark.django_db


def test_no_page_sets_a_cookie_or_varies_by_one(client, public_addresses):
    for address in [*public_addresses, "/gibt-es-nicht/", "/robots.txt", "/sitemap.xml"]:
        response = client.get(address)
        assert not response.cookies, address
        assert "cookie" not in response.get("Vary", "").lower(), address


def test_nothing_on_a_page_needs_inline_scripts_styles_or_another_host(client, public_addresses):
    for address in public_addresses:
        page = parsed(client.get(address))
        assert not page.select("style, [style], script:not([src])"), address
        assert not [tag for tag in page.find_all(True) for name in tag.attrs if re.match("on[a-z]", name)], address
        fetched = [tag.get("src") or tag.get("href") for tag in page.select("script, link, img")]
        assert all(source.startswith("/") for source in fetched), (address, fetched)


def test_every_page_names_itself_and_the_site_and_has_one_first_heading(client, public_addresses):
    titles = []
    for address in public_addresses:
        page = parsed(client.get(address))
        titles.append(text(page.title))
        assert titles[-1].endswith(" – Gewerbe trifft Ämter"), address
        assert page.select_one("meta[name=description]")["content"].strip(), address
        assert len(page.select("h1")) == 1, address
    assert len(set(titles)) >= len(titles) - 2, "pages can be told apart; two searches and two rounds may share a title"


def test_headings_never_skip_a_level(client, public_addresses):
    for address in public_addresses:
        levels = [int(tag.name[1]) for tag in parsed(client.get(address)).find_all(re.compile("^h[1-6]$"))]
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert levels[0] == 1, address
        assert jumps == [], address


def test_every_link_within_the_site_leads_somewhere(client, public_addresses):
    seen = set(public_addresses)
    for address in public_addresses:
        page = parsed(client.get(address))
        anchors = {tag["id"] for tag in page.select("[id]")}
        for link in page.select("a[href]"):
            target, _, anchor = link["href"].partition("#")
            if not target:
                assert anchor in anchors, (address, link["href"])
            elif target.startswith("/") and target not in seen:
                seen.add(target)
                assert client.get(target).status_code == 200, (address, target)


def test_every_page_is_valid_html(client, public_addresses, tmp_path):
    if not VNU.exists():
        pytest.skip("The HTML checker is missing: run `npm ci`.")
    if not shutil.which("java"):
        pytest.skip("The HTML checker needs Java: install Debian's default-jre-headless.")
    for number, address in enumerate([*public_addresses, "/gibt-es-nicht/"]):
        # htmx's attributes are not HTML's; with "data-" before them, as htmx knows them too, they would be
        page = client.get(address).content.replace(b" hx-", b" data-hx-")
        (tmp_path / f"{number}.html").write_bytes(page)

    command = ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", "--skip-non-html", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  our own command line

    messages = json.loads(checked.stderr)["messages"]
    serious = [(m["url"], m["message"], m.get("extract")) for m in messages if m["type"] == "error" or m.get("subType")]
    assert serious == []
