"""What a query could not mean as it was typed, and was taken for instead."""

from dataclasses import dataclass
from enum import StrEnum


class RemarkCode(StrEnum):
    """Why a part of a query was not taken as it stands; the sentence is filled with the words concerned."""

    def __new__(cls, code: str, sentence: str) -> "RemarkCode":
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    sentence: str

    TOO_LONG = "too_long", "The search was cut after {limit} characters."
    TOO_MANY_TERMS = (
        "too_many_terms",
        "Only the first {limit} words and filters were used, without “{words}”.",
    )
    LONG_PHRASE = "long_phrase", "Only the first {limit} words of a phrase were searched for: “{words}”."
    SHORT_PREFIX = (
        "short_prefix",
        "A beginning needs {limit} letters; “{words}” was searched for as a word.",
    )
    OPEN_QUOTE = "open_quote", "A quotation mark is not closed; “{words}” was searched for as words."
    UNKNOWN_FIELD = "unknown_field", "There is no filter “{name}”; “{words}” was searched for as text."
    EMPTY_FIELD = "empty_field", "The filter “{name}” has no value; “{words}” was searched for as text."
    BAD_VALUE = (
        "bad_value",
        "The filter “{name}” takes other values; “{words}” was searched for as text.",
    )
    NO_WORDS = "no_words", "Nothing in “{words}” can be searched for."
    LONE_OPERATOR = "lone_operator", "“{words}” joins nothing here and was searched for as a word."


@dataclass(frozen=True)
class Remark:
    """The code to translate by, and what fills its sentence: `words` as typed, a filter's name, a limit."""

    code: RemarkCode
    words: str = ""
    name: str = ""
    limit: int = 0

    def __str__(self) -> str:
        return self.code.sentence.format(words=self.words, name=self.name, limit=self.limit)
