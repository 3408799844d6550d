"""Comments of HTML in a source, which its pages do not show. Pure."""

import re

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A fence of code that stands in no list or quotation, whose end would be its end, too (CommonMark 0.31, 4.5).
_FENCE = re.compile(r"(`{3,})[^`\n]*$|(~{3,})", re.MULTILINE)
# A span of code on one line (6.1), or the beginning of a comment.
_SPAN_OR_COMMENT = re.compile(r"(?<![\\`])`(?!`)[^`\n]*`(?!`)|<!--")


def without_comments(text: str) -> str:
    """The source without comments, also one that is never closed; in code they stay, since they are shown."""
    kept, fence, is_open = list[str](), "", False
    for line in _LINE.findall(text):
        opening = _FENCE.match(line) if not (fence or is_open) else None
        if fence or opening:
            kept.append(line)
            fence = opening[0].strip() if opening else "" if closes(line, fence) else fence
        else:
            shown, is_open = shown_of(line, is_open=is_open)
            kept.append(shown)
    return "".join(kept)


def closes(line: str, fence: str) -> bool:
    """Whether a line ends the code that the line `fence` began."""
    mark = line.strip()
    width = len(fence) - len(fence.lstrip(fence[0]))
    return len(mark) >= width and not mark.strip(fence[0])


def shown_of(line: str, *, is_open: bool) -> tuple[str, bool]:
    """What of a line is no comment, given whether one is open before it, and whether one is behind it."""
    kept, at = list[str](), 0
    while True:
        if is_open:
            end = line.find("-->", at)
            if end < 0:
                return "".join(kept), True
            at, is_open = end + len("-->"), False
        found = _SPAN_OR_COMMENT.search(line, at)
        if found is None:
            return "".join([*kept, line[at:]]), False
        is_open = found[0] == "<!--"
        kept.append(line[at : found.start() if is_open else found.end()])
        at = found.end()
