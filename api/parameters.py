"""What can be asked in the query string. The site's filters are read by the site (`Filter.from_request`)
and only described here, so that they have the same errors."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path
from pydantic import WithJsonSchema

from markup import BlockKind
from papers.models import Paper
from passages.addresses import is_tracking
from passages.filters import LONGEST, LONGEST_QUERY, MOST_TAGS, RESULT_KINDS, BadFilter

from .authentication import READING

# As the path converters of these names have them.
Slug = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^[\w-]+$", "minLength": 1, "maxLength": 120}), Path()
]
Number = Annotated[int, Path(ge=1, le=10**18 - 1)]
TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST}
YEAR = {"type": "string", "pattern": r"^(?!0000)[0-9]{4}$"}


def filters(*, cursor: str, kinds: Sequence[str] = tuple(BlockKind)) -> dict[str, Any]:
    """What OpenAPI says of a list that takes the site's filters, whose pages begin at `cursor`."""
    schemas: dict[str, tuple[dict[str, Any], str]] = {
        "tag": (
            {"type": "array", "items": TEXT},
            f"Slugs of tags, all of which must hold; at most {MOST_TAGS}.",
        ),
        "topic": (TEXT, "Slug or title of a topic."),
        "author": (TEXT, "Slug of an author."),
        "paper": (TEXT, "Slug or citation key of a work."),
        "year": (YEAR, "The year of reading."),
        "issued": (YEAR, "The year of publication."),
        "status": ({"type": "string", "enum": choices("status")}, "How far a work has been read."),
        "type": ({"type": "string", "enum": choices("type")}, "The type of a work, in the words of CSL."),
        "kind": ({"type": "string", "enum": [str(kind) for kind in kinds]}, "What the text holds."),
        "q": (
            {"type": "string", "maxLength": LONGEST_QUERY},
            "A search, in the language of the search page.",
        ),
        cursor: (TEXT, "Where the page begins, as `next` says it."),
    }
    described = [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
        for name, (schema, words) in schemas.items()
    ]
    return {"parameters": described, "security": READING}


def choices(name: str) -> list[str]:
    return [str(value) for value in Paper.filter_values[name]]


def results(*, cursor: str) -> dict[str, Any]:
    return filters(cursor=cursor, kinds=RESULT_KINDS)


def refuse_others(request: HttpRequest, *known: str) -> None:
    """Only these can be asked for."""
    for name in request.GET:
        if name not in known and not is_tracking(name):
            raise BadFilter(_("“%(name)s” cannot be asked for here.") % {"name": name[:40]})
