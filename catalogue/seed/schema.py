"""What a content file may hold. Lengths are those of the model fields the values go to."""

import datetime
import re
import unicodedata
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as InvalidValue
from django.core.validators import validate_email
from django.db.models import Model
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from catalogue.models import EventPage, EverydayWord, OccasionPage, OccasionStep, TopicPage, TopicSection
from cms.fields import MAX_DIGITS
from cms.models import BasePage, Office, OpeningHours, ProblemType

from .files import Fault, Lines

HTML = re.compile(r"<[a-zA-Z/!?]")
MARKUP = re.compile(r"\*\*|\]\(|^#", re.MULTILINE)


def _fault(reason: str) -> PydanticCustomError:
    return PydanticCustomError("content", "{reason}", {"reason": reason})


def _plain(text: str) -> str:
    if HTML.search(text):
        raise _fault("HTML is not allowed here")
    if MARKUP.search(text):
        raise _fault("Markdown is not allowed here, only plain text")
    return _printable(text)


def _printable(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co") and letter not in "\n\t" for letter in text):
        raise _fault("holds a character that nobody can see")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise _fault("must be one line")
    return text


def _https(address: str) -> str:
    if address and not re.fullmatch(r"https://[^\s/]+\.[^\s]+", address):
        raise _fault("must be an address that starts with https://")
    return address


def _email(address: str) -> str:
    try:
        if address:
            validate_email(address)
    except InvalidValue as error:
        raise _fault("is not an e-mail address") from error
    return address


def _clock(value: Any) -> datetime.time:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise _fault("must be a time in quotes, like “09:30”")
    return datetime.time.fromisoformat(value)


def _weekday(value: Any) -> int:
    names = [name.lower() for name in OpeningHours.Weekday.names]
    if value not in names:
        raise _fault(f"must be one of {', '.join(names)}")
    return names.index(value)


def limit(model: type[Model], field: str) -> int:
    """How long a text may be, as the model says."""
    return model._meta.get_field(field).max_length


def line(longest: int, shortest: int = 1) -> Any:
    """A plain text in one line."""
    constraints = StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)
    return Annotated[str, constraints, AfterValidator(_plain), AfterValidator(_one_line)]


def optional_line(longest: int) -> Any:
    return line(longest, shortest=0)


def problem_types_of(model: type[BasePage]) -> Any:
    """At least one, and as many as the editors' form takes."""
    return Annotated[list[Slug], Field(min_length=1, max_length=model.max_problem_types)]


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Markdown = Annotated[str, StringConstraints(strip_whitespace=False, min_length=40), AfterValidator(_printable)]
Clock = Annotated[datetime.time, BeforeValidator(_clock)]
Summary = line(240, shortest=80)
Words = Annotated[list[line(limit(EverydayWord, "text"))], Field(max_length=12)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class OfficeRow(Strict):
    slug: Slug
    name: line(150)  # the name of the editors' group too, which Django limits
    parent: Slug | Literal[""]
    kind: Literal[tuple(Office.Kind.values)]
    edits: Literal["yes", "no"]


class ProblemTypeRow(Strict):
    slug: Slug
    label: line(limit(ProblemType, "label"))
    parent: Slug | Literal[""]


class HintRow(Strict):
    slug: Slug
    hint: line(limit(ProblemType, "hint"))
    icon: Slug


class Hours(Strict):
    weekday: Annotated[int, BeforeValidator(_weekday)]
    opens: Clock
    closes: Clock
    note: optional_line(limit(OpeningHours, "note")) = ""


class Contact(Strict):
    task: optional_line(limit(Office, "task")) = ""
    street: optional_line(limit(Office, "street")) = ""
    postal_code: Annotated[str, StringConstraints(pattern=r"^([0-9]{5})?$")] = ""
    city: optional_line(limit(Office, "city")) = ""
    phone: optional_line(limit(Office, "phone")) = ""
    email: Annotated[optional_line(limit(Office, "email")), AfterValidator(_email)] = ""
    website: Annotated[optional_line(limit(Office, "website")), AfterValidator(_https)] = ""
    accessibility: optional_line(500) = ""
    contact_note: optional_line(limit(Office, "contact_note")) = ""
    opening_hours: list[Hours] = []


class Section(Strict):
    kind: Literal[tuple(TopicSection.Kind.values)]
    office: Slug
    heading: optional_line(limit(TopicSection, "heading")) = ""
    text: Markdown


class Topic(Strict):
    slug: Slug
    title: line(70)
    source_topic: line(200)
    summary: Summary
    problem_types: problem_types_of(TopicPage)
    lead: Slug
    responsibility: Literal[tuple(TopicPage.Responsibility.values)]
    responsibility_note: optional_line(limit(TopicPage, "responsibility_note")) = ""
    everyday_words: Words
    service_ids: list[Annotated[str, StringConstraints(pattern=rf"^[0-9]{{1,{MAX_DIGITS}}}$")]] = []
    leika_key: Annotated[str, StringConstraints(pattern=r"^([0-9]{14})?$")] = ""
    sections: Annotated[list[Section], Field(min_length=3, max_length=7)]
    related: Annotated[list[Slug], Field(max_length=4)] = []


class Step(Strict):
    title: line(limit(OccasionStep, "title"))
    office: Slug
    topic: Slug | Literal[""] = ""
    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=limit(OccasionStep, "text")),
        AfterValidator(_plain),
    ]
    documents: list[line(255)] = []


class Occasion(Strict):
    slug: Slug
    title: line(70)
    summary: Summary
    problem_types: problem_types_of(OccasionPage)
    everyday_words: Words = []
    steps: Annotated[list[Step], Field(min_length=1)]


class RoundQuestion(Strict):
    text: line(500)
    office: Slug
    answer: optional_line(2000)
    status: Literal["open", "answered"]
    becomes_topic: Slug | Literal[""]


class RoundPromise(Strict):
    text: line(500)
    office: Slug
    due_in_days: int
    status: Literal["open", "kept", "late"]
    public: bool


class Round(Strict):
    slug: Slug
    title: line(70)
    summary: Summary
    starts_in_days: Annotated[int, Field(ge=-3650, le=3650)]
    time: Clock
    duration_minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    place: line(limit(EventPage, "place"))
    place_accessibility: optional_line(limit(EventPage, "place_accessibility")) = ""
    capacity: Annotated[int, Field(ge=1, le=32767)] | None = None
    organiser: Slug
    offices: list[Slug] = []
    topics: list[Slug] = []
    problem_types: problem_types_of(EventPage)
    initiatives: list[line(255)] = []
    agenda: list[line(255)] = []
    questions: list[RoundQuestion] = []
    promises: list[RoundPromise] = []


PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known",
    "string_type": "must be a text (in quotes where it looks like a number or yes/no)",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be a mapping of keys to values",
    "string_pattern_mismatch": "does not have the right form",
}


def parse[Model_: Strict](model: type[Model_], data: Any, lines: Lines) -> tuple[Model_ | None, list[Fault]]:
    """The checked value, or None and every fault with its line."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_readable(details, lines) for details in error.errors()]


def _readable(details: Any, lines: Lines) -> Fault:
    # for "a slug or nothing" pydantic names the branch it tried; the file does not have it
    location = tuple(
        part for part in details["loc"] if not str(part).startswith(("constrained-str", "literal[", "int"))
    )
    name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    message: str = details["msg"]
    own = details["type"] == "content"
    reason = message if own else PLAIN_WORDS.get(details["type"], message[:1].lower() + message[1:])
    return lines.fault(f"{name}: {reason}" if name else reason, *location)
