"""What the admin shows beyond, and instead of, Wagtail's defaults."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem

from .mail_panel import MailPanel
from .page_views import PageViewSet

# Wagtail's editor guide is in English and leads to another site.
UNUSED_MENU_ITEMS = {"help"}
ONLY_FOR_KEEPERS_OF_MASTER_DATA = {"reports"}


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own, whose place it takes
def page_views():
    return PageViewSet()


class ReviewButton(PageMenuItem):
    """Leads to the parts of a page that readers can see."""

    label = _("Prüfen")
    icon_name = "check"
    url_name = "page_review"

    def is_shown(self, user) -> bool:
        return self.page.live and bool(self.page.specific_class.kind)


@hooks.register("register_page_header_buttons")
def review_header_button(page, user, view_name, next_url=None):
    yield ReviewButton(page=page, priority=12)


@hooks.register("register_page_listing_more_buttons")
def review_listing_button(page, user, next_url=None):
    yield ReviewButton(page=page, priority=3)


@hooks.register("register_account_settings_panel")
def mail_panel(request, user, profile):
    return MailPanel(request, user, profile)


@hooks.register("construct_main_menu")
def trim_menu(request, menu_items):
    unused = set(UNUSED_MENU_ITEMS)
    if not request.user.has_perm("cms.change_office"):
        unused |= ONLY_FOR_KEEPERS_OF_MASTER_DATA
    menu_items[:] = [item for item in menu_items if item.name not in unused]


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin/admin.css"))


@hooks.register("insert_editor_js")
def editor_js():
    return format_html('<script src="{}"></script>', static("cms/admin/wait-for-text.js"))
