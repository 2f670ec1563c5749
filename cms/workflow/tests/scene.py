"""A page kept by three offices, its people, and rounds at any stage: what tests of the workflow begin with."""

from dataclasses import dataclass, field

from catalogue.models import TopicPage, TopicSection
from catalogue.tests.factories import make_topic
from cms.models import Office, User
from cms.testing.factories import business_promotion, make_editor, make_office, publish
from cms.workflow import actions
from cms.workflow.changes import hashes_digest, text_hash
from cms.workflow.models import Signature, Submission
from cms.workflow.texts import draft_of


@dataclass
class Scene:
    """A topic led by `lead`, with a section each of `lead`, `second` and `third`, public in its first wording."""

    lead: Office = field(default_factory=lambda: make_office("Straßen- und Grünflächenamt", editors=True, slug="sga"))
    second: Office = field(default_factory=lambda: make_office("Umweltamt", editors=True, slug="umweltamt"))
    third: Office = field(default_factory=lambda: make_office("Ordnungsamt", editors=True, slug="ordnungsamt"))
    promotion: Office = field(default_factory=business_promotion)

    def __post_init__(self) -> None:
        self.lead_editor = make_editor(self.lead, email="sga@example.org")
        self.second_editor = make_editor(self.second, email="umweltamt@example.org")
        self.third_editor = make_editor(self.third, email="ordnungsamt@example.org")
        self.signer = make_editor(self.promotion, email="wifoe@example.org")
        self.other_signer = make_editor(self.promotion, email="wifoe2@example.org")
        kinds = (TopicSection.Kind.OVERVIEW, TopicSection.Kind.PROCEDURE, TopicSection.Kind.HINT)
        offices = (self.lead, self.second, self.third)
        sections = [
            {"office": office, "kind": kind, "text": f"<p>Text von {office}.</p>"}
            for office, kind in zip(offices, kinds, strict=True)
        ]
        topic = make_topic("Tische vor dem Café", sections=sections, lead_office=self.lead)
        publish(topic)
        self.page_id = topic.pk

    @property
    def page(self) -> TopicPage:
        """The page as it stands in the database now."""
        return TopicPage.objects.get(pk=self.page_id)

    def live_texts(self) -> list[str]:
        """The texts of the sections as readers see them."""
        return [section.text for section in self.page.sections.all()]

    def edit(self, user: User, *, title: str = "", **texts: str) -> None:
        """Save a draft with new section texts: `lead`, `second` or `third` name the section of that office."""
        draft = draft_of(self.page)
        sections = list(draft.sections.all())
        for name, text in texts.items():
            section = next(row for row in sections if row.office == getattr(self, name))
            section.text = f"<p>{text}</p>"
        draft.sections = sections
        if title:
            draft.title = title
        draft.save_revision(user=user, log_action=True)

    def submit(self, user: User | None = None, **fields: str) -> Submission:
        fields = {"change_note": "Gebühr angepasst", **fields}
        return actions.submit(page=self.page, user=user or self.lead_editor, **fields)

    def sign(self, submission: Submission, office: Office, user: User) -> Signature:
        """Sign what there is to read now."""
        signature = submission.signatures.get(office=office)
        return actions.sign(submission=submission, office=office, user=user, seen=hashes_digest(signature.part_hashes))

    def sign_off(self, submission: Submission, user: User | None = None) -> Submission:
        seen = text_hash(draft_of(self.page).parts())
        return actions.sign_off(submission=submission, user=user or self.signer, seen=seen)

    def states(self, submission: Submission) -> dict[Office, str]:
        """Who is asked, and how each stands."""
        return {row.office: row.state for row in submission.signatures.all()}

    def at_final(self) -> Submission:
        """A round whose offices have all signed: the text of the Umweltamt changed."""
        self.edit(self.lead_editor, second="Neuer Text.")
        submission = self.submit()
        self.sign(submission, self.second, self.second_editor)
        submission.refresh_from_db()
        return submission
