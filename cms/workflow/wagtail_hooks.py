"""What the workflow adds to the admin."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks

from cms import logged
from cms.menus import MenuItemFor
from cms.models import BasePage

from . import doors, editor
from .people import is_business_promotion, manages_people
from .rounds import lock_pages
from .urls import urlpatterns
from .views.desk import DeskPanel
from .views.mail import may_see_mails

# What the history says about each act, as `cms.logged` wants it.
LOG_ACTIONS = {
    "cms.part_reviewed": (gettext_lazy("Teil geprüft"), gettext_lazy("„%(part)s“ geprüft für %(office)s")),
    "workflow.submitted": (gettext_lazy("Vorgelegt"), gettext_lazy("Vorgelegt: %(change_note)s")),
    "workflow.signed": (gettext_lazy("Mitgezeichnet"), gettext_lazy("Mitgezeichnet für %(office)s")),
    "workflow.objected": (gettext_lazy("Einwand"), gettext_lazy("Einwand von %(office)s: %(reason)s")),
    "workflow.by_silence": (
        gettext_lazy("Durch Fristablauf gezeichnet"),
        gettext_lazy("%(office)s hat bis zur Frist nichts gesagt. Das gilt als mitgezeichnet."),
    ),
    "workflow.decided": (
        gettext_lazy("An Stelle des Amtes entschieden"),
        gettext_lazy("Die Wirtschaftsförderung hat für %(office)s entschieden: %(reason)s"),
    ),
    "workflow.voided": (
        gettext_lazy("Mitzeichnung ungültig"),
        gettext_lazy("Der Text von %(office)s wurde geändert. Die Mitzeichnung gilt nicht mehr."),
    ),
    "workflow.taken_back": (gettext_lazy("Zurückgeholt"), gettext_lazy("Zurückgeholt: %(reason)s")),
    "workflow.handed_back": (
        gettext_lazy("Zurückgegeben"),
        gettext_lazy("Von der Wirtschaftsförderung zurückgegeben: %(reason)s"),
    ),
    "workflow.signed_off": (gettext_lazy("Schlusszeichnung"), gettext_lazy("Schlusszeichnung gegeben")),
    "workflow.urgent": (gettext_lazy("Eilveröffentlichung"), gettext_lazy("Eilig veröffentlicht: %(reason)s")),
    "workflow.urgent_settled": (
        gettext_lazy("Eilveröffentlichung gezeichnet"),
        gettext_lazy("Die Eilveröffentlichung ist jetzt von allen gezeichnet."),
    ),
    "workflow.schedule_refused": (
        gettext_lazy("Geplante Veröffentlichung angehalten"),
        gettext_lazy("Nicht veröffentlicht: Der Text ist nicht mehr der gezeichnete."),
    ),
    "workflow.taken_down": (gettext_lazy("Zurückgenommen"), gettext_lazy("Von der Website genommen: %(reason)s")),
    "workflow.rule_set": (gettext_lazy("Regel bei Fristablauf"), gettext_lazy("Bei Fristablauf gilt: %(rule)s")),
    "people.joined": (gettext_lazy("Person aufgenommen"), gettext_lazy("%(person)s arbeitet jetzt für die Stelle.")),
    "people.left": (
        gettext_lazy("Person ausgeschieden"),
        gettext_lazy("%(person)s arbeitet nicht mehr für die Stelle."),
    ),
    "people.changed": (gettext_lazy("Person geändert"), gettext_lazy("Angaben zu %(person)s geändert: %(fields)s")),
    "people.invited": (gettext_lazy("Person eingeladen"), gettext_lazy("Einladung an %(person)s geschickt")),
    "people.administrator_named": (
        gettext_lazy("Verwaltung benannt"),
        gettext_lazy("%(person)s verwaltet jetzt die Personen der Stelle."),
    ),
    "people.administrator_dismissed": (
        gettext_lazy("Verwaltung beendet"),
        gettext_lazy("%(person)s verwaltet die Personen der Stelle nicht mehr."),
    ),
    "people.stand_in_named": (
        gettext_lazy("Vertretung benannt"),
        gettext_lazy("%(person)s vertritt %(absent)s vom %(starts_on)s bis zum %(ends_on)s."),
    ),
    "people.stand_in_ended": (
        gettext_lazy("Vertretung beendet"),
        gettext_lazy("Die Vertretung durch %(person)s ist beendet."),
    ),
}


@hooks.register("register_admin_urls")
def workflow_urls():
    return urlpatterns


@hooks.register("register_admin_menu_item")
def people_menu_item():
    return MenuItemFor(
        manages_people, gettext_lazy("Personen"), reverse_lazy("people"), name="people", icon_name="group", order=350
    )


@hooks.register("construct_page_action_menu")
def replace_page_actions(menu_items, request, context):
    menu_items[:] = editor.menu_items(request, context)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def go_on_to_hand_in(request, page):
    return editor.after_saving(request, page)


@hooks.register("page_notices")
def returned_notice(page):
    return editor.returned_notice(page)


@hooks.register("register_page_header_buttons")
def promotion_buttons(page, user, view_name, next_url=None):
    if not page.specific_class.kind or not is_business_promotion(user):
        return
    if not page.live or page.has_unpublished_changes:
        yield editor.UrgentButton(page=page, priority=58)
    if page.live:
        yield editor.TakeDownButton(page=page, priority=60)


@hooks.register("register_page_header_buttons")
def state_header_button(page, user, view_name, next_url=None):
    yield editor.StateButton(page=page, priority=14)


@hooks.register("register_page_listing_more_buttons")
def state_listing_button(page, user, next_url=None):
    yield editor.StateButton(page=page, priority=4)


@hooks.register("construct_homepage_panels", order=1000)
def only_the_desk(request, panels):
    """The start page says what is to do, and nothing else."""
    panels[:] = [DeskPanel()]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_site_summary(request, summary_items):
    summary_items.clear()


@hooks.register("register_reports_menu_item")
def undelivered_mails():
    return MenuItemFor(
        may_see_mails,
        gettext_lazy("Nicht zugestellte Nachrichten"),
        reverse_lazy("undelivered_mails"),
        icon_name="mail",
        order=900,
    )


@hooks.register("before_create_page")
def create_at_most_a_draft(request, parent_page, page_class):
    return doors.save_at_most_a_draft(request)


@hooks.register("before_edit_page")
def edit_at_most_a_draft(request, page):
    return doors.save_at_most_a_draft(request, page)


@hooks.register("before_delete_page")
def keep_what_readers_see(request, page):
    return doors.refuse_deletion(request, [page])


@hooks.register("before_bulk_action")
def keep_what_readers_see_in_bulk(request, action_type, objects, action):
    if action_type == "delete":
        return doors.refuse_bulk_deletion(request, objects, action.next_url)
    lock_pages(page for page in objects if isinstance(page, BasePage))
    return None


@hooks.register("construct_admin_api")
def close_actions_of_the_admin_api(router):
    router.register_endpoint("pages", doors.ReadOnlyPagesAPI)


@hooks.register("register_log_actions")
def log_actions(actions):
    logged.register(actions, LOG_ACTIONS)
