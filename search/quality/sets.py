"""Query sets from files: what is asked, and what ought to be found. Faults name file, line and reason."""

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue.seed.files import BrokenContent, Fault, read_table, read_text

DATA = Path(__file__).parent / "data"
TRADERS = DATA / "traders" / "queries.tsv"
MUNICH = DATA / "munich-dev"
OFF_TOPIC = DATA / "off-topic.txt"

COLUMNS = ("query", "topic", "office", "problem type")


@dataclass(frozen=True, slots=True)
class Query:
    """One query and the keys of what ought to be found: names as a file has them, or numbers of pages."""

    text: str
    expected: frozenset[Hashable]
    problem_type: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a set that brings its own corpus."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuerySet:
    """The queries of a file or directory; `documents` is empty where the site's own pages ought to be found."""

    name: str
    queries: tuple[Query, ...]
    documents: tuple[Document, ...] = ()


def read(path: Path) -> QuerySet:
    """The set at `path`: a directory in BEIR layout, or a table of queries and titles of the site's pages.

    Raises `BrokenContent` with every fault.
    """
    if not path.exists():
        raise BrokenContent([Fault(path, 1, "is missing")])
    return read_directory(path) if path.is_dir() else read_file(path)


def read_file(path: Path) -> QuerySet:
    """A tab-separated table with the columns query, topic, office and problem type.

    A query that stands there several times expects all of its topics.
    """
    faults: list[Fault] = []
    found: dict[str, Query] = {}
    for row, lines in read_table(path, COLUMNS):
        missing = [column for column in ("query", "topic") if not row[column]]
        faults += [lines.fault(f"{column}: is empty") for column in missing]
        if missing:
            continue
        known = found.get(row["query"], Query(row["query"], frozenset(), row["problem type"], row["office"]))
        if row["topic"] in known.expected:
            faults.append(lines.fault(f"“{row['query']}” with “{row['topic']}” is there twice"))
        found[row["query"]] = replace(known, expected=known.expected | {row["topic"]})
    if faults:
        raise BrokenContent(faults)
    if not found:
        raise BrokenContent([Fault(path, 1, "holds no query")])
    return QuerySet(path.stem, tuple(found.values()))


def read_directory(path: Path) -> QuerySet:
    """A directory in BEIR layout (Thakur et al., NeurIPS 2021): corpus.jsonl, queries.jsonl, qrels.tsv.

    Judgments above 0 count as relevant.
    """
    faults: list[Fault] = []
    corpus = _lines(path / "corpus.jsonl", ("_id", "title", "text"), faults)
    queries = _lines(path / "queries.jsonl", ("_id", "text"), faults)
    expected: dict[str, set[str]] = defaultdict(set)
    for row, lines in _judgments(path / "qrels.tsv", faults):
        for column, known, what in (("query-id", queries, "query"), ("corpus-id", corpus, "document")):
            if row[column] not in known:
                faults.append(lines.fault(f"{column}: there is no {what} “{row[column]}”"))
        if not row["score"].lstrip("-").isdecimal():
            faults.append(lines.fault(f"score: “{row['score']}” is no whole number"))
        elif int(row["score"]) > 0:
            expected[row["query-id"]].add(row["corpus-id"])
    for key, (_values, line) in queries.items():
        if not faults and not expected[key]:
            faults.append(Fault(path / "queries.jsonl", line, f"“{key}” has no relevant document in qrels.tsv"))
    if not faults and not queries:
        faults.append(Fault(path / "queries.jsonl", 1, "holds no query"))
    if faults:
        raise BrokenContent(faults)
    return QuerySet(
        path.name,
        tuple(Query(values["text"], frozenset(expected[key])) for key, (values, _line) in queries.items()),
        tuple(Document(key, values["title"], values["text"]) for key, (values, _line) in corpus.items()),
    )


def read_off_topic(path: Path = OFF_TOPIC) -> list[str]:
    """Queries this site has no answer to, one to a line; lines that begin with # are remarks."""
    lines = (line.strip() for line in read_text(path).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def with_pages(queries: QuerySet, pages: Mapping[Hashable, int]) -> tuple[tuple[Query, ...], list[str]]:
    """The queries with numbers of pages for the names they expect, and the names that no page has.

    A query that expects nothing that is there is left out: its measures would say nothing about the search.

    >>> known = QuerySet("", (Query("Zelt", frozenset({"Feste"})), Query("Boot", frozenset({"See"}))))
    >>> with_pages(known, {"Feste": 7})
    ((Query(text='Zelt', expected=frozenset({7}), problem_type='', office=''),), ['See'])
    """
    found = [
        replace(query, expected=frozenset(pages[name] for name in query.expected if name in pages))
        for query in queries.queries
    ]
    unknown = {str(name) for query in queries.queries for name in query.expected if name not in pages}
    return tuple(query for query in found if query.expected), sorted(unknown)


def _judgments(path: Path, faults: list[Fault]) -> Iterator:
    try:
        yield from read_table(path, ("query-id", "corpus-id", "score"))
    except BrokenContent as error:
        faults += error.faults


def _lines(path: Path, fields: tuple[str, ...], faults: list[Fault]) -> dict[str, tuple[dict[str, str], int]]:
    """The objects of a file with one JSON object to a line, by their `_id`, with their lines."""
    found: dict[str, tuple[dict[str, str], int]] = {}
    try:
        text = read_text(path)
    except BrokenContent as error:
        faults += error.faults
        return found
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        values, reason = _object(line, fields)
        if not reason and values["_id"] in found:
            reason = f"“{values['_id']}” is there twice"
        if reason:
            faults.append(Fault(path, number, reason))
        else:
            found[values["_id"]] = values, number
    return found


def _object(line: str, fields: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The fields of a JSON object, or what is wrong with it."""
    try:
        values = json.loads(line)
    except ValueError as error:
        return {}, f"is not JSON: {error}"
    if not isinstance(values, dict):
        return {}, "is no JSON object"
    for name in fields:
        if not isinstance(values.get(name), str):
            return {}, f"{name}: a text is needed"
    if not values["_id"]:
        return {}, "_id: is empty"
    return {name: values[name] for name in fields}, ""
