"""What a plain page says to those who confirm or sign it."""

import pytest

from cms.part_texts import part_text

from .factories import make_standard_page

pytestmark = pytest.mark.django_db


def test_a_plain_page_shows_its_blocks(home):
    page = make_standard_page(home, body=[("text", "<h2>Frage</h2><p>Antwort</p>")], is_placeholder=True)

    text = dict(part_text(page, page.parts()[0], complete=True))

    assert text["Inhalt"] == ["Frage", "Antwort"]
    assert text["Platzhalter"] == ["ja"]
