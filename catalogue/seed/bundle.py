"""All content files of a directory, read and checked as a whole before anything is written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import markdown
from .files import BrokenContent, Fault, Lines, read_table, read_yaml
from .schema import Contact, HintRow, Occasion, OfficeRow, ProblemTypeRow, Round, Strict, Topic, parse

BUSINESS_PROMOTION = "wirtschaftsfoerderung"


@dataclass(frozen=True)
class Entry[T: Strict]:
    """One checked entry and where its values stand."""

    value: T
    lines: Lines


@dataclass
class Bundle:
    """Everything a directory holds; slugs lead to entries, in the order of the files."""

    offices: dict[str, Entry[OfficeRow]] = field(default_factory=dict)
    problem_types: dict[str, Entry[ProblemTypeRow]] = field(default_factory=dict)
    hints: dict[str, Entry[HintRow]] = field(default_factory=dict)
    contacts: dict[str, Entry[Contact]] = field(default_factory=dict)
    topics: dict[str, Entry[Topic]] = field(default_factory=dict)
    occasions: dict[str, Entry[Occasion]] = field(default_factory=dict)
    rounds: dict[str, Entry[Round]] = field(default_factory=dict)


def read(directory: Path) -> Bundle:
    """The content of `directory`; raises `BrokenContent` with every fault of every file."""
    reader = _Reader(directory)
    bundle = Bundle(
        offices=reader.table("offices.tsv", OfficeRow),
        problem_types=reader.table("problem-types.tsv", ProblemTypeRow),
        hints=reader.table("problem-type-hints.tsv", HintRow, required=False),
        contacts=reader.contacts("contacts.yaml"),
        topics=reader.folder("topics", Topic),
        occasions=reader.folder("occasions", Occasion, required=False),
        rounds=reader.folder("rounds", Round, required=False),
    )
    # a slug of a file that could not be read is still a slug: it must not look unknown to the others
    faults = [*reader.faults, *_Checks(bundle, reader.seen).faults()]
    if faults:
        raise BrokenContent(faults)
    return bundle


class _Reader:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.faults: list[Fault] = []
        self.seen: dict[str, set[str]] = {}

    def _try[R](self, path: Path, read_file: Callable[[], R]) -> R | None:
        try:
            if not path.exists():
                raise BrokenContent([Fault(path, 1, "is missing")])
            return read_file()
        except BrokenContent as error:
            self.faults += error.faults
            return None

    def table[T: Strict](self, name: str, model: type[T], *, required: bool = True) -> dict[str, Entry[T]]:
        path = self.directory / name
        self.seen[name] = set()
        if not required and not path.exists():
            return {}
        found: dict[str, Entry[T]] = {}
        for row, lines in self._try(path, lambda: read_table(path, model.model_fields)) or []:
            self.seen[name].add(row["slug"])
            value, faults = parse(model, row, lines)
            self.faults += faults
            if value and row["slug"] in found:
                self.faults.append(lines.fault(f"“{row['slug']}” is there twice"))
            elif value:
                found[row["slug"]] = Entry(value, lines)
        return found

    def folder[T: Strict](self, name: str, model: type[T], *, required: bool = True) -> dict[str, Entry[T]]:
        folder = self.directory / name
        self.seen[name] = set()
        if not folder.is_dir():
            if required:
                self.faults.append(Fault(folder, 1, "is missing"))
            return {}
        found: dict[str, Entry[T]] = {}
        for path in sorted(folder.iterdir()):
            if path.name.startswith("."):
                continue
            if path.suffix != ".yaml":
                self.faults.append(Fault(path, 1, "is no .yaml file"))
                continue
            self.seen[name].add(path.stem)
            entry = self._entry(path, model)
            if entry and entry.value.slug != path.stem:
                self.faults.append(entry.lines.fault(f"slug and file name differ: {entry.value.slug}", "slug"))
            elif entry:
                found[path.stem] = entry
        return found

    def _entry[T: Strict](self, path: Path, model: type[T]) -> Entry[T] | None:
        document = self._try(path, lambda: read_yaml(path))
        if document is None:
            return None
        data, lines = document
        value, faults = parse(model, data, lines)
        self.faults += faults
        return Entry(value, lines) if value else None

    def contacts(self, name: str) -> dict[str, Entry[Contact]]:
        path = self.directory / name
        if not path.exists():
            return {}
        data, lines = self._try(path, lambda: read_yaml(path)) or ({}, Lines(path))
        if not isinstance(data, dict):
            self.faults.append(lines.fault("must be a mapping of offices to their contact"))
            return {}
        found: dict[str, Entry[Contact]] = {}
        for slug, values in data.items():
            inner = Lines(path, {place[1:]: line for place, line in lines.starts.items() if place[:1] == (str(slug),)})
            value, faults = parse(Contact, values, inner)
            self.faults += faults
            if value:
                found[str(slug)] = Entry(value, inner)
        return found


@dataclass
class _Checks:
    """What one file alone cannot show: names that must exist elsewhere, and nothing twice."""

    bundle: Bundle
    seen: dict[str, set[str]]

    def faults(self) -> Iterator[Fault]:
        yield from self._offices()
        yield from self._problem_types()
        yield from self._contacts()
        for entry in self.bundle.topics.values():
            yield from self._topic(entry)
        for entry in self.bundle.occasions.values():
            yield from self._occasion(entry)
        for entry in self.bundle.rounds.values():
            yield from self._round(entry)
        for entries in (self.bundle.topics, self.bundle.occasions, self.bundle.rounds):
            yield from _twice(entries.values(), lambda entry: entry.value.title, "title")

    def _known(self, what: str, slug: str, lines: Lines, *location: str | int) -> Iterator[Fault]:
        names = {"offices.tsv": "office", "problem-types.tsv": "problem type", "topics": "topic"}
        if slug and slug not in self.seen[what]:
            yield lines.fault(f"there is no {names[what]} “{slug}”", *location)

    def _list(self, what: str, entry: Entry, key: str) -> Iterator[Fault]:
        slugs = getattr(entry.value, key)
        for index, slug in enumerate(slugs):
            yield from self._known(what, slug, entry.lines, key, index)
        yield from _repeated(entry, key)

    def _offices(self) -> Iterator[Fault]:
        offices = self.bundle.offices
        yield from _twice(offices.values(), lambda entry: entry.value.name)
        for entry in offices.values():
            yield from self._known("offices.tsv", entry.value.parent, entry.lines)
            if entry.value.edits == "yes" and entry.value.kind != "district":
                yield entry.lines.fault("only district offices have editors")
            if _in_circle(entry.value.slug, lambda slug: offices[slug].value.parent if slug in offices else ""):
                yield entry.lines.fault("belongs to itself, be it by way of others")
        promotion = offices.get(BUSINESS_PROMOTION)
        if promotion and promotion.value.edits != "yes":
            yield promotion.lines.fault("must have editors: it signs last")
        elif offices and BUSINESS_PROMOTION not in self.seen["offices.tsv"]:
            yield Fault(next(iter(offices.values())).lines.path, 1, f"there is no row “{BUSINESS_PROMOTION}”")

    def _problem_types(self) -> Iterator[Fault]:
        types = self.bundle.problem_types
        yield from _twice(types.values(), lambda entry: entry.value.label)
        for entry in types.values():
            yield from self._known("problem-types.tsv", entry.value.parent, entry.lines)
            parent = types.get(entry.value.parent)
            if parent and parent.value.parent:
                yield entry.lines.fault("there are only two levels")
        for entry in self.bundle.hints.values():
            yield from self._known("problem-types.tsv", entry.value.slug, entry.lines)

    def _contacts(self) -> Iterator[Fault]:
        for slug, entry in self.bundle.contacts.items():
            yield from self._known("offices.tsv", slug, entry.lines)
            begins = set()
            for index, hours in enumerate(entry.value.opening_hours):
                if hours.opens >= hours.closes:
                    yield entry.lines.fault("closes before it opens", "opening_hours", index)
                if (hours.weekday, hours.opens) in begins:
                    yield entry.lines.fault("is there twice", "opening_hours", index)
                begins.add((hours.weekday, hours.opens))

    def _topic(self, entry: Entry[Topic]) -> Iterator[Fault]:
        topic, lines = entry.value, entry.lines
        yield from self._known("offices.tsv", topic.lead, lines, "lead")
        yield from self._list("problem-types.tsv", entry, "problem_types")
        yield from self._list("topics", entry, "related")
        yield from _repeated(entry, "everyday_words")
        yield from _repeated(entry, "service_ids")
        if topic.slug in topic.related:
            yield lines.fault("related: a topic cannot point to itself", "related", topic.related.index(topic.slug))
        if topic.responsibility != "clear" and not topic.responsibility_note:
            yield lines.fault("responsibility_note: is needed unless responsibility is clear", "responsibility_note")
        for index, section in enumerate(topic.sections):
            yield from self._known("offices.tsv", section.office, lines, "sections", index, "office")
            for fault in markdown.faults(section.text):
                place = ("sections", index, "text")
                yield lines.fault(f"sections[{index + 1}].text: {fault.reason}", *place, offset=fault.line)
        if topic.lead not in {section.office for section in topic.sections}:
            yield lines.fault("sections: the lead office has none", "sections")

    def _occasion(self, entry: Entry[Occasion]) -> Iterator[Fault]:
        yield from self._list("problem-types.tsv", entry, "problem_types")
        yield from _repeated(entry, "everyday_words")
        for index, step in enumerate(entry.value.steps):
            yield from self._known("offices.tsv", step.office, entry.lines, "steps", index, "office")
            yield from self._known("topics", step.topic, entry.lines, "steps", index, "topic")
            yield from _repeated(entry, "steps", index, "documents")

    def _round(self, entry: Entry[Round]) -> Iterator[Fault]:
        yield from self._known("offices.tsv", entry.value.organiser, entry.lines, "organiser")
        yield from self._list("offices.tsv", entry, "offices")
        yield from self._list("problem-types.tsv", entry, "problem_types")
        yield from self._list("topics", entry, "topics")
        for key in ("questions", "promises"):
            for index, row in enumerate(getattr(entry.value, key)):
                yield from self._known("offices.tsv", row.office, entry.lines, key, index, "office")
        for index, question in enumerate(entry.value.questions):
            yield from self._known("topics", question.becomes_topic, entry.lines, "questions", index, "becomes_topic")
            if question.status == "answered" and not question.answer:
                yield entry.lines.fault("an answered question has an answer", "questions", index, "answer")


def _repeated(entry: Entry, *location: str | int) -> Iterator[Fault]:
    """The values of a list that are there already; upper and lower case count as equal."""
    values = entry.value
    for part in location:
        values = values[part] if isinstance(part, int) else getattr(values, part)
    known: set[str] = set()
    for index, value in enumerate(values):
        if value.casefold() in known:
            yield entry.lines.fault(f"“{value}” is there twice", *location, index)
        known.add(value.casefold())


def _twice(entries: Iterable[Entry], name: Callable[[Entry], str], *location: str) -> Iterator[Fault]:
    known: dict[str, Lines] = {}
    for entry in entries:
        first = known.setdefault(name(entry).casefold(), entry.lines)
        if first is not entry.lines:
            where = f"{first.path.name}:{first.line(*location)}"
            yield entry.lines.fault(f"“{name(entry)}” is there twice, first in {where}", *location)


def _in_circle(slug: str, parent: Callable[[str], str]) -> bool:
    seen: set[str] = set()
    above = parent(slug)
    while above and above not in seen:
        if above == slug:
            return True
        seen.add(above)
        above = parent(above)
    return False
