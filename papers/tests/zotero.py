"""What Zotero's connector reads off a page: the rules of its translators, in so far as our pages meet them.

Written from zotero/translators, "Embedded Metadata.js" (of 2024-06-13) and "COinS.js", and zotero/utilities,
"openurl.js". COinS has the lower priority number and is asked first.
"""

import re
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import unquote

MAPPINGS = {
    "title": "title", "publication_date": "date", "journal_title": "publicationTitle",
    "book_title": "bookTitle", "volume": "volume", "issue": "issue", "series_title": "series",
    "conference_title": "conferenceName", "dissertation_institution": "university",
    "technical_report_institution": "institution", "publisher": "publisher", "isbn": "ISBN",
    "abstract": "abstractNote", "doi": "DOI", "language": "language",
}  # fmt: skip
ITEM_TYPES = {
    "journal_title": "journalArticle", "technical_report_institution": "report",
    "conference_title": "conferencePaper", "book_title": "bookSection", "dissertation_institution": "thesis",
}  # fmt: skip
GENRES = {"bookitem": "bookSection", "proceeding": "conferencePaper", "report": "report"}
FORMATS = {"journal": "journalArticle", "dissertation": "thesis", "dc": "webpage"}
IN_SOMETHING = {"journalArticle", "bookSection", "conferencePaper"}


class Head(HTMLParser):
    """The `citation_` tags in their order, and the titles of spans of class Z3988."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.objects = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "meta" and (values.get("name") or "").startswith("citation_"):
            self.tags.append((values["name"].removeprefix("citation_"), values["content"]))
        if tag == "span" and "Z3988" in (values.get("class") or "").split():
            self.objects.append(values["title"])


def read_embedded(html):
    """The item that "Embedded Metadata" makes; None where the page has no tags for it."""
    tags = Head(html).tags
    if not tags:
        return None
    said = dict(reversed(tags))  # of several the first counts
    item = {field: " ".join(said[name].split()) for name, field in MAPPINGS.items() if name in said}
    named = [ITEM_TYPES[name] for name, _ in tags if name in ITEM_TYPES]
    item["itemType"] = named[-1] if named else "book" if "isbn" in said else "journalArticle"
    item["creators"] = embedded_creators([value for name, value in tags if name == "author"])
    pages = [said[name] for name in ("firstpage", "lastpage") if name in said]
    item |= {"pages": "-".join(pages)} if pages else {}
    item |= {"url": said["abstract_html_url"]} if "abstract_html_url" in said else {}
    item |= {"pdf": said["pdf_url"]} if "pdf_url" in said else {}
    item |= {"extra": f"PMID: {said['pmid']}"} if "pmid" in said else {}
    return item


def embedded_creators(authors):
    """Split at semicolons, a lone tag at commas between pairs of words; the same one after another once."""
    creators = []
    for author in authors:
        parts = re.split(r"\s*;\s*", author)
        by_comma = re.split(r"\s*,\s*", author)
        if (
            len(parts) == len(authors) == 1
            and len(by_comma) > 1
            and all(" " in part for part in by_comma[:2])
        ):
            parts = by_comma
        creators += [part for part in parts if re.search(r"[^\s,.;-]", part)]
    return [clean_author(one) for one, _ in groupby(creators)]


def clean_author(author):
    """First and last name: at the comma if there is one, else the last word is the last name."""
    if "," in author:
        last, first, *_ = re.split(r", ?", author)
    else:
        first, _, last = author.rpartition(" ")
    return first.strip(), last.strip()


def read_context_object(html):
    """The item that COinS makes of the only object on a page."""
    (text,) = Head(html).objects
    pairs = [part.split("=")[:2] for part in text.split("&")]
    pairs = [(key, unquote(re.sub(r"\+|%2[bB]", " ", value))) for key, value in pairs]
    said = dict(reversed(pairs))
    form = said["rft_val_fmt"].removeprefix("info:ofi/fmt:kev:mtx:")
    kind = GENRES.get(said.get("rft.genre"), "book") if form == "book" else FORMATS[form]
    item = {"itemType": kind, "creators": []}
    first = {}
    for key, value in pairs:
        kind = item["itemType"]
        match key:
            case "rft_id" if value.startswith("info:doi"):
                item["DOI"] = value[9:]
            case "rft_id" if value.startswith("urn:isbn"):
                item["ISBN"] = value[9:]
            case "rft_id" if re.match(r"https?://", value):
                item["url"] = value
            case "rft.btitle":
                item["publicationTitle" if kind in IN_SOMETHING else "title"] = value
            case "rft.atitle" if kind in IN_SOMETHING:
                item["title"] = value
            case "rft.jtitle" | "rft.source":
                item["publicationTitle"] = value
            case "rft.title":
                item["publicationTitle" if kind in IN_SOMETHING else "title"] = value
            case "rft.type" if form == "dc":
                item["itemType"] = value
            case "rft.pub" | "rft.publisher" | "rft.inst":
                item["publisher"] = value
            case "rft.au":
                item["creators"].append(clean_author(value))
            case "rft.aulast" | "rft.aufirst":
                first[key] = value
            case "rft.aucorp":
                item["creators"].insert(0, ("", value))
            case "rft.date" | "rft.volume" | "rft.issue" | "rft.pages" | "rft.edition" | "rft.place":
                item[key.removeprefix("rft.")] = value
    name = first.get("rft.aufirst", ""), first.get("rft.aulast", "")
    if first and not any(last == name[1] and given.startswith(name[0]) for given, last in item["creators"]):
        item["creators"].insert(0, name)
    return item
