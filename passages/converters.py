"""Path converters: what an address may hold, so that nothing else reaches a query."""

from django.urls import register_converter


class WordConverter:
    """A slug in any script."""

    regex = r"[\w-]{1,120}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class WordsConverter(WordConverter):
    """Slugs joined by plus signs."""

    regex = r"[\w-]{1,120}(?:\+[\w-]{1,120}){0,9}"


class DomainConverter(WordConverter):
    """A host name."""

    regex = r"[\w.:%\[\]-]{1,255}"


class AnythingConverter(WordConverter):
    """Whatever is left of an address; Django's `path` stops at the end of a line."""

    regex = r"(?s:.+)"


class FormConverter(WordConverter):
    """The form of a feed, as its address ends."""

    regex = "atom|json"


class ReferencesConverter(WordConverter):
    """The form of a bibliography, as its address ends."""

    regex = "bib|ris|json"


class PictureConverter(WordConverter):
    """The name of a picture, made of its bytes."""

    regex = r"[0-9a-f]{32}\.(?:jpg|png|webp)"


class NumberConverter:
    """The number of a row."""

    regex = "[1-9][0-9]{0,17}"
    width = 1

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:0{self.width}d}"


class YearConverter(NumberConverter):
    regex = "[1-9][0-9]{3}"
    width = 4


class MonthConverter(NumberConverter):
    regex = "0[1-9]|1[0-2]"
    width = 2


class DayConverter(NumberConverter):
    regex = "0[1-9]|[12][0-9]|3[01]"
    width = 2


def register() -> None:
    register_converter(WordConverter, "word")
    register_converter(WordsConverter, "words")
    register_converter(DomainConverter, "domain")
    register_converter(AnythingConverter, "anything")
    register_converter(FormConverter, "form")
    register_converter(ReferencesConverter, "references")
    register_converter(PictureConverter, "picture")
    register_converter(NumberConverter, "number")
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(DayConverter, "day")
