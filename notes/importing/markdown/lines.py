"""Lines of text: newlines made equal, indentation measured and taken off in columns."""

import re

from notes.importing.problems import ImportProblem

LONGEST_LINE = 1_000_000
_TAB = 4
_INDENTATION = re.compile(r"[ \t]*")


def to_lines(text: str, first_line: int = 1) -> list[str]:
    """The lines of `text` without their newlines (CR, LF or CRLF; a BOM is no text).

    Raises ImportProblem for a line that no writer made and for a NUL, which a database may refuse.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, first_line):
        if len(line) > LONGEST_LINE:
            limit = f"the limit is {LONGEST_LINE:,}"
            raise ImportProblem(f"line {number} has {len(line):,} characters; {limit}", number)
        if "\0" in line:
            raise ImportProblem("a NUL character (byte 0) stands in the text", number)
    return lines


def is_blank(line: str) -> bool:
    return not line or line.isspace()


def without_blank_ends(lines: list[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and is_blank(lines[first]):
        first += 1
    while first < last and is_blank(lines[last - 1]):
        last -= 1
    return lines[first:last]


def columns_of(line: str, start_column: int = 0) -> int:
    """Columns of the white space that `line` opens with; a tab reaches to the next multiple of four."""
    column = start_column
    for character in line:
        if character == " ":
            column += 1
        elif character == "\t":
            column += _TAB - column % _TAB
        else:
            break
    return column - start_column


def dedented(line: str, columns: int, *, is_code: bool) -> str:
    """`line` without at most `columns` columns of indentation.

    Where a tab is cut in two, what is left of it becomes spaces. Outside code the rest of the indentation
    becomes spaces too, since a tab that moves left would reach less far and change the nesting.
    """
    column = index = 0
    while column < columns and index < len(line) and line[index] in " \t":
        column += 1 if line[index] == " " else _TAB - column % _TAB
        index += 1
    rest = line[index:]
    if column <= columns:
        return rest
    if is_code:
        return " " * (column - columns) + rest
    inner = columns_of(rest, column)
    return " " * (column - columns + inner) + rest.lstrip(" \t")
