"""Definitions of links (`[b]: https://...`) and of footnotes (`[^1]: ...`), and the labels that a text uses.

Links follow CommonMark 0.31, section 4.7, except that a label stands on one line; a footnote takes the lines
below it that are four columns further in.
"""

import re
from collections.abc import Iterator

_CHARACTER = r"(?:[^\[\]\\]|\\.)"
_FOOTNOTE = re.compile(r"[ \t]*\[(\^[^\s\[\]]{1,200})\]:")
_TITLE = r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)"""
_LINK = re.compile(
    r"[ \t]*\[(?!\^)((?:[^\[\]\\\n]|\\.){1,999}+)\]:[ \t]*+(?:\n[ \t]*+)?"
    rf"(?:<[^<>\n]*>|[^\s<]\S*)(?:(?:[ \t]*+\n[ \t]*+|[ \t]++)(?:{_TITLE}))?[ \t]*(?=\n|\Z)",
    re.S,
)
_MOST_LINES = 3
# What cannot be but an address in parentheses makes an inline link.
_LABEL = re.compile(rf"\\.|\[({_CHARACTER}{{1,999}}+)\](?!\([^\s()]*+\))", re.S)
_BACKTICKS = re.compile(r"`+")


def footnote_label(line: str) -> str:
    """The label, with its `^`, of the footnote that `line` begins; '' where it begins none."""
    match = _FOOTNOTE.match(line)
    return match[1] if match else ""


def after_footnote_label(line: str) -> str:
    return _FOOTNOTE.sub("", line, count=1)


def link_definition(lines: list[str], index: int) -> tuple[str, int]:
    """The label of the link that is defined at `index`, and how many lines that takes; '' and 0 for none."""
    if not lines[index].lstrip(" \t").startswith("["):
        return "", 0
    match = _LINK.match("\n".join(lines[index : index + _MOST_LINES]))
    label = to_label(match[1]) if match else ""
    return (label, match[0].count("\n") + 1) if match and label else ("", 0)


def to_label(written: str) -> str:
    """What labels are compared by. Of footnotes that is the label itself, as the pages have it."""
    return written if written.startswith("^") else " ".join(written.split()).casefold()


def labels_in(paragraph: str) -> Iterator[str]:
    """Whatever stands in square brackets and may be a label; code is none."""
    if "[" not in paragraph:
        return
    for match in _LABEL.finditer(_with_code_hidden(paragraph)):
        if match[1]:
            yield to_label(paragraph[match.start(1) : match.end(1)])


def _with_code_hidden(text: str) -> str:
    """`text` with dots for the characters of its code spans."""
    runs = list(_BACKTICKS.finditer(text))
    ends: dict[int, int] = {}
    closed_at: dict[int, int] = {}
    for run in reversed(runs):
        length = run.end() - run.start()
        closed_at[run.start()] = ends.get(length, 0)
        ends[length] = run.end()
    pieces, end = [], 0
    for run in runs:
        closing = closed_at[run.start()]
        if closing and run.start() >= end and text[run.start() - 1 : run.start()] != "\\":
            pieces += [text[end : run.start()], "." * (closing - run.start())]
            end = closing
    return "".join([*pieces, text[end:]])
