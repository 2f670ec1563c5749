"""Who may do what: the table (`roles`), whose a page is (`ownership`), and what asks them both.

Wagtail asks a policy for lists and a tester for one page; the groups' own grants (`grants`) only say where somebody
may begin a new page.
"""

from .grants import grant_office_rights, open_to_offices
from .policy import OwnershipPolicy, users_who
from .roles import Role, allowed
from .tester import PagePermissions

__all__ = [
    "OwnershipPolicy",
    "PagePermissions",
    "Role",
    "allowed",
    "grant_office_rights",
    "open_to_offices",
    "users_who",
]
