"""Comments of HTML in a source, which its pages do not show. Pure."""

import re

_END = "-->"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A fence of code that stands in no list or quotation, whose end would be its end, too (CommonMark 0.31, 4.5).
_FENCE = re.compile(r"(`{3,})[^`\n]*$|(~{3,})", re.MULTILINE)
# A span of code on one line (6.1), or the beginning of a comment.
_SPAN_OR_COMMENT = re.compile(r"(?<![\\`])`(?!`)[^`\n]*`(?!`)|<!--")


def without_comments(text: str) -> str:
    """The source without comments; in code they stay, since they are shown, and so does one without end."""
    kept, fence, is_open, at = list[str](), "", False, 0
    last_end = text.rfind(_END)
    for line in _LINE.findall(text):
        opening = _FENCE.match(line) if not (fence or is_open) else None
        if fence or opening:
            kept.append(line)
            fence = opening[0].strip() if opening else "" if closes(line, fence) else fence
        else:
            shown, is_open = shown_of(line, is_open=is_open, last_end=last_end - at)
            kept.append(shown)
        at += len(line)
    return "".join(kept)


def closes(line: str, fence: str) -> bool:
    """Whether a line ends the code that the line `fence` began."""
    mark = line.strip()
    width = len(fence) - len(fence.lstrip(fence[0]))
    return len(mark) >= width and not mark.strip(fence[0])


def shown_of(line: str, *, is_open: bool, last_end: int) -> tuple[str, bool]:
    """What of a line is no comment, given whether one is open before it, and whether one is behind it.

    `last_end` is where in the text the last comment could end, counted from the beginning of the line.
    """
    kept, at = list[str](), 0
    while True:
        if is_open:
            end = line.find(_END, at)
            if end < 0:
                return "".join(kept), True
            at, is_open = end + len(_END), False
        found = _SPAN_OR_COMMENT.search(line, at)
        if found is None:
            return "".join([*kept, line[at:]]), False
        # What opens a comment may end it, too: `<!-->` (CommonMark 0.31, 6.6).
        is_open = found[0] == "<!--" and found.start() + 2 <= last_end
        kept.append(line[at : found.start() if is_open else found.end()])
        at = found.start() + 2 if is_open else found.end()
