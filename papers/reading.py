"""Where somebody stopped reading, understood from what a block of their log says. Pure.

Conservative: what could be about something else is no event. A phrase counts at the beginning of a block, of
a sentence, or after the name of the work ("Lamport, finished."), and only with what it needs: a place, or
words for the work.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import accumulate

from markup import Locator, find_locator

WORK = "\ue000"  # stands for each name of the work
SHORTEST_NAME = 3
MOST_WORDS_OF_A_PLACE = 6
LONGEST_CLAUSE = 400

NOUN = (
    r"(?:paper|preprint|book|novel|play|article|essay|pamphlet|story|post|blog post|thread|report"
    r"|talk|lecture|video|film|interview|podcast|recording|documentary|thesis|dissertation)"
)
NAME = rf"""["“”'‘’]?{WORK}["“”'‘’]?(?:,? by {WORK})?(?:\s\([^()]{{0,40}}\))?"""
OBJECT = rf"(?:(?:the |this )?{NAME}(?:['’]s)?(?: {NOUN})?|it|this one|(?:the|this)(?: whole)? {NOUN})"
WHEN = (
    r"(?:today|tonight|now|yesterday|at last|finally|again|already|this (?:morning|afternoon|evening|week))"
)
# What may follow a phrase so that it is still about having read.
END = rf"(?=\s*(?:\Z|[.,;:!()–—-](?!\w))|\s(?:{WHEN}|and|but|on|with|after|before|while|properly)\b)"
# The same where no word for the work stands.
FULL_STOP = rf"(?=\s*(?:\Z|[.,;!)–—-](?!\w))|\s{WHEN}\b)"
OPENING = rf"(?:(?:I|We)(?:['’]ve| have)? )?(?:(?:only|just|finally|{WHEN}),? )?"
DOING = r"(?:reading|watching|listening to|on|with)"
SOME = (
    r"(?:about |around |roughly |just )?"
    r"(?:and including |(?:the )?(?:very )?(?:end|middle|start|beginning|top|bottom|foot) of )?"
)
TITLED = r"(?:[\"“'‘][^\"“”'‘’]{1,80}[\"”'’] (?:on|at|in) )?"


def phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(OPENING + pattern, re.IGNORECASE)


# Ahead of a place, which follows at once.
READ = (
    rf"(?:re-?read|read|watched|listened(?: to)?|skimmed|got|reached|continued|carried on|went on|made it)"
    rf"(?: {OBJECT}| on)?"
)
UP_TO = phrase(
    rf"(?:(?:(?:am |['’]m )?(?:{READ} )?(?:up to|as far as)|{READ} (?:to|until|till)|reached) {SOME}{TITLED}"
    rf"|now (?:at|on) |stopped (?:(?:reading|for (?:today|tonight|now)) )?(?:at|on|after) {SOME}"
    rf"|(?:finished|began|started) (?:{DOING} )?)"
)
GAVE_UP_AT = phrase(
    rf"(?:gave up|abandoned {OBJECT}|gave {OBJECT} up|put {OBJECT} (?:down|aside))"
    rf"(?: on {OBJECT})? (?:at|on|after|in) {SOME}"
)
FINISHED = phrase(
    rf"(?:(?:finished|done)(?:{FULL_STOP}|(?: (?:{DOING} )?{OBJECT}| reading| watching){END})"
    rf"|(?:re-?read|read|watched) {OBJECT} (?:to|until) the end{END})"
)
STOPPED = phrase(
    rf"(?:(?:gave up|stopped (?:reading|watching)){FULL_STOP}"
    rf"|(?:gave up on {OBJECT}|gave {OBJECT} up|abandoned {OBJECT}|stopped (?:reading|watching) {OBJECT}"
    rf"|put {OBJECT} (?:down|aside) for good){END})"
)
STARTED = phrase(
    rf"(?:started|began|begun|starting|beginning)"
    rf" (?:(?:{DOING} )?{OBJECT}{END}|(?:reading|watching){FULL_STOP})"
)

AFTER_SENTENCE = re.compile(r"(?<=[.!;])\s+(?=[A-Z\ue000])")
AFTER_NAME = re.compile(rf"{WORK}(?:,|:|\s[-–—]|\s\()\s?(?=\w)")
AFTER_PLACE = re.compile(
    rf"\s*(?:\Z|[.,;:!)(–—])|\s(?:where|when|which|so far|and|but|on|before|after|with|by|{WHEN})\b"
    rf"|\s(?:of|in) {OBJECT}{END}",
    re.IGNORECASE,
)
MAYBE = re.compile(
    r"\b(?:up to|as far as|read|re-?read|watched|listened|skimmed|got|reached|continued|carried|went|made it"
    r"|finished|done|started|starting|began|begun|beginning|stopped|gave|abandoned|put|now)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Understood:
    """What a block says: `kind` is one of `ReadingEvent.Kind`, `locator` the place in its own words or ''."""

    kind: str
    locator: str = ""


def may_say(text: str) -> bool:
    """Whether it is worth asking by what names the text may call the work."""
    return MAYBE.search(text) is not None


def understand(text: str, names: Collection[str]) -> Understood | None:
    """What a block's plain text says of reading a work that it may call by one of `names`.

    Having finished or given up tells more than how far one got, and that more than having begun.
    """
    if not may_say(text):
        return None
    clauses = list(to_clauses(with_marks(text, names)))
    for understood in (given_up, finished, stopped, got_to, started):
        for clause in clauses:
            found = understood(clause)
            if found:
                return found
    return None


def with_marks(text: str, names: Collection[str]) -> str:
    """The text with a mark in place of each name of the work, the longest first."""
    known = sorted({name for name in names if len(name) >= SHORTEST_NAME}, key=len, reverse=True)
    text = text.replace(WORK, "")
    if not known:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", WORK, text)


def to_clauses(text: str) -> Iterator[str]:
    """The text from each place on where a phrase may begin."""
    starts = [re.match(rf"[^\w{WORK}]*", text), *AFTER_SENTENCE.finditer(text), *AFTER_NAME.finditer(text)]
    for match in filter(None, starts):
        yield text[match.end() : match.end() + LONGEST_CLAUSE]


def got_to(clause: str) -> Understood | None:
    match = UP_TO.match(clause)
    place = place_after(clause, match)
    return Understood("progress", place.text) if place else None


def given_up(clause: str) -> Understood | None:
    match = GAVE_UP_AT.match(clause)
    place = place_after(clause, match)
    return Understood("stopped", place.text) if place else None


def finished(clause: str) -> Understood | None:
    return Understood("finished") if FINISHED.match(clause) else None


def stopped(clause: str) -> Understood | None:
    return Understood("stopped") if STOPPED.match(clause) else None


def started(clause: str) -> Understood | None:
    return Understood("started") if STARTED.match(clause) else None


def place_after(clause: str, match: re.Match[str] | None) -> Locator | None:
    """The place that follows a phrase at once, unless the sentence goes on about something else."""
    rest = clause[match.end() :].lstrip() if match else ""
    place = place_at_start(rest)
    return place if place and AFTER_PLACE.match(rest, len(place.text)) else None


def place_at_start(text: str) -> Locator | None:
    """The longest place that a text opens with."""
    found = None
    words = re.findall(r"\s*\S+", text)[:MOST_WORDS_OF_A_PLACE]
    for beginning in accumulate(words):
        place = find_locator(beginning, in_heading=True)
        if place and beginning.startswith(place.text) and (found is None or place.kind == found.kind):
            found = place
    return found
