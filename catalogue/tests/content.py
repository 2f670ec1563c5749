"""A small content directory for tests, with lines that can be counted."""

from pathlib import Path

OFFICES = """\
slug\tname\tparent\tkind\tedits
wirtschaftsfoerderung\tBüro für Wirtschaftsförderung\t\tdistrict\tyes
tiefbau\tStraßenamt – Tiefbau\tstrassenamt\tdistrict\tno
strassenamt\tStraßenamt\t\tdistrict\tyes
kammer\tKammer\t\tchamber\tno
"""
PROBLEM_TYPES = """\
slug\tlabel\tparent
draussen\tFläche draußen\t
laerm\tLärm & Nachbarschaft\tdraussen
"""
HINTS = """\
slug\thint\ticon
draussen\tTische und Aufsteller auf dem Gehweg\tdeck-outline
"""
CONTACTS = """\
strassenamt:
  task: Kümmert sich um Straßen.
  street: Fröbelstraße 17
  postal_code: "10405"
  city: Berlin
  opening_hours:
    - {weekday: tuesday, opens: "09:00", closes: "12:00", note: Beispielangabe}
    - {weekday: thursday, opens: "14:00", closes: "18:00"}
"""
TABLES = """\
slug: tische
title: Tische rausstellen
source_topic: Tische
summary: "Messen Sie den Gehweg aus, zeichnen Sie eine Skizze und stellen Sie den Antrag beim Straßenamt."
problem_types: [draussen, laerm]
lead: strassenamt
responsibility: shared
responsibility_note: Das Straßenamt entscheidet, die Kammer berät.
everyday_words:
  - Sommerterrasse
  - Heizpilz
service_ids: ["326864"]
sections:
  - kind: overview
    office: strassenamt
    heading: ""
    text: |
      Tische & Stühle brauchen eine **Erlaubnis** vom [Amt](https://service.berlin.de/1/).

      - Skizze mit Maßen
      - Fotos vom Gehweg
  - kind: fee
    office: strassenamt
    text: |
      Der Bescheid kostet im ersten Jahr 100 Euro.
  - kind: hint
    office: kammer
    heading: Beratung
    text: |
      Die Kammer schaut mit Ihnen auf die Skizze.
related: [kaputt]
"""
BROKEN_PAVEMENT = """\
slug: kaputt
title: Ärger mit dem Gehweg
source_topic: Gehweg
summary: "Melden Sie den Schaden mit einem Foto beim Tiefbau. Ist es gefährlich, rufen Sie gleich an."
problem_types: [draussen]
lead: tiefbau
responsibility: clear
responsibility_note: ""
everyday_words: []
sections:
  - kind: overview
    office: tiefbau
    text: |
      Der Tiefbau repariert Gehwege und Straßen des Bezirks.
  - kind: procedure
    office: tiefbau
    text: |
      1. Machen Sie ein Foto vom Schaden.
      2. Melden Sie ihn.
  - kind: deadline
    office: tiefbau
    text: |
      Gefährliche Stellen sichert das Amt am selben Tag.
related: [tische]
"""
OPEN_A_CAFE = """\
slug: cafe
title: Ein Café eröffnen
summary: "Üblicher Ablauf, wenn Sie ein Café eröffnen. Klären Sie zuerst die Räume, dann die Tische draußen."
problem_types: [draussen]
everyday_words: [Café aufmachen]
steps:
  - title: Kammer fragen
    office: kammer
    text: "Die Kammer schaut mit Ihnen auf Ihren Plan."
    documents: [Plan, Skizze]
  - title: Tische beantragen
    office: strassenamt
    topic: tische
    text: "Erst mit Bescheid dürfen die Tische raus."
    documents: [Skizze]
"""
ROUND = """\
slug: runde
title: Tische und Gehwege
summary: "Tische, Aufsteller und kaputte Gehwege: Was ist erlaubt, und wer entscheidet darüber? Ein Abend."
starts_in_days: -3
time: "18:30"
duration_minutes: 90
place: "Rathaus (Beispielort)"
organiser: wirtschaftsfoerderung
offices: [wirtschaftsfoerderung, strassenamt]
topics: [tische]
problem_types: [draussen]
initiatives: ["Ladenrunde (Beispiel)"]
agenda: ["18:30 Begrüßung"]
questions:
  - text: "Wie viel Platz bleibt frei?"
    office: strassenamt
    answer: "Das steht im Bescheid."
    status: answered
    becomes_topic: tische
promises:
  - text: "Eine Übersicht schreiben."
    office: wirtschaftsfoerderung
    due_in_days: 21
    status: open
    public: true
"""
FILES = {
    "offices.tsv": OFFICES,
    "problem-types.tsv": PROBLEM_TYPES,
    "problem-type-hints.tsv": HINTS,
    "contacts.yaml": CONTACTS,
    "topics/tische.yaml": TABLES,
    "topics/kaputt.yaml": BROKEN_PAVEMENT,
    "occasions/cafe.yaml": OPEN_A_CAFE,
    "rounds/runde.yaml": ROUND,
}


class ContentDirectory:
    """Content files that a test may change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Change the first `old` of a file; it must be there."""
        file = self.path / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
