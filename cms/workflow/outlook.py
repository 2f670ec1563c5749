"""What a round would bring if it began now: who is asked, until when, and what silence means then."""

from dataclasses import dataclass

from cms.models import BasePage, User

from .changes import Request
from .models import Signature, SilenceRule, Submission
from .people import with_people
from .rounds import planned_signatures, rule_for, silence_rule
from .texts import requests_for


@dataclass(frozen=True)
class Expected:
    """One office that a round would need, and the signature it would begin with."""

    request: Request
    signature: Signature
    rule: SilenceRule
    has_people: bool

    @property
    def signs_by_submitting(self) -> bool:
        """The office of whoever hands in."""
        return self.signature.is_valid and not self.signature.carried_from

    @property
    def signed_before(self) -> bool:
        """The office signed exactly this text in an earlier round."""
        return self.signature.carried_from is not None

    @property
    def is_asked(self) -> bool:
        return self.signature.is_waiting


def expected_signatures(page: BasePage, user: User, draft: BasePage) -> list[Expected]:
    """The offices a round of `user` with `draft` needs, in the order of the parts. Nothing is written."""
    asked = requests_for(page, draft)
    signatures = planned_signatures(Submission(page=page, submitted_by=user), asked)
    rule, staffed = silence_rule(page), with_people(signatures)
    return [
        Expected(request, signatures[request.office], rule_for(request, rule), request.office in staffed)
        for request in asked
    ]
