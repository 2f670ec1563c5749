"""What a page consists of and whose it is.

Ownership, signatures, reviews and comparisons all ask `BasePage.parts()`; nobody else decides who owns what.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import Office

SHARED = "shared"


@dataclass(frozen=True)
class Part:
    """A piece of a page with exactly one owner.

    `key` stays the same through all revisions: `"shared"` or the UUID of a section or step. `content` holds what a
    reader sees of the part as plain JSON values; two parts with equal `content_hash` read the same and have one owner.
    """

    key: str
    label: str
    office: "Office | None"
    content: Mapping[str, Any]
    kind: str = SHARED

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over owner, kind and content, independent of dictionary order."""
        identity = [self.office.pk if self.office else None, self.kind, self.content]
        return hashlib.sha256(json.dumps(identity, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def owners(parts: Iterable[Part]) -> "list[Office]":
    """The offices that own a part, each once, in the order of the parts (the lead office comes first)."""
    return list(dict.fromkeys(part.office for part in parts if part.office))
