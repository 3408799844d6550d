"""Words of an answer as plain text: services put tags, entities and line breaks into titles. Pure."""

import html
import re
import unicodedata
from datetime import datetime

from papers.issued import Issued

TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]{0,500})?/?>")
END_OF_PARAGRAPH = re.compile(r"</(?:jats:)?(?:p|title|sec|div|li)>|<br\s*/?>", re.IGNORECASE)
HEADING_ABSTRACT = re.compile(r"<(?:jats:)?title>\s*(?:Abstract|Summary)\s*</(?:jats:)?title>", re.IGNORECASE)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def to_line(text: object) -> str:
    """One line without tags, '' for what is no text."""
    return " ".join(without_tags(text).split()) if isinstance(text, str) else ""


def to_paragraphs(text: object) -> str:
    """Paragraphs without tags, with an empty line between them, '' for what is no text."""
    if not isinstance(text, str):
        return ""
    parts = END_OF_PARAGRAPH.sub("\n\n", HEADING_ABSTRACT.sub("", text))
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", without_tags(parts)))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def without_tags(text: str) -> str:
    """Entities are taken twice, as Crossref has `&amp;lt;`; what no database holds is left out."""
    bare = html.unescape(html.unescape(TAG.sub("", text)))
    return "".join(char for char in bare if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))


def to_issued(text: object) -> Issued:
    """The date in a text such as "2018 Feb 17", "Mar 03, 1980", "2009-01-17", "2017/06/12" or "c1980"."""
    words = re.findall(r"[a-z]+|[0-9]+", text.lower()) if isinstance(text, str) else []
    years = [word for word in words if re.fullmatch(r"[12][0-9]{3}", word)]
    if not years:
        return Issued()
    rest = words[words.index(years[0]) + 1 :] if words[0] == years[0] else words[: words.index(years[0])]
    named = next((MONTHS.index(word[:3]) + 1 for word in rest if word[:3] in MONTHS), None)
    figures = [int(word) for word in rest if word.isdigit() and len(word) <= 2]
    month = named or (figures.pop(0) if figures else None)
    return checked(int(years[0]), month, figures[0] if figures else None)


def to_moment(text: str) -> Issued:
    """The day of a moment as RFC 3339 has it."""
    moment = datetime.fromisoformat(text)
    return Issued(moment.year, moment.month, moment.day)


def checked(year: int | None, month: int | None = None, day: int | None = None) -> Issued:
    """As much of a date as is one."""
    if year is None or not -3000 <= year <= 2999:
        return Issued()
    if month is None or not 1 <= month <= 12:
        return Issued(year)
    whole = Issued(year, month, day)
    return whole if day and 1 <= day <= 31 and whole.is_in_calendar() else Issued(year, month)
