"""A broken content file says where and why, and changes nothing."""

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import SeedRecord
from cms.models import BasePage, Office, ProblemType

from .content import ContentDirectory

pytestmark = pytest.mark.django_db

TOPIC = "topics/tische.yaml"
LONG = "x" * 241


def faults(content: ContentDirectory) -> list[str]:
    with pytest.raises(CommandError) as error:
        call_command("load_content", content.path)
    lines = str(error.value).splitlines()
    assert lines[-1].endswith("nothing was changed.")
    return [line.removeprefix(f"{content.path}/") for line in lines[:-1]]


def is_untouched() -> bool:
    return not (
        Office.objects.exists()
        or ProblemType.objects.exists()
        or SeedRecord.objects.exists()
        or BasePage.objects.filter(depth__gt=2).exists()
    )


BROKEN = [
    # not YAML, keys and types
    (TOPIC, "lead: strassenamt", "lead: [strassenamt", "topics/tische.yaml:7: is not YAML"),
    (TOPIC, "lead: strassenamt\n", "", "topics/tische.yaml:1: lead: is missing"),
    (TOPIC, "    office: kammer\n", "", "topics/tische.yaml:26: sections[3].office: is missing"),
    (TOPIC, "lead: ", "leed: x\nlead: ", "topics/tische.yaml:6: leed: is not known"),
    (TOPIC, "lead: ", "title: x\nlead: ", "topics/tische.yaml:6: “title” is given twice"),
    (TOPIC, "title: Tische rausstellen", "title: 7", "topics/tische.yaml:2: title: must be a text"),
    (
        TOPIC,
        "problem_types: [draussen, laerm]",
        "problem_types: draussen",
        "topics/tische.yaml:5: problem_types: ",
    ),
    (TOPIC, "lead: strassenamt", "lead: &a [*a]", "topics/tische.yaml:6: an alias"),
    ("rounds/runde.yaml", 'time: "18:30"', "time: 18:30", "rounds/runde.yaml:5: time: must be a time in quotes"),
    (
        "rounds/runde.yaml",
        "public: true",
        "public: 1",
        "rounds/runde.yaml:25: promises[1].public: must",
    ),
    # names that are not there
    (TOPIC, "lead: strassenamt", "lead: nirgends", "topics/tische.yaml:6: there is no office “nirgends”"),
    (TOPIC, "office: kammer", "office: nirgends", "topics/tische.yaml:27: there is no office “nirgends”"),
    (TOPIC, "draussen, laerm", "draussen, leise", "topics/tische.yaml:5: there is no problem type “leise”"),
    (TOPIC, "related: [kaputt]", "related: [weg]", "topics/tische.yaml:31: there is no topic “weg”"),
    (TOPIC, "kind: fee", "kind: price", "topics/tische.yaml:22: sections[2].kind: input should be"),
    (TOPIC, "responsibility: shared", "responsibility: any", "topics/tische.yaml:7: responsibility: input should be"),
    ("occasions/cafe.yaml", "topic: tische", "topic: weg", "occasions/cafe.yaml:13: there is no topic “weg”"),
    ("rounds/runde.yaml", "becomes_topic: tische", "becomes_topic: x", "rounds/runde.yaml:19: there is no topic “x”"),
    ("contacts.yaml", "strassenamt:", "weg:", "contacts.yaml:2: there is no office “weg”"),
    ("offices.tsv", "\tstrassenamt\t", "\tweg\t", "offices.tsv:3: there is no office “weg”"),
    # lengths and counts
    (TOPIC, "Tische rausstellen", "T" * 71, "topics/tische.yaml:2: title: string should have at most 70"),
    (TOPIC, "Messen Sie den Gehweg aus", LONG, "topics/tische.yaml:4: summary: string should have at most 240"),
    (TOPIC, "heading: Beratung", f"heading: {'B' * 121}", "topics/tische.yaml:28: sections[3].heading: string should"),
    (TOPIC, "[kaputt]", "[a, b, c, d, e]", "topics/tische.yaml:31: related: list should have at most 4"),
    (TOPIC, "Der Bescheid kostet im ersten Jahr 100 Euro.", "Kurz.", "topics/tische.yaml:25: sections[2].text: string"),
    (TOPIC, 'service_ids: ["326864"]', 'service_ids: ["A1"]', "topics/tische.yaml:12: service_ids[1]: does not have"),
    ("contacts.yaml", '"10405"', '"1040"', "contacts.yaml:4: postal_code: does not have the right form"),
    # the same thing twice
    (TOPIC, "  - Heizpilz", "  - sommerterrasse", "topics/tische.yaml:11: “sommerterrasse” is there twice"),
    (TOPIC, "draussen, laerm", "draussen, draussen", "topics/tische.yaml:5: “draussen” is there twice"),
    (
        TOPIC,
        "title: Tische rausstellen",
        "title: Ärger mit dem Gehweg",
        "“Ärger mit dem Gehweg” is there",
    ),
    ("offices.tsv", "kammer\tKammer", "tiefbau\tKammer", "offices.tsv:5: “tiefbau” is there twice"),
    ("offices.tsv", "kammer\tKammer", "kammer\tStraßenamt", "offices.tsv:5: “Straßenamt” is there twice"),
    ("contacts.yaml", 'thursday, opens: "14:00"', 'tuesday, opens: "09:00"', "contacts.yaml:8: is there twice"),
    # rules
    (TOPIC, "slug: tische", "slug: stuehle", "topics/tische.yaml:1: slug and file name differ"),
    (TOPIC, "related: [kaputt]", "related: [tische]", "topics/tische.yaml:31: related: a topic cannot point to itself"),
    (
        TOPIC,
        "note: Das Straßenamt entscheidet, die Kammer berät.",
        'note: ""',
        "topics/tische.yaml:8: respons",
    ),
    (TOPIC, "lead: strassenamt", "lead: tiefbau", "topics/tische.yaml:14: sections: the lead office has none"),
    ("offices.tsv", "chamber\tno", "chamber\tyes", "offices.tsv:5: only district offices have editors"),
    ("offices.tsv", "Straßenamt\t\t", "Straßenamt\ttiefbau\t", "offices.tsv:3: belongs to itself"),
    ("offices.tsv", "wirtschaftsfoerderung\t", "anderes\t", "offices.tsv:1: there is no row “wirtschaftsfoerderung”"),
    ("offices.tsv", "kammer\tKammer\t", "kammer\t", "offices.tsv:5: has 4 columns instead of 5"),
    ("offices.tsv", "slug\tname", "slug\ttitle", "offices.tsv:1: the first line must name the columns"),
    ("problem-types.tsv", "draußen\t\n", "draußen\tlaerm\n", "problem-types.tsv:3: there are only two levels"),
    ("contacts.yaml", 'closes: "12:00"', 'closes: "08:00"', "contacts.yaml:7: closes before it opens"),
    # what may not stand in a text
    (TOPIC, "- Fotos vom Gehweg", "- Fotos <b>vom</b> Gehweg", "topics/tische.yaml:21: sections[1].text: HTML is not"),
    (TOPIC, "Die Kammer schaut", "# Die Kammer schaut", "topics/tische.yaml:30: sections[3].text: no headings allowed"),
    (TOPIC, "https://service", "http://service", "topics/tische.yaml:18: sections[1].text: the link http://service"),
    (TOPIC, "title: Tische", "title: <i>Tische</i>", "topics/tische.yaml:2: title: HTML is not allowed here"),
    (TOPIC, "  - Heizpilz", "  - Heiz**pilz**", "topics/tische.yaml:11: everyday_words[2]: Markdown is not"),
    (TOPIC, "title: Tische rausstellen", 'title: "Tische\\0"', "topics/tische.yaml:2: title: holds a character"),
    (
        "occasions/cafe.yaml",
        "Erst mit Bescheid",
        "Erst <br> Bescheid",
        "occasions/cafe.yaml:14: steps[2].text: HTML",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), BROKEN)
def test_a_fault_is_reported_with_file_line_and_reason_and_nothing_is_changed(content, name, old, new, expected):
    content.replace(name, old, new)

    found = faults(content)

    assert any(expected in fault for fault in found), found
    assert is_untouched()


def test_all_faults_of_all_files_are_reported_at_once(content):
    content.replace("topics/tische.yaml", "lead: strassenamt", "lead: nirgends")
    content.replace("topics/kaputt.yaml", "kind: deadline", "kind: ende")
    content.replace("offices.tsv", "chamber\tno", "guild\tno")

    found = faults(content)

    assert [fault.split(": ")[0] for fault in found] == [
        "offices.tsv:5",
        "topics/kaputt.yaml:20",
        "topics/tische.yaml:6",
        "topics/tische.yaml:14",
    ]


def test_a_file_that_cannot_be_read_does_not_make_its_name_unknown_to_others(content):
    content.write("topics/kaputt.yaml", "slug: [")

    assert [fault.split(": ")[0] for fault in faults(content)] == ["topics/kaputt.yaml:1"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("topics/leer.yaml", "", "topics/leer.yaml:1: is empty"),
        ("topics/liste.yaml", "- a\n- b\n", "topics/liste.yaml:1: must be a mapping"),
        ("topics/zwei.yaml", "a: 1\n---\nb: 2\n", "topics/zwei.yaml:2: is not YAML"),
        ("topics/marke.yaml", "a: 1\nb: !!python/object:os.system x\n", "topics/marke.yaml:2: is not YAML"),
        ("topics/falsch.yml", "a: 1\n", "topics/falsch.yml:1: is no .yaml file"),
    ],
)
def test_a_file_that_is_no_entry_at_all_is_a_fault(content, name, text, expected):
    content.write(name, text)

    assert any(expected in fault for fault in faults(content))
    assert is_untouched()


def test_a_file_that_is_not_utf_8_is_a_fault_in_its_line(content):
    (content.path / "topics" / "latin.yaml").write_bytes("slug: latin\ntitle: Gehwegüberfahrt\n".encode("latin-1"))

    assert "topics/latin.yaml:2: is not UTF-8 text" in faults(content)


def test_a_directory_without_content_is_a_fault(tmp_path):
    with pytest.raises(CommandError, match=r"offices\.tsv:1: is missing(.|\n)*topics:1: is missing"):
        call_command("load_content", tmp_path)


def test_a_fault_after_a_first_load_changes_nothing(content):
    call_command("load_content", content.path, verbosity=0, stdout=None)
    before = list(SeedRecord.objects.values())
    content.replace("topics/kaputt.yaml", "Ärger mit dem Gehweg", "Gehweg kaputt")
    content.replace("topics/tische.yaml", "lead: strassenamt", "lead: nirgends")

    assert len(faults(content)) == 2
    assert list(SeedRecord.objects.values()) == before
    assert BasePage.objects.filter(title="Ärger mit dem Gehweg").exists()
