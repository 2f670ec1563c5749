"""Which search texts may be kept. Whoever searches does not expect to be written down; in doubt a text is dropped."""

import re

MAX_DIGITS = 4
# What stands between the digits of a telephone number, an account or a date.
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s./()–-]+(?=\d)")
STREET_ENDS = (
    "straße|strasse|str|weg|allee|platz|damm|ufer|ring|gasse|chaussee|steig|promenade|zeile|pfad|brücke|bruecke"
    "|graben|grund|winkel|siedlung|höhe|hoehe|berg|feld|park|aue"
)
# They end like streets, and traders measure and count them.
NO_STREETS = re.compile(
    "(geh|rad|rettungs|flucht|lauf)weg|gehsteig"
    "|(park|stell|stand|sitz|arbeits|ausbildungs|praktikums|spiel|bolz|außen|bau)platz",
    re.IGNORECASE,
)
PREPOSITIONS = r"am|an der|an den|auf dem|auf der|hinter der|im|in der|in den|unter den|vor dem|zum|zur"
NUMBER = r"(?:nr\.?\s*)?\d{1,4}\s?[a-z]?\b"
STREET = re.compile(
    # "Schönhauser Allee 12", "Florastr.5", "Berliner Str 5a", "Straße des 17. Juni"
    rf"(?P<street>[\w-]*(?:{STREET_ENDS}))\b\.?(?:\s+(?:des|der|am|im|zum|zur))?[\s,]*{NUMBER}"
    # "Am Steinberg 5", "Unter den Linden 6", "Alt-Pankow 12"
    rf"|\b(?:{PREPOSITIONS})\s+[\w-]+\s+{NUMBER}"
    rf"|\balt[- ]\w+\s+{NUMBER}"
    # "12 Schönhauser Allee"
    rf"|\b\d{{1,3}}\s?[a-z]?\s+\w+er\s+(?:{STREET_ENDS})\b",
    re.IGNORECASE,
)


def may_be_kept(text: str) -> bool:
    """Whether a search text may be written down: it must not look like an address, a number or a mailbox.

    >>> [may_be_kept(text) for text in ["Heizpilz", "Café mit 12 Tischen", "§ 34a GewO", "Formular R 100"]]
    [True, True, True, True]
    >>> [may_be_kept(text) for text in ["Gehweg 150 cm", "Stand 3 x 3 m", "Party am 3. Oktober", "Minijob 2026"]]
    [True, True, True, True]
    >>> [may_be_kept(text) for text in ["Schönhauser Allee", "Baustelle Berliner Straße", "Straßenfest"]]
    [True, True, True]

    Five digits or more, however they are written:

    >>> [may_be_kept(text) for text in ["10405 Berlin", "030 902 95", "0176/1234567", "Vorgang 12-345", "01.02.2026"]]
    [False, False, False, False, False]

    Mailboxes:

    >>> [may_be_kept(text) for text in ["info@cafe.example", "info (at) cafe.example", "@cafe_pankow"]]
    [False, False, False]

    Streets with a number:

    >>> [may_be_kept(text) for text in ["Schönhauser Allee 12", "Florastr.5", "Berliner Str 5a", "Breite Straße 24a"]]
    [False, False, False, False]
    >>> [may_be_kept(text) for text in ["Str. des 17. Juni", "Am Steinberg 5", "Alt-Pankow 12", "Antonplatz Nr. 3"]]
    [False, False, False, False]
    >>> [may_be_kept(text) for text in ["kastanienallee 5 lärm", "12 Schönhauser Allee", "Wollankstrasse, 3"]]
    [False, False, False]
    """
    if "@" in text or re.search(r"[(\[]\s*(?:at|ät)\s*[)\]]", text, re.IGNORECASE):
        return False
    if re.search(rf"\d{{{MAX_DIGITS + 1}}}", BETWEEN_DIGITS.sub("", text)):
        return False
    streets = STREET.finditer(text)
    return all(NO_STREETS.fullmatch(match["street"] or "") for match in streets)
