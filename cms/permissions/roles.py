"""The one table of who may do what in the admin. Tester and policy ask it; a test walks every role through it."""

from enum import StrEnum


class Role(StrEnum):
    """In what role somebody meets a page, the weakest first. Most people have several at once."""

    ANONYMOUS = "anonymous"
    ACCOUNT = "account"  # may log in, but works for no office
    EDITOR = "editor"  # works for an office, whichever
    OWNER = "owner"  # … that answers for a part of the page, itself or as maintainer
    ADMINISTRATOR = "administrator"  # … and manages who works for it (`Office.administrators`)
    STAND_IN = "stand_in"  # an editor who signs for an owner during absence (`workflow.StandIn`)
    PROMOTION = "promotion"  # works for the Wirtschaftsförderung
    SUPERUSER = "superuser"  # the technical administration, which is no office


ROLES = tuple(Role)

# One column per role, in the order above. What is no act on a page is enforced where the last column says.
_TABLE = {
    # act                 a n e o a s p S
    #                     n c d w d t r u
    "open": "             x x x x x x x x",  # logging in, setting a forgotten password anew
    "enter": "            - - x x x x x x",  # start page, own account, choosers, lists of what waits
    # --- pages
    "read": "             - - x x x x x x",  # tree, drafts, history, comparison, usage
    "create": "           - - x x x x x x",  # topics, occasions, events and office pages, led by an office of one's own
    "create_anywhere": "  - - - - - - x x",  # index pages and plain pages
    "edit": "             - - - x x - - x",  # and submit, copy, fetch back; who began a draft counts as its owner
    "delete_own_draft": " - - - x x - x x",  # and move: never public, nobody else's, in no round
    "delete": "           - - - - - - x x",  # and move: whatever is public, jointly owned or submitted
    "lock": "             - - - - - - x x",
    "privacy": "          - - - - - - x x",
    "unschedule": "       - - - - - - x x",
    "reorder": "          - - - - - - x x",
    "publish": "          - - - - - - - -",  # only the workflow does, by `cms.workflow.publishing`
    "unpublish": "        - - - - - - - -",  # taking down needs a reason: `cms.workflow.publishing.take_down`
    "submit_stock": "     - - - - - - - -",  # submitting needs a change note: `cms.workflow.actions.submit`
    # --- the workflow: `cms.workflow.actions`, `cms.workflow.publishing`
    "sign": "             - - - x x x - -",  # as an owner, or in the place of one
    "review": "           - - - x x x - x",  # the parts of a public page; only those of one's own can be confirmed
    "sign_off": "         - - - - - - x -",  # never one's own text
    "take_back": "        - - - x x - x x",
    "take_down": "        - - - - - - x -",  # and publish in a hurry
    # --- people and settings: permissions of the groups (`grants`) and the views of `cms.workflow`
    "people": "           - - - - x - x x",
    "see_words": "        - - x x x x x x",  # everyday words, their history, the list as a file
    "words": "            - - - x x - x x",  # those of a page: enter, try out, change, delete, import
    "words_of_offices": " - - - - - - x x",  # those that lead to no page
    "assign_missed": "    - - - - - - x x",  # searches that found nothing fitting, or reject them; their office solves
    "files": "            - - x x x x x x",
    "see_master_data": "  - - x x x x x x",  # offices and problem types, how well the search finds
    "master_data": "      - - - - - - x x",  # offices, problem types, durations, intervals, queries to measure with
    "mails": "            - - - - - - x x",  # those that did not arrive, and sending them again
    "administration": "   - - - - - - - x",  # accounts, groups, sites, collections, redirects, Wagtail's workflows
    "nobody": "           - - - - - - - -",
}
_ALLOWED = {
    act: frozenset(role for role, mark in zip(ROLES, marks.split(), strict=True) if mark == "x")
    for act, marks in _TABLE.items()
}
ACTS = tuple(_ALLOWED)


def allowed(act: str) -> frozenset[Role]:
    """The roles that may do `act`; raises `KeyError` for an act the table does not know."""
    return _ALLOWED[act]
