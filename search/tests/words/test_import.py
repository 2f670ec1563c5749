"""The preview, and taking in: everything or nothing."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.log_actions import registry

from catalogue.models import EverydayWord
from cms.testing.html import parsed, text, texts
from search.words.files import MAX_SIZE

from .conftest import LOUD
from .test_files import table

URL = "everyday_words:import"


def upload(client, content: bytes):
    return client.post(reverse(URL), {"file": SimpleUploadedFile("worte.csv", content, "text/csv")})


def hidden(page) -> str:
    return page.select_one("[name=content]")["value"]


def test_a_file_is_looked_at_first_and_then_taken_in(editor, desk):
    EverydayWord.objects.create(text="Biergarten", page=desk.tables)
    page = parsed(
        upload(editor, table("Biergarten;/themen/tische/;Schankvorgarten;", "<b>Zelt</b>;/themen/tische/;;ja"))
    )

    assert "1 neu, 1 geändert, 0 schon so eingetragen" in text(page.select_one(".word-preview [role=status]"))
    assert texts(page, ".word-lines tbody th") == ["Biergarten geändert", "<b>Zelt</b> neu"]
    assert EverydayWord.objects.count() == 1

    response = editor.post(reverse(URL), {"content": hidden(page)}, follow=True)
    assert "2 Alltagswörter sind eingelesen." in response.content.decode()
    words = EverydayWord.objects.order_by("text")
    assert [word.text for word in words] == ["<b>Zelt</b>", "Biergarten"]
    assert [registry.get_logs_for_instance(word).get().action for word in words] == ["wagtail.create", "wagtail.edit"]


def test_one_fault_and_nothing_is_taken_in(editor, desk):
    content = table("Zelt;/themen/tische/;;", "Müll;/themen/abfall/;;")
    page = parsed(upload(editor, content))
    assert [line.partition(":")[0] for line in texts(page, ".word-faults li")] == ["Zeile 3"]
    assert page.select_one("[name=content]") is None
    assert not EverydayWord.objects.exists()


def test_what_was_right_in_the_preview_and_is_not_any_more_is_refused(editor, desk):
    page = parsed(upload(editor, table("Zelt;/themen/tische/;;ja")))
    EverydayWord.objects.create(text="zelt", page=desk.waste, is_best_bet=True)
    refused = parsed(editor.post(reverse(URL), {"content": hidden(page)}))
    assert "schon einen festen ersten Treffer" in text(refused.select_one(".word-faults"))
    assert EverydayWord.objects.count() == 1


def test_a_file_that_costs_known_answers_is_asked_about(editor, desk, crowded):
    page = parsed(upload(editor, table(f"{LOUD};/themen/anlage-2/;;")))
    box = page.select_one(".word-accept")
    assert texts(box, "li") == ["zelt"]
    assert not box.parent.has_attr("role")

    again = parsed(editor.post(reverse(URL), {"content": hidden(page)}))
    assert again.select_one(".word-accept").parent["role"] == "alert"
    assert EverydayWord.objects.count() == 2
    answer = {"content": hidden(again), "lost": ["zelt"], "accept": "yes"}
    assert editor.post(reverse(URL), answer).status_code == 302
    assert EverydayWord.objects.count() == 3


def test_nothing_new_is_said(editor, desk):
    EverydayWord.objects.create(text="Zelt", page=desk.tables)
    page = parsed(upload(editor, table("Zelt;/themen/tische/;;")))
    assert "Es gibt nichts einzulesen" in page.text
    assert page.select_one("[name=content]") is None


def test_no_file_a_large_one_and_a_forged_preview_are_answered(editor, desk):
    assert "Wählen Sie eine Datei aus." in parsed(editor.post(reverse(URL))).text
    assert "zu groß" in parsed(upload(editor, b"x" * (MAX_SIZE + 1))).text
    forged = parsed(editor.post(reverse(URL), {"content": "<&%"}))
    assert "fehlen die Spalten" in text(forged.select_one(".word-faults"))
