"""What a query could not mean as it was typed, and was taken for instead."""

from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(sentence: str) -> str:
    """Marks a sentence as one to translate for whoever prints it (see `Filter.remarks`)."""
    return sentence


class RemarkCode(StrEnum):
    """Why a part of a query was not taken as it stands; the sentence is filled with the words concerned."""

    def __new__(cls, code: str, sentence: str) -> "RemarkCode":
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    sentence: str

    TOO_LONG = "too_long", gettext_noop("The search was cut after {limit} characters.")
    TOO_MANY_TERMS = (
        "too_many_terms",
        gettext_noop("Only the first {limit} words and filters were used, without “{words}”."),
    )
    LONG_PHRASE = (
        "long_phrase",
        gettext_noop("Only the first {limit} words of a phrase were searched for: “{words}”."),
    )
    SHORT_PREFIX = (
        "short_prefix",
        gettext_noop("A beginning needs {limit} letters; “{words}” was searched for as a word."),
    )
    OPEN_QUOTE = (
        "open_quote",
        gettext_noop("A quotation mark is not closed; “{words}” was searched for as words."),
    )
    UNKNOWN_FIELD = (
        "unknown_field",
        gettext_noop("There is no filter “{name}”; “{words}” was searched for as text."),
    )
    EMPTY_FIELD = (
        "empty_field",
        gettext_noop("The filter “{name}” has no value; “{words}” was searched for as text."),
    )
    BAD_VALUE = (
        "bad_value",
        gettext_noop("The filter “{name}” takes other values; “{words}” was searched for as text."),
    )
    NO_WORDS = "no_words", gettext_noop("Nothing in “{words}” can be searched for.")
    LONE_OPERATOR = (
        "lone_operator",
        gettext_noop("“{words}” joins nothing here and was searched for as a word."),
    )


@dataclass(frozen=True)
class Remark:
    """The code to translate by, and what fills its sentence: `words` as typed, a filter's name, a limit."""

    code: RemarkCode
    words: str = ""
    name: str = ""
    limit: int = 0

    def __str__(self) -> str:
        return self.fill(self.code.sentence)

    def fill(self, sentence: str) -> str:
        """The sentence, which may be a translation of the code's, with what this remark is about."""
        return sentence.format(words=self.words, name=self.name, limit=self.limit)
