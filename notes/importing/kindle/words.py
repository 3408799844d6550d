"""The words for kind, place and day of a clipping, in the languages of a Kindle. Pure.

Seen in public exports in English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Chinese,
Japanese and Korean; Amazon publishes no description.
"""

import re
from contextlib import suppress
from datetime import date

HIGHLIGHT, NOTE, BOOKMARK = "highlight", "note", "bookmark"
# In this order: the first that is found says what a clipping is.
KINDS = {
    BOOKMARK: re.compile(
        r"bookmark|lesezeichen|signet|marcador|segnalibro|bladwijzer|закладк|书签|書籤|ブックマーク|북마크",
        re.IGNORECASE,
    ),
    NOTE: re.compile(
        r"\b(?:note|notiz|nota|notitie|anotação)\b|заметк|笔记|筆記|註記|备注|メモ|메모", re.IGNORECASE
    ),
    HIGHLIGHT: re.compile(
        r"highlight|markierung|surlign|subrayado|resaltado|evidenziazione|destaque|markering|выдел|clip|"
        r"ausschnitt|extrait|recorte|ritaglio|knipsel|标注|標註|重點|螢光|ハイライト|하이라이트",
        re.IGNORECASE,
    ),
}
RANGE = r"[0-9]{1,7}(?:\s?[-\u2013]\s?[0-9]{1,7})?"
PAGE = re.compile(
    rf"(?:\b(?:pages?|seiten?|páginas?|pagina|страниц\w*|стр\.)\s*(?P<after>{RANGE}|[ivxlc]{{1,9}}\b)"
    rf"|第?\s*(?P<before>{RANGE})\s*(?:页|頁|ページ|페이지|쪽))",
    re.IGNORECASE,
)
LOCATION = re.compile(
    r"(?:\b(?:locations?|loc\.|positione?n?|emplacement|posición|posizione|posição|locatie|мест\w*|позици\w*)"
    rf"|位置|위치)\s*(?:n[o°º]\.?)?\s*#?\s*(?P<place>{RANGE})",
    re.IGNORECASE,
)
MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    )
    for number, name in enumerate(names.split(), 1)
} | {"jänner": 1}
WORD = re.compile(r"[^\W\d_]{3,}")
CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?")
NUMBER = re.compile(r"[0-9]{1,4}")
IN_NUMBERS = (
    re.compile(r"([0-9]{4})\s?[年년]\s?([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})"),
    re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b"),
)


def kind_of(line: str) -> str:
    """One of the kinds, '' where no word says it."""
    return next((kind for kind, words in KINDS.items() if words.search(line)), "")


def page_of(line: str) -> str:
    """The page or pages, in figures or roman numerals; '' where the line names none."""
    match = PAGE.search(line)
    return tidy(match["after"] or match["before"]) if match else ""


def location_of(line: str) -> str:
    """The location or locations in the file, such as "1203-1204"; '' where the line names none."""
    match = LOCATION.search(line)
    return tidy(match["place"]) if match else ""


def tidy(place: str) -> str:
    return re.sub(r"\s", "", place).replace("\u2013", "-")


def day_of(text: str) -> date | None:
    """The day that a date in words names; None where it is not understood or never was."""
    for pattern in IN_NUMBERS:
        if match := pattern.search(text):
            return to_date(*map(int, match.groups()))
    months = [MONTHS[word] for word in WORD.findall(text.lower()) if word in MONTHS]
    numbers = [int(number) for number in NUMBER.findall(CLOCK.sub(" ", text))]
    years = [number for number in numbers if number >= 1000]
    days = [number for number in numbers if number <= 31]
    return to_date(years[0], months[0], days[0]) if months and years and days else None


def to_date(year: int, month: int, day: int) -> date | None:
    with suppress(ValueError):
        return date(year, month, day)
    return None


def ends_of(place: str) -> tuple[int, int] | None:
    """The two ends of "1203-1204", of "1203-4", of "1203"; None for roman numerals and for nothing."""
    first, _, last = place.partition("-")
    if not first.isdecimal():
        return None
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    start, end = int(first), int(last)
    return start, max(start, end)
