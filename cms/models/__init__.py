"""The lowest layer: who is responsible, how problems are classified, what every page is made of."""

from .media import SiteDocument, SiteImage, SiteRendition
from .offices import Office, OpeningHours
from .pages import BasePage, PageOffice
from .problem_types import ProblemType
from .reviews import PartReview
from .users import User

__all__ = [
    "BasePage",
    "Office",
    "OpeningHours",
    "PageOffice",
    "PartReview",
    "ProblemType",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "User",
]
