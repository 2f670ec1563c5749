"""Who is asked: exactly the maintainers of the parts that changed, before and after."""

import pytest

from catalogue.models import TopicSection
from catalogue.tests.factories import make_topic
from cms.models import User
from cms.testing.factories import make_office
from cms.workflow import actions
from cms.workflow.changes import Kind
from cms.workflow.texts import changes_of, draft_of, requests_for

pytestmark = pytest.mark.django_db


def text_of(office_name):
    """Change the text of the section of that office."""

    def change(scene, draft, sections):
        section = next(row for row in sections if row.office == getattr(scene, office_name))
        section.text = "<p>Geändert.</p>"

    return change


def title(scene, draft, sections):
    draft.title = "Tische und Stühle"


def add_section(office_name):
    def change(scene, draft, sections):
        kind = TopicSection.Kind.FEE
        sections.append(TopicSection(office=getattr(scene, office_name), kind=kind, text="<p>10 Euro</p>"))

    return change


def remove_section(scene, draft, sections):
    sections[:] = [row for row in sections if row.office != scene.third]


def hand_over(scene, draft, sections):
    next(row for row in sections if row.office == scene.second).office = scene.third


def change_lead(scene, draft, sections):
    draft.lead_office = scene.second


def reorder(scene, draft, sections):
    sections.reverse()


def several(*changes):
    def change(scene, draft, sections):
        for each in changes:
            each(scene, draft, sections)

    return change


def nothing(scene, draft, sections):
    pass


# What the editor of the lead office changes, and which offices it concerns ("lead" signs by submitting).
TABLE = {
    "nothing": (nothing, set()),
    "own part only": (text_of("lead"), {"lead"}),
    "another's part": (text_of("second"), {"second"}),
    "shared part": (title, {"lead"}),
    "added section": (add_section("third"), {"third"}),
    "removed section": (remove_section, {"third"}),
    "section handed to another office": (hand_over, {"second", "third"}),
    "lead changed": (change_lead, {"lead", "second"}),
    "other order": (reorder, {"lead"}),
    "the same office twice": (several(text_of("second"), add_section("second")), {"second"}),
    "own and two others": (several(text_of("lead"), text_of("second"), remove_section), {"lead", "second", "third"}),
}


def save_changed(scene, change, user=None):
    draft = draft_of(scene.page)
    sections = list(draft.sections.all())
    change(scene, draft, sections)
    for order, section in enumerate(sections):
        section.sort_order = order
    draft.sections = sections
    draft.save_revision(user=user or scene.lead_editor)


@pytest.mark.parametrize(("change", "concerned"), TABLE.values(), ids=TABLE.keys())
def test_the_offices_whose_parts_changed_are_concerned_and_no_other(scene, change, concerned):
    save_changed(scene, change)
    assert {request.office for request in requests_for(scene.page)} == {getattr(scene, name) for name in concerned}


@pytest.mark.parametrize(
    ("change", "concerned"),
    [row for name, row in TABLE.items() if name != "nothing"],
    ids=[name for name in TABLE if name != "nothing"],
)
def test_the_submitters_office_signs_by_submitting_and_the_others_are_asked(scene, change, concerned):
    save_changed(scene, change)
    submission = scene.submit()
    expected = {getattr(scene, name): "signed" if name == "lead" else "pending" for name in concerned}
    assert scene.states(submission) == expected


def test_the_submitter_signs_for_no_other_office(scene):
    save_changed(scene, text_of("lead"), user=scene.second_editor)
    submission = scene.submit(scene.second_editor)
    assert scene.states(submission) == {scene.lead: "pending"}


def test_of_a_new_page_all_owners_are_asked(scene):
    sections = [(scene.second, "eins"), (scene.third, "zwei"), (scene.second, "drei")]
    topic = make_topic(sections=sections, lead_office=scene.lead, live=False)
    topic.save_revision(user=scene.lead_editor)
    submission = actions.submit(page=topic, user=scene.lead_editor, change_note="Neues Thema")
    assert scene.states(submission) == {scene.lead: "signed", scene.second: "pending", scene.third: "pending"}


def test_a_page_that_was_taken_down_asks_all_owners_again(scene):
    from cms.workflow.publishing import take_down

    take_down(page=scene.page, user=scene.signer, reason="Veraltet.")
    scene.edit(scene.lead_editor, lead="Neu.")
    assert set(scene.states(scene.submit())) == {scene.lead, scene.second, scene.third}


def test_an_office_without_people_is_asked_all_the_same_and_the_business_promotion_may_decide(scene):
    User.objects.filter(pk=scene.second_editor.pk).update(is_active=False)
    scene.edit(scene.lead_editor, second="Neu.")
    submission = scene.submit()
    assert scene.states(submission) == {scene.second: "pending"}
    assert actions.may_be_decided(submission.signatures.get())


@pytest.mark.parametrize(("parent", "asked"), [("second", "second"), (None, "promotion")])
def test_for_an_external_body_its_maintainer_is_asked(scene, parent, asked):
    body = make_office("Kammer", kind="district", parent=getattr(scene, parent) if parent else None)

    def change(scene, draft, sections):
        sections.append(TopicSection(office=body, kind=TopicSection.Kind.HINT, text="<p>Auskunft</p>"))

    save_changed(scene, change)
    assert {request.office for request in requests_for(scene.page)} == {getattr(scene, asked)}


def test_a_maintainer_signs_once_for_own_and_maintained_parts(scene):
    body = make_office("Außenstelle", parent=scene.second)
    save_changed(
        scene,
        several(
            text_of("second"),
            lambda scene, draft, sections: sections.append(
                TopicSection(office=body, kind=TopicSection.Kind.HINT, text="<p>Auskunft</p>")
            ),
        ),
    )
    submission = scene.submit()
    assert scene.states(submission) == {scene.second: "pending"}
    assert len(submission.signatures.get().part_hashes) == 2


def test_every_change_has_its_kind(scene):
    def change(scene, draft, sections):
        text_of("lead")(scene, draft, sections)
        hand_over(scene, draft, sections)
        remove_section(scene, draft, [])
        add_section("third")(scene, draft, sections)
        sections[:] = [row for row in sections if row.kind != TopicSection.Kind.HINT]

    save_changed(scene, change)
    kinds = [change.kind for change in changes_of(scene.page)]
    assert kinds == [Kind.SAME, Kind.ALTERED, Kind.HANDED_OVER, Kind.ADDED, Kind.REMOVED]
