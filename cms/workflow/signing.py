"""One round as one person sees it: what changes, who has said what, and what this person may do. Nothing is written."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from cms.models import BasePage, Office, User
from cms.parts import Part
from cms.traffic_lights import Light, light

from .actions import decidable, refuse_take_back
from .changes import ORDER, Request, compare, hashes_digest, requests, text_hash
from .comparison import Comparison
from .eligibility import barred, has_written, may_sign_off
from .errors import NotForYou, WorkflowError
from .models import Publication, Signature, SilenceRule, Submission
from .people import Capacity, capacities
from .rounds import rule_for, silence_rule
from .texts import cleared_parts, comparisons_of, draft_of

EARLIER_ROUNDS = 10


@dataclass(frozen=True)
class OfficeBlock:
    """What a round asks of one office, for a person who speaks for it, unless `barred` says why not."""

    signature: Signature
    role: Capacity
    barred: str
    request: Request | None
    rule: SilenceRule | None
    changed: list[Comparison] = field(default_factory=list)
    unchanged: list[Comparison] = field(default_factory=list)

    @property
    def office(self) -> Office:
        return self.signature.office

    @property
    def seen(self) -> str:
        """What a form carries to say which text was shown with it."""
        return hashes_digest(self.request.hashes) if self.request else ""

    @property
    def may_sign(self) -> bool:
        return self._is_open and self.signature.is_waiting and self.request is not None

    @property
    def may_object(self) -> bool:
        return self._is_open

    @property
    def _is_open(self) -> bool:
        return not self.barred and self.signature.submission.is_open


class RoundForPerson:
    """The signing page's answers. The number of queries does not grow with parts, signatures or rounds."""

    def __init__(self, submission: Submission, user: User) -> None:
        self.submission = submission
        self.user = user
        self.page: BasePage = submission.page.specific
        submission.page = self.page

    # --- the text -----------------------------------------------------------------------------------------------
    @cached_property
    def texts(self) -> tuple[list[Part], list[Part]] | None:
        """The cleared text and the submitted one; None where a closed round's texts are not kept any more."""
        if self.submission.is_open:
            return cleared_parts(self.page), draft_of(self.page).parts()
        return texts_of_closed(self.submission)

    @cached_property
    def comparisons(self) -> list[Comparison]:
        return comparisons_of(self.page, *self.texts) if self.texts else []

    @cached_property
    def requests(self) -> dict[Office, Request]:
        """What each office is asked, read from the texts."""
        if not self.texts:
            return {}
        asked = requests(compare(*self.texts), self._maintainers, Office.objects.business_promotion())
        return {request.office: request for request in asked}

    @cached_property
    def _maintainers(self) -> dict[Office, Office]:
        return Office.objects.maintainers()

    @cached_property
    def rule(self) -> SilenceRule:
        return silence_rule(self.page)

    # --- what was said ------------------------------------------------------------------------------------------
    @cached_property
    def signatures(self) -> list[Signature]:
        """One row for each office that was asked, those still waiting first."""
        rows = list(_with_people(self.submission.signatures))
        for row in rows:
            row.submission = self.submission
        return sorted(rows, key=lambda row: not row.is_waiting)

    @property
    def waiting(self) -> list[Signature]:
        return [row for row in self.signatures if row.is_waiting]

    @property
    def lines(self) -> list[tuple[Signature, Light | None]]:
        """The signatures, each missing one with how urgent it is."""
        is_open = self.submission.is_open
        return [(row, light(row.due_on) if is_open and row.is_waiting else None) for row in self.signatures]

    @cached_property
    def due_on(self) -> datetime.date | None:
        """The nearest day on which a signature is due."""
        return min((row.due_on for row in self.waiting), default=None) if self.submission.is_open else None

    @property
    def due_light(self) -> Light | None:
        return light(self.due_on) if self.due_on else None

    @cached_property
    def objections_before(self) -> list[Signature]:
        """Why this page's text came back in earlier rounds, the latest first."""
        return list(
            _with_people(Signature.objects)
            .filter(
                submission__page=self.page,
                submission__submitted_at__lt=self.submission.submitted_at,
                state=Signature.State.OBJECTED,
            )
            .order_by("-signed_at")[:EARLIER_ROUNDS]
        )

    # --- what this person may do --------------------------------------------------------------------------------
    @cached_property
    def blocks(self) -> list[OfficeBlock]:
        """One for each office of the person's that is asked in this round."""
        asked = ((row, self._capacities.get(row.office)) for row in self.signatures)
        return [self._block(row, role, barred(self.submission, self.user, role)) for row, role in asked if role]

    def _block(self, signature: Signature, role: Capacity, obstacle: str = "") -> OfficeBlock:
        request = self.requests.get(signature.office)
        if request is None:
            return OfficeBlock(signature, role, obstacle, None, None)
        keys = {change.key for change in request.changes}
        own = [comparison for comparison in self.comparisons if comparison.change.key in keys]
        return OfficeBlock(
            signature,
            role,
            obstacle,
            request,
            rule_for(request, self.rule),
            [comparison for comparison in own if comparison.change.is_change],
            [comparison for comparison in own if not comparison.change.is_change],
        )

    @cached_property
    def others(self) -> list[Comparison]:
        """The parts that no block shows, changed ones first."""
        shown = {comparison.change.key for block in self.blocks for comparison in block.changed + block.unchanged}
        rest = [comparison for comparison in self.comparisons if comparison.change.key not in shown]
        return sorted(rest, key=lambda comparison: not comparison.change.is_change)

    @property
    def others_changed(self) -> list[Comparison]:
        return [comparison for comparison in self.others if comparison.change.is_change]

    @property
    def others_unchanged(self) -> list[Comparison]:
        return [comparison for comparison in self.others if not comparison.change.is_change]

    @property
    def folds_others(self) -> bool:
        """An editor has to read the own parts only; whoever signs off, or decides for others, reads it all."""
        return bool(self.blocks) and not (self.may_sign_off or self.to_decide)

    @cached_property
    def to_decide(self) -> list[OfficeBlock]:
        """The offices in whose place this person may sign now."""
        if not (self.submission.is_open and self._promotion and not self._promotion.stand_in) or self.is_author:
            return []
        rows = decidable(self.signatures, self.requests.values(), self.rule)
        return [self._block(row, self._promotion) for row in rows]

    @cached_property
    def is_author(self) -> bool:
        """Whether the person wrote or submitted the text."""
        return has_written(self.submission, self.user)

    @property
    def is_final(self) -> bool:
        return self.submission.stage == Submission.Stage.FINAL

    @cached_property
    def _promotion(self) -> Capacity | None:
        return next((role for office, role in self._capacities.items() if office.is_business_promotion), None)

    @cached_property
    def _capacities(self) -> dict[Office, Capacity]:
        return capacities(self.user)

    @property
    def is_asked_to_sign_off(self) -> bool:
        """The round waits for the Schlusszeichnung, and the person speaks for the Wirtschaftsförderung."""
        return self.is_final and self._promotion is not None

    @cached_property
    def may_sign_off(self) -> bool:
        return self.is_asked_to_sign_off and may_sign_off(self.submission, self.user)

    @property
    def seen(self) -> str:
        """The hash of the whole text shown."""
        return text_hash(self.texts[1]) if self.texts else ""

    @cached_property
    def can_edit(self) -> bool:
        return self.page.permissions_for_user(self.user).can_edit()

    @cached_property
    def may_take_back(self) -> bool:
        try:
            refuse_take_back(self.submission, self.user)
        except (WorkflowError, NotForYou):
            return False
        return True


def texts_of_closed(submission: Submission) -> tuple[list[Part], list[Part]] | None:
    """What a closed round was about. Drafts can be overwritten, so the text is checked against what was recorded."""
    publication = submission.publications.select_related("revision").first()
    after = _parts_of(publication) if publication else _submitted_parts(submission)
    before = _parts_before(submission, publication)
    return None if before is None or after is None else (before, after)


def _parts_before(submission: Submission, publication: Publication | None) -> list[Part] | None:
    page = submission.page.specific
    if publication and publication.kind == Publication.Kind.URGENT:
        content = publication.cleared_content
        return page.with_content_json(content).parts() if content else []
    if not page.publications.filter(published_at__gte=submission.submitted_at).exists():
        return cleared_parts(page)
    earlier = page.publications.select_related("revision").filter(published_at__lt=submission.submitted_at).first()
    if earlier:
        return _parts_of(earlier)
    return [] if page.first_published_at and page.first_published_at >= submission.submitted_at else None


def _parts_of(publication: Publication) -> list[Part] | None:
    """The published text, if its draft still reads like it."""
    parts = publication.revision.as_object().parts() if publication.revision else []
    return parts if parts and text_hash(parts) == publication.text_hash else None


def _submitted_parts(submission: Submission) -> list[Part] | None:
    """The draft as it was when the round ended, if it still carries what the offices were asked."""
    state = submission.workflow_state
    task = state.task_states.select_related("revision").order_by("-pk").first() if state else None
    parts = task.revision.as_object().parts() if task and task.revision else None
    if parts is None:
        return None
    hashes = {part.key: part.content_hash for part in parts}
    asked = [row.part_hashes for row in submission.signatures.all()]
    known = {key: value for part_hashes in asked for key, value in part_hashes.items() if key != ORDER}
    return parts if all(hashes.get(key) == value for key, value in known.items()) else None


def _with_people(signatures):
    return signatures.select_related(
        "office", "user", "stand_in__absent", "stand_in__office", "submission__submitted_by"
    )
