"""The day that a text opens with: `3/11 ...`, `2023-03-11: ...`, `yesterday ...`, `Montag: ...`. Pure."""

import re
from datetime import date, timedelta

from notes.importing.markdown.dates import DateMatch, opening_date

WORDS = {"today": 0, "yesterday": 1, "heute": 0, "gestern": 1, "vorgestern": 2}
WEEKDAYS = (
    ("monday", "montag"),
    ("tuesday", "dienstag"),
    ("wednesday", "mittwoch"),
    ("thursday", "donnerstag"),
    ("friday", "freitag"),
    ("saturday", "samstag", "sonnabend"),
    ("sunday", "sonntag"),
)
NUMBERS = {name: number for number, names in enumerate(WEEKDAYS) for name in names}
# "Today's lecture" and "Friday-night reading" open with no day.
OPENING_WORD = re.compile(
    rf"(?P<word>{'|'.join([*WORDS, *NUMBERS])})(?:\s*:\s*|\s*[–—]\s*|\s+-+(?:\s+|$)|\s+|$)", re.IGNORECASE
)
# The writer's today may be tomorrow where the program runs.
AHEAD = timedelta(days=1)


def opening_day(text: str, today: date) -> tuple[date, str] | None:
    """The day and the text behind it. A weekday is the last one before today.

    A day without a year is of this year, or of the last where it would be still to come. A range stays in
    the text, as in an import. Raises ImportProblem for a day that no calendar has.
    """
    named = OPENING_WORD.match(text)
    if named:
        return to_day(named["word"].lower(), today), text[named.end() :]
    opening = opening_date(text, today.year)
    if opening and is_ahead(opening[0], today):
        opening = opening_date(text, today.year - 1)
    return (opening[0].on, opening[1]) if opening and opening[0].on else None


def to_day(word: str, today: date) -> date:
    if word in WORDS:
        return today - timedelta(days=WORDS[word])
    return today - timedelta(days=(today.weekday() - NUMBERS[word] - 1) % 7 + 1)


def is_ahead(match: DateMatch, today: date) -> bool:
    return match.on is not None and not match.is_full and match.on > today + AHEAD
