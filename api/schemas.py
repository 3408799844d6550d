"""What is sent and answered. The answers' names are those of the site's models."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from history.models.version import LONGEST_NOTE
from passages.forms import MOST_TAGS
from passages.models.document import LONGEST_BODY
from passages.visibility import Visibility

Kind = Literal["entry", "paper", "topic"]


class Problem(Schema):
    """Why there is no other answer; `fields` says what is wrong with each that was sent."""

    detail: str
    fields: dict[str, list[str]] = {}


class Named(Schema):
    """A topic or work that something stands with."""

    slug: str
    title: str
    url: str


class Place(Schema):
    """A text on the site; `date` is the day under which lists put it."""

    kind: Kind
    title: str
    url: str
    api_url: str
    date: date


class Entry(Schema):
    """`body` is Markdown, `html` what a page shows. `stamp` is for those who may change it."""

    id: int
    url: str
    read_on: date
    is_date_inherited: bool
    title: str
    body: str
    html: str
    topics: list[Named]
    tags: list[str]
    papers: list[Named]
    visibility: Visibility
    created_at: datetime
    updated_at: datetime
    stamp: str | None


class Topic(Schema):
    """`entries` and `papers` are the numbers of those that you may see."""

    slug: str
    title: str
    url: str
    tags: list[str]
    entries: int
    papers: int
    visibility: Visibility
    created_at: datetime
    updated_at: datetime


class WholeTopic(Topic):
    body: str
    html: str
    stamp: str | None


class Paper(Schema):
    """`csl` is the work as CSL-JSON 1.0.2."""

    slug: str
    title: str
    url: str
    csl: dict[str, Any]
    status: str
    tags: list[str]
    topics: list[Named]
    visibility: Visibility
    created_at: datetime
    updated_at: datetime


class WholePaper(Paper):
    body: str
    html: str
    stamp: str | None


class Tag(Schema):
    slug: str
    name: str
    uses: int
    url: str


class Author(Schema):
    slug: str
    name: str
    family: str
    given: str
    suffix: str
    literal: str
    orcid: str | None
    works: int
    url: str


class Link(Schema):
    """`archived_url` is a copy of a page that is gone, of the day of reading."""

    url: str
    domain: str
    health: str
    moved_to: str
    archived_url: str
    read_on: date | None
    uses: int
    mentions_url: str


class Quotation(Schema):
    """`cited` says whose words they are, `locator` where they stand there."""

    text: str
    locator: str
    cited: str
    url: str
    place: Place


class Result(Schema):
    """A hit of a search; `snippet` is its best place."""

    kind: str
    title: str
    heading: str
    snippet: str
    locator: str
    url: str
    place: Place


class Known(Schema):
    """`places` are the newest of `count` texts that link to it."""

    papers: list[Named]
    places: list[Place]
    count: int


class Listed(Schema):
    """A page of a list; `next` is the address of the one after it."""

    next: str | None


class Entries(Listed):
    items: list[Entry]


class Topics(Listed):
    items: list[Topic]


class Papers(Listed):
    items: list[Paper]


class Tags(Listed):
    items: list[Tag]


class Authors(Listed):
    items: list[Author]


class Links(Listed):
    items: list[Link]


class Quotations(Listed):
    items: list[Quotation]


class Results(Listed):
    """`work` is the one that the search is an identifier of; `remarks` say what was not understood."""

    items: list[Result]
    work: Named | None
    remarks: list[str]


class Written(Schema):
    items: list[Entry]


class Conflict(Schema):
    """`entry` is what somebody else saved meanwhile, `yours` what you sent."""

    detail: str
    entry: Entry
    yours: dict[str, Any]


def only_text(value: Any) -> Any:
    """Pydantic would take a number for a moment."""
    if not isinstance(value, str) or len(value) != len("2026-11-24"):
        raise ValueError("must be a day such as 2026-11-24")
    return value


def encodable(text: str) -> str:
    """JSON can say halves of characters, which no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a character (a lone surrogate)") from None
    return text


Day = Annotated[date, BeforeValidator(only_text), WithJsonSchema({"type": "string", "format": "date"})]
Plain = Annotated[str, AfterValidator(encodable)]
Said = Annotated[Plain, Field(max_length=LONGEST_BODY)]
Note = Annotated[Plain, Field(max_length=LONGEST_NOTE)]
Words = Annotated[list[Plain], Field(max_length=MOST_TAGS)]


def left_out() -> Any:
    """Where a field was not sent; it is then not in `model_fields_set`, and null is no value that can be."""


class Sent(Schema):
    """What is left out stays as it is, and in a new entry is as in an empty form."""

    model_config = ConfigDict(extra="forbid")

    read_on: Day = Field(default_factory=left_out)
    topics: Words = Field(default_factory=left_out, description="Slugs.")
    tags: Words = Field(default_factory=left_out, description="Names; those that are new are made.")
    visibility: Visibility = Field(default_factory=left_out)
    note: Note = Field(default_factory=left_out, description="What changed, for the history.")


class NewEntry(Sent):
    """Either `text`, which is read like quick entry (a day in front, tags in a last line, several bullets are
    several entries), or `body`, which is kept as it stands."""

    text: Said = Field(default_factory=left_out)
    body: Said = Field(default_factory=left_out)


class ChangedEntry(Sent):
    """With the `stamp` that you have read, nothing is lost that somebody else saved meanwhile."""

    body: Said = Field(default_factory=left_out)
    stamp: Annotated[Plain, Field(max_length=100)] = Field(default_factory=left_out)
