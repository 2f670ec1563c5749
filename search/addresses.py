"""How tables of the editors name pages: by their address, with or without the name of the site."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from wagtail.models import Site

from cms.models import BasePage


class Addresses:
    """The addresses of this site's pages and the paths in the tree that they stand for."""

    def __init__(self) -> None:
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        self.root = site.root_page.url_path

    def of(self, page: BasePage) -> str:
        """The address of `page` as a table shows it."""
        return f"/{page.url_path.removeprefix(self.root)}"

    def path(self, address: str) -> str:
        """The path of what may be an address; one of no page if it is none."""
        try:
            return f"{self.root}{urlsplit(address).path.strip('/')}/".replace("//", "/")
        except ValueError:  # "http://["
            return ""

    def pages(self, addresses: Iterable[str]) -> dict[str, BasePage]:
        """The pages with these addresses, by their path; one statement."""
        pages = BasePage.objects.filter(url_path__in={self.path(each) for each in addresses}, depth__gt=1)
        return {page.url_path: page for page in pages}
