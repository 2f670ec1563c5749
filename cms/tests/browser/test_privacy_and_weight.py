import re
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse

import pytest

from cms.testing.browser import PHONE

from .pages import PUBLIC_PAGES

FIRST_VIEW_BYTES = 130_000
Get = Callable[[str], tuple[HTTPResponse, str]]


@pytest.fixture
def get(site) -> Iterator[Get]:
    """A plain GET; returns the response, error pages included, and its text."""
    with closing(HTTPConnection(site.base.removeprefix("http://"), timeout=20)) as connection:

        def get(path: str) -> tuple[HTTPResponse, str]:
            connection.request("GET", path)
            response = connection.getresponse()
            return response, response.read().decode()

        yield get


def test_no_public_address_sets_a_cookie(get):
    _response, sitemap = get("/sitemap.xml")
    listed = [re.sub(r"^https?://[^/]+", "", url) for url in re.findall(r"<loc>(.*?)</loc>", sitemap)]
    assert len(listed) > 150

    more = ["/robots.txt", "/api/v1/search?q=Tische", "/api/v1/openapi.json", "/api/v2/pages/", "/gesundheit/"]
    more += ["/suche/vorschlaege/?q=ti"]
    for path in [*listed, *PUBLIC_PAGES.values(), *more]:
        response, _text = get(path)
        assert response.headers.get_all("Set-Cookie") is None, path
        assert response.status in (200, 404), path


@pytest.mark.parametrize("path", PUBLIC_PAGES.values(), ids=PUBLIC_PAGES)
def test_nothing_is_stored_and_nobody_else_is_asked(site, open_page, path):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url(path), wait_until="networkidle")

    assert page.context.cookies() == []
    assert [url for url in asked if not url.startswith((site.base, "data:"))] == []
    page.goto(site.url("/robots.txt"))  # the same tab and origin, but without scripts that could hide something
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", ["/", "/themen/tische-und-stuehle/", "/suche/?q=Tische"])
def test_the_first_view_is_light(site, open_page, path):
    page = open_page(PHONE, first_visit=True)
    network = page.context.new_cdp_session(page)
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(site.url(path), wait_until="networkidle")

    assert sum(sizes) <= FIRST_VIEW_BYTES
