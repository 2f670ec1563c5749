"""Query sets from files: what is read, and what is said about a file with a fault."""

import json

import pytest

from catalogue.seed.files import BrokenContent
from search.quality import sets
from search.quality.sets import Query, read, read_off_topic, with_pages

HEADER = "query\ttopic\toffice\tproblem type\n"


@pytest.fixture
def table(tmp_path):
    def write(rows: str):
        path = tmp_path / "set.tsv"
        path.write_text(HEADER + rows)
        return path

    return write


@pytest.fixture
def directory(tmp_path):
    def write(**files):
        given = {
            "corpus": [{"_id": "1", "title": "Zelt", "text": "Ein Zelt"}, {"_id": "2", "title": "Boot", "text": ""}],
            "queries": [{"_id": "a", "text": "zelten"}],
            "qrels": [("a", "1", "1"), ("a", "2", "0")],
            **files,
        }
        for name in ("corpus", "queries"):
            lines = [row if isinstance(row, str) else json.dumps(row) for row in given[name]]
            (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
        rows = [("query-id", "corpus-id", "score"), *given["qrels"]]
        (tmp_path / "qrels.tsv").write_text("\n".join("\t".join(row) for row in rows))
        return tmp_path

    return write


def faults(path) -> list[str]:
    with pytest.raises(BrokenContent) as caught:
        read(path)
    return [f"{fault.path.name}:{fault.line}: {fault.reason}" for fault in caught.value.faults]


def test_the_sets_that_come_along_can_be_read():
    traders, munich = read(sets.TRADERS), read(sets.MUNICH)
    assert len(traders.queries) == 89
    assert not traders.documents
    assert (len(munich.queries), len(munich.documents)) == (373, 287)
    assert len(read_off_topic()) == 30


def test_a_table_of_queries(table):
    found = read(table("Zelt\tFeste\tOrdnungsamt\tMarkt\n\nZelt\tPark\tOrdnungsamt\tMarkt\nBoot\tSee\t\t\n"))
    assert found.queries == (
        Query("Zelt", frozenset({"Feste", "Park"}), "Markt", "Ordnungsamt"),
        Query("Boot", frozenset({"See"})),
    )


def test_what_is_wrong_with_a_table_is_named_with_its_line(table):
    assert faults(table("Zelt\tFeste\t\t\nBoot\t\t\t\nnur zwei\tZellen\n")) == [
        "set.tsv:4: has 2 columns instead of 4",
    ]
    assert faults(table("Zelt\tFeste\t\t\nBoot\t\t\t\n\tSee\t\t\nZelt\tFeste\t\t\n")) == [
        "set.tsv:3: topic: is empty",
        "set.tsv:4: query: is empty",
        "set.tsv:5: “Zelt” with “Feste” is there twice",
    ]
    assert faults(table("")) == ["set.tsv:1: holds no query"]


def test_a_table_needs_its_header_and_its_file(tmp_path):
    path = tmp_path / "set.tsv"
    assert faults(path) == ["set.tsv:1: is missing"]
    path.write_text("Zelt\tFeste\n")
    assert "must name the columns query, topic, office, problem type" in faults(path)[0]
    path.write_bytes(b"query\n\xff")
    assert faults(path) == ["set.tsv:2: is not UTF-8 text"]


def test_a_directory_with_its_own_corpus(directory):
    found = read(directory())
    assert found.queries == (Query("zelten", frozenset({"1"})),)
    assert [(each.key, each.title) for each in found.documents] == [("1", "Zelt"), ("2", "Boot")]


def test_what_is_wrong_with_a_directory_is_named_with_file_and_line(directory):
    assert faults(directory(corpus=['{"_id": "1"', '["1"]', {"_id": "1", "title": "Zelt"}])) == [
        "corpus.jsonl:1: is not JSON: Expecting ',' delimiter: line 1 column 12 (char 11)",
        "corpus.jsonl:2: is no JSON object",
        "corpus.jsonl:3: text: a text is needed",
        "qrels.tsv:2: corpus-id: there is no document “1”",
        "qrels.tsv:3: corpus-id: there is no document “2”",
    ]
    twice = [{"_id": "a", "text": "zelten"}, {"_id": "a", "text": "campen"}, {"_id": "", "text": "x"}]
    assert faults(directory(queries=twice)) == [
        "queries.jsonl:2: “a” is there twice",
        "queries.jsonl:3: _id: is empty",
    ]
    assert faults(directory(qrels=[("a", "1", "viel"), ("b", "1", "1")])) == [
        "qrels.tsv:2: score: “viel” is no whole number",
        "qrels.tsv:3: query-id: there is no query “b”",
    ]
    assert faults(directory(qrels=[("a", "1", "0")])) == ["queries.jsonl:1: “a” has no relevant document in qrels.tsv"]
    assert faults(directory(queries=[], qrels=[])) == ["queries.jsonl:1: holds no query"]


def test_a_directory_without_a_file(directory):
    path = directory()
    (path / "qrels.tsv").unlink()
    assert faults(path) == ["qrels.tsv:1: cannot be read: No such file or directory"]


def test_names_become_pages_and_unknown_names_are_told(table):
    given = read(table("Zelt\tFeste\t\t\nZelt\tPark\t\t\nBoot\tSee\t\t\n"))
    queries, unknown = with_pages(given, {"Feste": 7})
    assert queries == (Query("Zelt", frozenset({7})),)
    assert unknown == ["Park", "See"]
