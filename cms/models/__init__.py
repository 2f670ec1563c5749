"""The lowest layer: who is responsible, how problems are classified, what every page is made of."""

from .mail import MailPreference, OutgoingMail
from .media import SiteDocument, SiteImage, SiteRendition
from .offices import Office, OpeningHours
from .pages import BasePage, PageOffice
from .problem_types import ProblemType
from .reviews import PartReview, ReviewInterval
from .users import User

__all__ = [
    "BasePage",
    "MailPreference",
    "Office",
    "OpeningHours",
    "OutgoingMail",
    "PageOffice",
    "PartReview",
    "ProblemType",
    "ReviewInterval",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "User",
]
