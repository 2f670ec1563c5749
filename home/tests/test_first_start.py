"""`make run`: the first start loads the content that comes along, the next ones leave everything alone."""

import re
from io import StringIO
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils.html import strip_tags

from catalogue.models import (
    EventPage,
    EverydayWord,
    OccasionPage,
    OccasionStep,
    OfficePage,
    SeedRecord,
    TopicPage,
    TopicSection,
)
from catalogue.seed.bundle import BUSINESS_PROMOTION
from cms.management.commands import serve
from cms.models import BasePage, Office, OpeningHours, OutgoingMail, ProblemType, User
from cms.reviews import review_states
from cms.workflow.models import Publication, Submission

LEFT_OVER = re.compile(r"\*\*|\]\(|</?[a-z]|&(amp|lt|gt|quot);")
KEPT_TAGS = re.compile(r'</?(p|b|ul|ol|li)( data-block-key="[0-9a-z]{5}")?>|<a href="https://[^"<>]+">|</a>')


BREAKS_OFF = {"load_content": "Loading", "no_such_command": "Breaking", "create_demo": "Accounts"}


def start() -> str:
    out = StringIO()
    serve.Command(stdout=out).prepare()
    return out.getvalue()


class FirstStartTests(TestCase):
    """A class, because loading takes long: all tests share one load, each in a transaction of its own.

    The start broke off when the content was there.
    """

    @classmethod
    def setUpTestData(cls):
        with mock.patch.object(serve, "FIRST_LOAD", BREAKS_OFF), pytest.raises(CommandError):
            start()

    def test_the_second_try_loads_the_rest_and_the_next_start_nothing(self):
        assert SeedRecord.objects.exists()
        assert not User.objects.exists()

        output = start()
        assert all(title in output for title in serve.FIRST_LOAD.values())
        assert TopicPage.objects.count() > 100
        assert User.objects.filter(username="admin", is_superuser=True).exists()

        assert set(Submission.objects.values_list("stage", flat=True)) == {"cosigning", "final", "returned"}
        assert Publication.objects.unsettled().count() == 1
        assert not OutgoingMail.objects.exists()

        TopicPage.objects.update(title="von Hand geändert")
        assert start() == ""
        assert set(TopicPage.objects.values_list("title", flat=True)) == {"von Hand geändert"}

    def test_a_start_after_an_update_makes_the_index_that_is_missing_or_outdated(self):
        start()
        builds = apps.get_model("search.SearchBuild").objects
        for change in ({"analysis": "older"}, {"pages": 0}):
            builds.filter(is_live=True).update(**change)
            assert "search index: 166 pages" in start()
            assert start() == ""

    def test_all_of_it_is_public(self):
        assert TopicPage.objects.published().count() == 103
        assert OccasionPage.objects.published().count() == 6
        assert EventPage.objects.published().count() == 3
        assert OfficePage.objects.published().count() == Office.objects.count() == 50
        assert ProblemType.objects.top_level().count() == ProblemType.objects.count() == 17
        assert EverydayWord.objects.count() > 800

    def test_there_is_always_a_round_to_come_and_one_that_was(self):
        assert EventPage.objects.upcoming().exists()
        assert EventPage.objects.past().exists()

    def test_every_problem_type_has_topics_a_hint_and_an_icon(self):
        for problem_type in ProblemType.objects.all():
            with self.subTest(problem_type.slug):
                assert problem_type.hint
                assert problem_type.icon
                assert TopicPage.objects.filter(problem_types=problem_type).exists()

    def test_every_office_says_what_it_is_for_and_has_somebody_who_maintains_it(self):
        for office in Office.objects.select_related("parent"):
            with self.subTest(office.slug):
                assert office.task
                assert office.maintainer.group
                assert office.page.summary == office.task

    def test_contact_data_says_that_it_is_an_example(self):
        for office in Office.objects.exclude(street="", phone="", email=""):
            with self.subTest(office.slug):
                assert "Beispiel" in office.contact_note
        assert OpeningHours.objects.exists()
        assert not OpeningHours.objects.exclude(note="Beispielangabe").exists()

    def test_every_page_has_parts_with_owners_and_counts_as_example(self):
        pages = BasePage.objects.filter(depth__gt=2).specific()
        assert len(pages) == 4 + 50 + 103 + 6 + 3
        for page in pages:
            with self.subTest(page.url_path):
                assert page.summary
                assert all(part.office for part in page.parts())
                assert all(state.is_example for state in review_states(page))

    def test_sections_hold_only_the_tags_of_the_editor_and_no_markdown(self):
        sections = TopicSection.objects.all()
        assert len(sections) == 622
        for section in sections:
            with self.subTest(f"{section.page_id} {section}"):
                text = KEPT_TAGS.sub("", section.text)
                assert "<" not in text
                assert not re.search(r"\*\*|\]\(|^\s*(-|\d+\.)\s", strip_tags(section.text))

    def test_plain_texts_hold_neither_markdown_nor_html(self):
        texts = [value for page in BasePage.objects.all() for value in (page.title, page.summary)]
        texts += [value for step in OccasionStep.objects.all() for value in (step.title, step.text, *step.documents)]
        texts += EverydayWord.objects.values_list("text", flat=True)
        texts += TopicPage.objects.values_list("responsibility_note", flat=True)
        assert [text for text in texts if LEFT_OVER.search(text)] == []

    def test_a_reader_sees_the_text_without_broken_escapes(self):
        for page in [*TopicPage.objects.filter(title__startswith="T"), *OccasionPage.objects.all()]:
            with self.subTest(page.url):
                response = self.client.get(page.url)
                body = response.content.decode()
                main = strip_tags(body[body.index("<main") : body.index("</main>")])
                assert page.title.split()[0] in main
                assert not re.search(r"\*\*|\]\(|&amp;(amp|lt|gt|#)|&lt;", main)

    def test_every_topic_that_an_occasion_names_is_there(self):
        assert not OccasionStep.objects.filter(topic=None).exists()
        assert OccasionStep.objects.count() == 48

    def test_the_business_promotion_leads_what_nobody_else_does(self):
        leads = {page.lead_office.slug for page in [*OccasionPage.objects.all(), *EventPage.objects.all()]}
        assert leads == {BUSINESS_PROMOTION}

    def test_loading_it_again_changes_nothing(self):
        out = StringIO()
        call_command("load_content", stdout=out)
        report = out.getvalue().splitlines()
        assert report[-1] == "Nothing changed."
        assert not any(line.startswith("left alone:") for line in report)
