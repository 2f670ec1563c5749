"""What people of the offices do in the admin, as steps of journeys."""

import re

from playwright.sync_api import Locator, Page, expect

from cms.testing.site import RunningSite

SESSION = """
from django.test import Client

from cms.models import User

client = Client()
client.force_login(User.objects.get(username="{}"))
print(client.cookies["sessionid"].value)
"""


def log_in(page: Page, site: RunningSite, username: str, path: str = "/admin/") -> None:
    """Open `path` as somebody does who has logged in before."""
    session = {"name": "sessionid", "value": site.run(SESSION.format(username)), "url": site.base, "httpOnly": True}
    page.context.add_cookies([session])
    page.goto(site.url(path))
    assert page.url == site.url(path)


def log_in_by_form(page: Page, site: RunningSite, username: str, path: str = "/admin/") -> None:
    """Log a demo account in; the page ends at `path`."""
    page.goto(site.url(f"/admin/login/?next={path}"))
    page.fill("[name=username]", username)
    page.fill("[name=password]", "demo")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(site.url(path))


def box(page: Page, title: str) -> Locator:
    """The box `title` of the start page, on which `page` must be."""
    return page.locator(".desk-box").filter(has=page.get_by_role("heading", name=re.compile(f"^{title}")))


def open_from_start_page(page: Page, site: RunningSite, title: str, topic: str) -> None:
    """Follow the line `topic` in the box `title` of the start page."""
    page.goto(site.url("/admin/"))
    box(page, title).get_by_role("link", name=topic).click()
    expect(page.locator("main")).to_contain_text(topic)


def hand_in(page: Page, *, change_note: str, public_note: str) -> None:
    """Fill in the page "Zur Mitzeichnung vorlegen", which must be open, and send it."""
    page.get_by_label("Was haben Sie geändert, und warum?").fill(change_note)
    page.get_by_label("Satz für die Öffentlichkeit").fill(public_note)
    page.get_by_role("button", name="Vorlegen").click()
    expect(page.locator(".messages")).to_contain_text("ist vorgelegt")


def object_to(page: Page, reason: str) -> None:
    """Give `reason` on the signing page, which must be open, and object."""
    page.get_by_label("Begründung").fill(reason)
    page.get_by_role("button", name=re.compile("^Einwand erheben")).click()
    expect(page.locator(".messages")).to_contain_text("Ihr Einwand ist vermerkt")


def sign(page: Page) -> None:
    """Sign on the signing page, which must be open."""
    page.get_by_role("button", name=re.compile("^Mitzeichnen")).click()
    expect(page.locator(".messages")).to_contain_text("mitgezeichnet")
