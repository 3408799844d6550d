"""Items of Zotero, as Better BibTeX writes them in JSON, into records with their notes. Pure.

https://retorque.re/zotero-better-bibtex/exporting/ names the export "BetterBibTeX JSON"; the fields of items
are those of https://www.zotero.org/support/dev/web_api/v3/types_and_fields. `notes` of an item hold HTML; an
attachment may have `annotations`, whose text, comment and page begin with "annotation".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from notes.importing.exports import to_line, to_text
from notes.importing.highlights import Highlight, clean, to_item
from notes.importing.html_to_markdown import to_markdown
from notes.importing.markdown.works import to_issued
from papers.bibliography import csl_json
from papers.bibliography.draft import printable
from papers.bibliography.record import Problem, Record

TYPES = {
    "journalArticle": "article-journal", "magazineArticle": "article-magazine", "preprint": "article",
    "newspaperArticle": "article-newspaper", "book": "book", "bookSection": "chapter", "thesis": "thesis",
    "conferencePaper": "paper-conference", "report": "report", "webpage": "webpage", "dataset": "dataset",
    "blogPost": "post-weblog", "forumPost": "post", "encyclopediaArticle": "entry-encyclopedia",
    "dictionaryEntry": "entry-dictionary", "film": "motion_picture", "videoRecording": "motion_picture",
    "tvBroadcast": "broadcast", "radioBroadcast": "broadcast", "podcast": "broadcast",
    "letter": "personal_communication", "presentation": "speech", "interview": "interview",
    "email": "personal_communication",
    "manuscript": "manuscript", "computerProgram": "software", "standard": "standard",
    "audioRecording": "song",
}  # fmt: skip
FIELDS = {
    "title": "title", "shortTitle": "title-short", "abstractNote": "abstract", "volume": "volume",
    "publicationTitle": "container-title", "bookTitle": "container-title", "websiteTitle": "container-title",
    "proceedingsTitle": "container-title", "blogTitle": "container-title", "forumTitle": "container-title",
    "encyclopediaTitle": "container-title", "dictionaryTitle": "container-title", "publisher": "publisher",
    "university": "publisher", "institution": "publisher", "studio": "publisher", "label": "publisher",
    "distributor": "publisher", "company": "publisher", "place": "publisher-place", "issue": "issue",
    "pages": "page", "DOI": "DOI", "ISBN": "ISBN", "url": "URL", "ISSN": "ISSN", "language": "language",
    "series": "collection-title", "seriesNumber": "collection-number", "edition": "edition",
    "numPages": "number-of-pages", "journalAbbreviation": "container-title-short",
    "callNumber": "call-number", "archive": "archive", "conferenceName": "event-title", "rights": "license",
}  # fmt: skip
# Lines such as "PMID: 123" with which Zotero's "Extra" says what it has no field for.
EXTRA = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "isbn": "ISBN"}
CREATORS = {
    "editor": "editor", "translator": "translator", "seriesEditor": "collection-editor",
    "bookAuthor": "container-author", "interviewer": "interviewer", "recipient": "recipient",
}  # fmt: skip
ROLES_OF_AUTHORS = {
    "author", "artist", "director", "presenter", "podcaster", "programmer", "cartographer", "inventor",
    "interviewee", "performer", "contributor",
}  # fmt: skip
UNDERSTOOD = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\s")
MONTH = re.compile(r"[A-Za-z]{3}")
NO_WORKS = {"attachment", "note", "annotation"}

Row = dict[str, Any]


def is_export(beginning: str) -> bool:
    return '"BetterBibTeX' in beginning or ('"itemType"' in beginning and '"creators"' in beginning)


def read_items(data: Any) -> Iterator[Record | Problem]:
    """The works in the order of the export; `line` of a record is its number."""
    rows = data.get("items") if isinstance(data, dict) else data
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        if isinstance(row, dict) and to_line(row.get("itemType")) not in NO_WORKS:
            yield from read_item(printable(row), number)
        else:
            yield Problem(number, "this item is no work, and was left out")


def read_item(row: Row, number: int) -> Iterator[Record | Problem]:
    for each in csl_json.read_item(to_csl(row), number):
        yield replace(each, annotation=to_commentary(row)) if isinstance(each, Record) else each


def to_csl(row: Row) -> Row:
    """The item in the words of CSL-JSON; what CSL has no word for is kept under "custom"."""
    item: Row = {"type": TYPES.get(to_line(row.get("itemType")), "document"), "custom": {}}
    for name, value in row.items():
        if name in FIELDS and to_line(value):
            item.setdefault(FIELDS[name], value)
    key = to_line(row.get("citationKey")) or to_line(row.get("citekey"))
    item |= {"id": key, "issued": {"raw": date_of(row)}, "keyword": list(tags_of(row))}
    item |= people_of(row)
    item |= {EXTRA[name]: value for name, value in extra_of(row).items() if name in EXTRA}
    extra = to_text(row.get("extra"))
    return {**item, "custom": {"zotero-extra": extra}} if extra else item


def date_of(row: Row) -> str:
    """The date in figures where it names its month, else as it was typed.

    Zotero keeps what was typed, in some exports behind the day that it understood: "2020-05-00 May 2020".
    """
    text = to_line(row.get("date"))
    understood = UNDERSTOOD.match(text)
    if understood:
        return understood[0].strip().replace("-00", "")
    issued = to_issued(text) if MONTH.search(text) else None
    return issued.iso if issued else text


def extra_of(row: Row) -> dict[str, str]:
    lines = (line.partition(":") for line in to_text(row.get("extra")).split("\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon and value.strip()}


def people_of(row: Row) -> dict[str, list[dict[str, str]]]:
    people: dict[str, list[dict[str, str]]] = {}
    for creator in rows_in(row.get("creators")):
        role = to_line(creator.get("creatorType")) or "author"
        name = {"family": to_line(creator.get("lastName")), "given": to_line(creator.get("firstName"))}
        literal = to_line(creator.get("name"))
        if literal or name["family"] or name["given"]:
            variable = "author" if role in ROLES_OF_AUTHORS else CREATORS.get(role, "author")
            people.setdefault(variable, []).append({"literal": literal} if literal else name)
    return people


def tags_of(row: Row) -> Iterator[str]:
    tags = row.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        yield to_line(tag.get("tag")) if isinstance(tag, dict) else to_line(tag)


def to_commentary(row: Row) -> str:
    """The notes, one after the other, then what was marked in attachments, in the order of the pages."""
    notes = (to_markdown(clean(html)) for html in notes_of(row))
    attachments = rows_in(row.get("attachments"))
    found = [*rows_in(row.get("annotations"))]
    for attachment in attachments:
        found += rows_in(attachment.get("annotations"))
    annotations = to_list(each.get("data", each) for each in found)
    return "\n\n".join(filter(None, [*notes, annotations]))


def notes_of(row: Row) -> Iterator[str]:
    notes = row.get("notes")
    for note in notes if isinstance(notes, list) else []:
        yield to_text(note.get("note")) if isinstance(note, dict) else to_text(note)


def to_list(annotations: Iterable[Any]) -> str:
    rows = [each for each in annotations if isinstance(each, dict)]
    rows.sort(key=lambda each: to_line(each.get("annotationSortIndex")))
    highlights = map(to_highlight, rows)
    return "\n".join(to_item(each) for each in highlights if each.text or each.note)


def to_highlight(row: Row) -> Highlight:
    page = to_line(row.get("annotationPageLabel")) or to_line(row.get("pageLabel"))
    return Highlight(
        text=to_text(row.get("annotationText")),
        note=to_text(row.get("annotationComment")) or to_text(row.get("comment")),
        place=f"p. {page}" if page.isalnum() else "",
    )


def rows_in(value: Any) -> list[Row]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
