"""Every address of the admin and of the APIs, found by walking the URL patterns, and what each of them is for.

A new address fails the test until it stands here: put its name under the act of `cms.permissions.roles` that it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

# Act of the table → names of the addresses below /admin/, for looking at them. What is sent there follows the same
# act unless `SENDING` says otherwise.
ADMIN = {
    "open": """
        wagtailadmin_login wagtailadmin_sprite wagtailadmin_javascript_catalog
        wagtailadmin_password_reset wagtailadmin_password_reset_done
        wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete
        admin/^.*/$
    """,
    "enter": """
        wagtailadmin_home wagtailadmin_account wagtailadmin_logout wagtailadmin_dismissibles
        wagtailadmin_error_test admin/test404/ wagtailadmin_block_preview
        wagtail_bulk_action
        wagtailadmin_editing_sessions:release
        wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search
        wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link
        wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
        wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete
        wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chosen
        wagtailembeds:chooser wagtailembeds:chooser_upload
        review_list workflow_desk
        missed_searches missed_search
    """,
    "read": """
        wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results
        wagtailadmin_pages:search wagtailadmin_pages:search_results
        wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results
        wagtailadmin_pages:usage wagtailadmin_pages:view_draft
        wagtailadmin_pages:history wagtailadmin_pages:history_results wagtailadmin_pages:revisions_index
        wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_compare
        wagtailadmin_pages:workflow_history wagtailadmin_pages:workflow_history_detail
        wagtailadmin_pages:move_confirm
        wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results
        wagtailadmin_reports:workflow_tasks wagtailadmin_reports:workflow_tasks_results
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailadmin_reports:aging_pages wagtailadmin_reports:aging_pages_results
        wagtailadmin_reports:page_types_usage wagtailadmin_reports:page_types_usage_results
        wagtailadmin_api:pages:listing wagtailadmin_api:pages:detail wagtailadmin_api:pages:find
        wagtailadmin_api:pages:action
        wagtailadmin_api:documents:listing wagtailadmin_api:documents:detail wagtailadmin_api:documents:find
        wagtailadmin_api:images:listing wagtailadmin_api:images:detail wagtailadmin_api:images:find
        workflow_page workflow_round
    """,
    "create": """
        wagtailadmin_pages:add wagtailadmin_pages:preview_on_add wagtailadmin_pages:add_subpage
        wagtailadmin_pages:choose_parent
    """,
    "edit": """
        wagtailadmin_pages:edit wagtailadmin_pages:preview_on_edit wagtailadmin_pages:copy
        wagtailadmin_pages:revisions_revert
        wagtailadmin_editing_sessions:ping
        workflow_submit
    """,
    "delete": "wagtailadmin_pages:delete wagtailadmin_pages:move",
    "lock": """
        wagtailadmin_pages:lock wagtailadmin_pages:unlock
        wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results
    """,
    "privacy": "wagtailadmin_pages:set_privacy",
    "unschedule": "wagtailadmin_pages:revisions_unschedule",
    "reorder": "wagtailadmin_pages:set_page_position",
    "unpublish": "wagtailadmin_pages:unpublish",
    "submit_stock": """
        wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:workflow_preview
    """,
    "review": "page_review",
    "take_back": "workflow_take_back",
    "take_down": "workflow_urgent workflow_take_down",
    "people": """
        people people_of person_add person_edit person_invite person_leave person_left stand_in_add stand_in_end
    """,
    "files": """
        wagtailimages:index wagtailimages:index_results wagtailimages:add wagtailimages:edit wagtailimages:delete
        wagtailimages:preview wagtailimages:image_usage wagtailimages:url_generator
        wagtailimages:url_generator_output wagtailimages:add_multiple wagtailimages:edit_multiple
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_multiple
        wagtailimages:delete_upload_multiple
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results wagtailimages_chooser:chosen
        wagtailimages_chooser:chosen_multiple wagtailimages_chooser:create wagtailimages_chooser:select_format
        wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:edit wagtaildocs:delete
        wagtaildocs:document_usage wagtaildocs:add_multiple wagtaildocs:edit_multiple
        wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_multiple
        wagtaildocs:delete_upload_multiple
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen
        wagtaildocs_chooser:chosen_multiple wagtaildocs_chooser:create
        admin/images/<int:image_id>/delete/ admin/images/multiple/<int:image_id>/delete/
        admin/documents/delete/<int:document_id>/ admin/documents/multiple/<int:doc_id>/delete/
    """,
    "see_master_data": """
        offices:index offices:index_results offices:inspect problem_types:index problem_types:index_results
        regression_queries:index regression_queries:index_results search_quality regression_queries_export
    """,
    "master_data": """
        offices:add offices:edit offices:delete offices:history offices:history_results offices:usage
        problem_types:add problem_types:edit problem_types:delete problem_types:history problem_types:history_results
        problem_types:usage problem_types:reorder
        wagtailsettings:edit wagtailsettings:preview_on_edit workflow_page_rule
        review_intervals:index review_intervals:index_results review_intervals:add review_intervals:edit
        review_intervals:history review_intervals:history_results review_intervals:usage
        regression_queries:add regression_queries:edit regression_queries:delete regression_queries:history
        regression_queries:history_results regression_queries:usage
        regression_queries_import search_quality_measure
    """,
    "mails": "undelivered_mails try_mail_again",
    "see_words": """
        everyday_words:index everyday_words:index_results everyday_words:history everyday_words:history_results
    """,
    "words": "everyday_words:add everyday_words:edit everyday_words:delete everyday_words:import",
    "administration": """
        wagtailadmin_collections:index wagtailadmin_collections:add wagtailadmin_collections:edit
        wagtailadmin_collections:delete wagtailadmin_collections:set_privacy
        wagtailadmin_workflows:index wagtailadmin_workflows:index_results wagtailadmin_workflows:add
        wagtailadmin_workflows:enable wagtailadmin_workflows:disable wagtailadmin_workflows:edit
        wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results wagtailadmin_workflows:remove
        wagtailadmin_workflows:add_task wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index
        wagtailadmin_workflows:task_index_results wagtailadmin_workflows:edit_task
        wagtailadmin_workflows:disable_task wagtailadmin_workflows:enable_task
        wagtailredirects:index wagtailredirects:index_results wagtailredirects:add wagtailredirects:edit
        wagtailredirects:delete wagtailredirects:start_import wagtailredirects:process_import
        wagtailsites:index wagtailsites:index_results wagtailsites:add wagtailsites:edit wagtailsites:delete
        wagtailsites:history wagtailsites:history_results wagtailsites:usage wagtailsites:copy
        wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:add wagtailusers_users:edit
        wagtailusers_users:delete wagtailusers_users:history wagtailusers_users:history_results
        wagtailusers_users:usage wagtailusers_users:copy
        wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_groups:add wagtailusers_groups:edit
        wagtailusers_groups:delete wagtailusers_groups:history wagtailusers_groups:history_results
        wagtailusers_groups:usage
        review_intervals:delete
    """,
    "nobody": "wagtailsnippets:index wagtailadmin_pages:convert_alias",
}
# Where looking and sending are different acts.
SENDING = {"wagtailadmin_pages:move_confirm": "delete", "wagtailadmin_api:pages:action": "nobody"}

# The bulk actions: app, model, action → act.
BULK = {
    ("cms", "basepage", "delete"): "delete",
    ("cms", "basepage", "move"): "delete",
    ("cms", "basepage", "publish"): "publish",
    ("cms", "basepage", "unpublish"): "unpublish",
    ("cms", "siteimage", "add_tags"): "files",
    ("cms", "siteimage", "add_to_collection"): "files",
    ("cms", "siteimage", "delete"): "files",
    ("cms", "sitedocument", "add_tags"): "files",
    ("cms", "sitedocument", "add_to_collection"): "files",
    ("cms", "sitedocument", "delete"): "files",
    ("cms", "user", "assign_role"): "administration",
    ("cms", "user", "delete"): "administration",
    ("cms", "user", "set_active_state"): "administration",
}
# The actions of the admin's API on one page are closed: its scripts use none of them, and they know no reasons.
API_ACTIONS = (
    "convert_alias copy copy_for_translation create_alias delete move publish revert_to_page_revision unpublish"
)
# The public APIs only read, and everybody may.
PUBLIC_API = """
    api-v1:openapi-json api-v1:search api-v1:api-root
    content-api:pages:listing content-api:pages:detail content-api:pages:find
"""


@dataclass(frozen=True)
class Door:
    """One address: its name (or its route, if it has none) and the names of what has to be filled in."""

    name: str
    parameters: tuple[str, ...]
    route: str

    @property
    def key(self) -> str:
        return self.name or self.route


def doors(prefix: str) -> list[Door]:
    """All addresses below `prefix`."""
    return [door for door in _walk(get_resolver().url_patterns) if door.route.startswith(prefix)]


def act_by_name() -> dict[str, str]:
    """What each address of the admin is for."""
    return {name: act for act, names in ADMIN.items() for name in names.split()}


def _walk(patterns, route: str = "", spaces: tuple[str, ...] = (), parameters: tuple[str, ...] = ()) -> Iterator[Door]:
    for entry in patterns:
        found = (*parameters, *entry.pattern.converters, *entry.pattern.regex.groupindex)
        there = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, there, inner, found)
        else:
            name = ":".join((*spaces, entry.name)) if entry.name else ""
            yield Door(name, tuple(dict.fromkeys(found)), there)
