"""What was loaded before: tells new from known, and content as loaded from content that people have changed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError

from catalogue.models import SeedRecord
from cms.models import BasePage


class Refused(Exception):
    """The site does not take an entry, although the files are right: what is there already stands against it."""


@contextmanager
def told(key: str) -> Iterator[None]:
    """Turn what the models refuse into `Refused`, with the entry it is about."""
    try:
        yield
    except ValidationError as error:
        raise Refused(f"{key}: {' '.join(error.messages)}") from error


class Action(Enum):
    """What is to be done with an entry of the files."""

    CREATE = "created"
    UPDATE = "updated"
    KEEP = "unchanged"
    LEAVE = "left alone"


@dataclass
class Report:
    """What a run did, for people to read."""

    counts: Counter[tuple[str, Action]] = field(default_factory=Counter)
    left_alone: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(action in (Action.CREATE, Action.UPDATE) for _, action in self.counts)

    def lines(self) -> list[str]:
        """One line per kind of content, then what was left alone and why; the last one says if nothing changed."""
        kinds = dict.fromkeys(kind for kind, _ in self.counts)
        summary = [
            f"{kind}: " + ", ".join(f"{self.counts[kind, action]} {action.value}" for action in Action)
            for kind in kinds
        ]
        left_alone = [f"left alone: {reason}" for reason in self.left_alone]
        return [*summary, *left_alone, *([] if self.changed else ["Nothing changed."])]


def digest(value: Any) -> str:
    """SHA-256 of plain values, independent of dictionary order."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def page_digest(page: BasePage) -> str:
    """What readers and editors see of a page: all parts of its latest version, and whether it is public."""
    latest = page.get_latest_revision_as_object()
    return digest([page.live, [[part.key, part.content_hash] for part in latest.parts()]])


class Ledger:
    """The records of earlier runs, and the report of this one."""

    def __init__(self) -> None:
        self.records = {record.key: record for record in SeedRecord.objects.all()}
        self.report = Report()

    def object_id(self, key: str) -> int | None:
        """The object that an earlier run made of this entry; it may be gone."""
        record = self.records.get(key)
        return record.object_id if record else None

    def decide(self, key: str, *, name: str, source: Any, current: str | None) -> Action:
        """What to do with an entry, and note it. `current` is the digest of the object, None where there is none."""
        record = self.records.get(key)
        reason = ""
        if record is None and current is None:
            action = Action.CREATE
        elif record is None:
            action, reason = Action.LEAVE, "was made by somebody else"
        elif current is None:
            action, reason = Action.LEAVE, "was deleted"
        elif current != record.content_hash:
            action, reason = Action.LEAVE, "was edited"
        else:
            action = Action.KEEP if record.source_hash == digest(source) else Action.UPDATE
        if reason:
            self.leave(key, name, reason)
        else:
            self.report.counts[_kind(key), action] += 1
        return action

    def leave(self, key: str, name: str, reason: str) -> None:
        """Note that the entry is not loaded."""
        self.report.counts[_kind(key), Action.LEAVE] += 1
        self.report.left_alone.append(f"{key} “{name}” {reason}")

    def write(self, key: str, *, object_id: int, source: Any, current: str) -> None:
        """Remember what this run made of an entry."""
        values = {"object_id": object_id, "source_hash": digest(source), "content_hash": current}
        self.records[key], _ = SeedRecord.objects.update_or_create(key=key, defaults=values)


def _kind(key: str) -> str:
    return key.partition("/")[0]
