"""Reading content files so that every value still knows the line it came from."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

type Location = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a content file, said so that it can be mended."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class BrokenContent(Exception):
    """The content has faults; nothing of it may be used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Lines:
    """Where in a file each value stands."""

    path: Path
    starts: dict[Location, int] = field(default_factory=dict)
    literals: frozenset[Location] = frozenset()

    def line(self, *location: str | int) -> int:
        """The line of the value, or of the nearest thing around it that is there."""
        while location and location not in self.starts:
            location = location[:-1]
        return self.starts.get(location, 1)

    def fault(self, reason: str, *location: str | int, offset: int = 0) -> Fault:
        """A fault at the value; `offset` counts lines within a literal text (`|`)."""
        inner = offset + 1 if location in self.literals else 0
        return Fault(self.path, self.line(*location) + inner, reason)


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BrokenContent([Fault(path, line, "is not UTF-8 text")]) from error
    except OSError as error:
        raise BrokenContent([Fault(path, 1, f"cannot be read: {error.strerror}")]) from error


def read_yaml(path: Path) -> tuple[Any, Lines]:
    """The one document of a YAML file, and the lines of its values.

    Raises `BrokenContent` for what is not YAML, for a key given twice and for aliases.
    """
    loader = yaml.SafeLoader(read_text(path))
    try:
        node = loader.get_single_node()
        if node is None:
            raise BrokenContent([Fault(path, 1, "is empty")])
        faults: list[Fault] = []
        starts: dict[Location, int] = {}
        literals: set[Location] = set()
        for location, child, reason in _walk(node, (), set()):
            starts[location] = child.start_mark.line + 1
            if isinstance(child, yaml.ScalarNode) and child.style == "|":
                literals.add(location)
            if reason:
                faults.append(Fault(path, child.start_mark.line + 1, reason))
        if faults:
            raise BrokenContent(faults)
        return loader.construct_document(node), Lines(path, starts, frozenset(literals))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"is not YAML: {error.problem or error.context}"
        raise BrokenContent([Fault(path, mark.line + 1 if mark else 1, reason)]) from error
    except yaml.reader.ReaderError as error:
        line = error.name and read_text(path)[: error.position].count("\n") + 1
        raise BrokenContent([Fault(path, line or 1, f"is not YAML: {error.reason}")]) from error
    except ValueError as error:  # a date like 2026-13-45
        raise BrokenContent([Fault(path, 1, f"is not YAML: {error}")]) from error
    finally:
        loader.dispose()


def _walk(node: yaml.Node, location: Location, above: set[int]) -> Iterator[tuple[Location, yaml.Node, str]]:
    """Every node with its place in the document and, where something is wrong with it, the reason."""
    if id(node) in above:
        yield location, node, "an alias (*) repeats an earlier value; write it out"
        return
    above.add(id(node))
    yield location, node, ""
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _walk(child, (*location, index), above)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, child in node.value:
            name = str(key.value)
            yield from _walk(child, (*location, name), above)
            if name in keys:
                yield (*location, name), key, f"“{name}” is given twice"
            keys.add(name)


def read_table(path: Path, columns: Iterable[str]) -> list[tuple[dict[str, str], Lines]]:
    """The rows of a tab-separated file with a header line; each row with the line it stands on."""
    faults: list[Fault] = []
    rows: list[tuple[dict[str, str], Lines]] = []
    reader = csv.reader(read_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader, [])
    wanted = list(columns)
    if header != wanted:
        raise BrokenContent([Fault(path, 1, f"the first line must name the columns {', '.join(wanted)}")])
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(Fault(path, number, f"has {len(cells)} columns instead of {len(header)}"))
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        rows.append((row, Lines(path, {(): number})))
    if faults:
        raise BrokenContent(faults)
    return rows
