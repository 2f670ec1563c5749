"""What changed between two texts of a page, and which offices have to be asked about it. Data in, data out."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cms.models import Office
from cms.parts import SHARED, Part

ORDER = "order"  # stands for the order of the parts in the hashes of whoever answers for the shared part
NEVER_BY_SILENCE = frozenset({"fee", "legal_basis"})


class Kind(StrEnum):
    """What happened to a part."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    ALTERED = "altered"
    HANDED_OVER = "handed_over"
    MOVED = "moved"


@dataclass(frozen=True)
class PartChange:
    """One part in the cleared text (`before`) and in the new one (`after`); one of them may be missing."""

    before: Part | None
    after: Part | None
    moved: bool = False

    @property
    def part(self) -> Part:
        """The part as it will read, or as it read where it is taken away."""
        part = self.after or self.before
        assert part is not None  # noqa: S101  made from one of the two
        return part

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.REMOVED
        if self.before.office != self.after.office:
            return Kind.HANDED_OVER
        if self.before.content_hash != self.after.content_hash:
            return Kind.ALTERED
        return Kind.MOVED if self.moved else Kind.SAME

    @property
    def is_change(self) -> bool:
        return self.kind is not Kind.SAME

    @property
    def offices(self) -> list[Office | None]:
        """Who answers for the part before and after, each once; None where nobody does."""
        return list(dict.fromkeys(part.office for part in (self.before, self.after) if part))


def compare(before: Sequence[Part], after: Sequence[Part]) -> list[PartChange]:
    """One entry per part of either text: those of the new text in its order, then those taken away.

    Parts in another order count as a change of the shared part.
    """
    old = {part.key: part for part in before}
    new = {part.key: part for part in after}
    in_both = old.keys() & new.keys()
    moved = [key for key in old if key in in_both] != [key for key in new if key in in_both]
    changes = [PartChange(old.get(key), part, moved and key == SHARED) for key, part in new.items()]
    return changes + [PartChange(part, None) for key, part in old.items() if key not in new]


def text_hash(parts: Iterable[Part]) -> str:
    """SHA-256 over all parts in their order: two pages with the same hash read the same."""
    return _digest([[part.key, part.content_hash] for part in parts])


@dataclass(frozen=True)
class Request:
    """What one office is asked to sign: everything it answers for, changed or not."""

    office: Office
    changes: tuple[PartChange, ...]
    order: tuple[str, ...] = ()

    @property
    def hashes(self) -> dict[str, str | None]:
        """What the signature stands for: it is void as soon as one of these differs."""
        hashes = {change.key: change.after.content_hash if change.after else None for change in self.changes}
        if any(change.moved for change in self.changes):
            hashes[ORDER] = _digest(list(self.order))
        return hashes

    @property
    def may_pass_by_silence(self) -> bool:
        """Fees and legal bases never do."""
        kinds = {part.kind for change in self.changed for part in (change.before, change.after) if part}
        return not kinds & NEVER_BY_SILENCE

    @property
    def changed(self) -> list[PartChange]:
        return [change for change in self.changes if change.is_change]


def requests(changes: Sequence[PartChange], maintainers: Mapping[Office, Office], promotion: Office) -> list[Request]:
    """Whom the changes concern: the maintainers of all changed parts, before and after, in the order of the parts.

    `promotion` stands in for offices without a maintainer and parts without an office.
    """
    concerned: dict[Office, list[PartChange]] = {}
    for change in changes:
        for maintainer in dict.fromkeys(maintainers.get(office, promotion) for office in change.offices):
            concerned.setdefault(maintainer, []).append(change)
    order = tuple(change.key for change in changes if change.after)
    found = (Request(office, tuple(own), order) for office, own in concerned.items())
    return [request for request in found if request.changed]


def hashes_digest(hashes: Mapping[str, str | None]) -> str:
    """What a form carries to say which text was seen."""
    return _digest(dict(hashes))


def _digest(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
