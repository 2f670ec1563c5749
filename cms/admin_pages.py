"""Pages of our own in the admin."""

from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class AdminPageMixin(WagtailAdminTemplateMixin):
    """A page of the admin whose breadcrumbs lead over `pages_above()` to `here()`."""

    def pages_above(self) -> list[tuple[str, str]]:
        """Address and name of each page between the start page and this one."""
        return []

    def here(self) -> str:
        """What the breadcrumbs call this page."""
        return self.get_page_title()

    def get_breadcrumbs_items(self) -> list[dict]:
        above = [{"url": url, "label": name} for url, name in self.pages_above()]
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.here()}]
