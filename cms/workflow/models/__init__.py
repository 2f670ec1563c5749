"""Who has to sign a text before readers see it, who did, and what became public when."""

from .memberships import Membership
from .publications import Publication, TakeDown
from .settings import ApprovalSettings, PageRule, SilenceRule
from .stand_ins import StandIn
from .submissions import Signature, Submission
from .tasks import CoSignTask, FinalSignOffTask

__all__ = [
    "ApprovalSettings",
    "CoSignTask",
    "FinalSignOffTask",
    "Membership",
    "PageRule",
    "Publication",
    "Signature",
    "SilenceRule",
    "StandIn",
    "Submission",
    "TakeDown",
]
