"""What a generator would have filled in: tags of Liquid (Jekyll) and shortcodes (Hugo), which stay text."""

import re
from collections.abc import Sequence

from notes.importing.problems import Doubt

from .blocks import Fence

_FILLED_IN = re.compile(
    r"\{%-?\s*(?P<tag>\w{1,40})|\{\{-?\s*(?P<value>[\w.]{1,80})|\{\{[<%]\s*(?P<shortcode>\w[\w./-]{0,80})"
)
_LONGEST = 10_000
_CLOSING = "end"


def liquid_in(lines: Sequence[str], first_line: int) -> tuple[Doubt, ...]:
    """One doubt for each kind, with its first line and how often it is there; fenced code has none."""
    found: dict[str, tuple[int, str, int]] = {}
    fence = Fence()
    for number, line in enumerate(lines, first_line):
        fence.read(line)
        if "{" not in line or fence.is_open:
            continue
        for match in _FILLED_IN.finditer(line[:_LONGEST]):
            kind = _kind(match)
            if not (match["tag"] or "").startswith(_CLOSING):
                first, text, count = found.get(kind, (number, line, 0))
                found[kind] = first, text, count + 1
    return tuple(_doubt(kind, *rest) for kind, rest in found.items())


def _kind(match: re.Match[str]) -> str:
    if match["tag"]:
        return f"{{% {match['tag']} %}}"
    return f"{{{{ {match['value']} }}}}" if match["value"] else f"{{{{< {match['shortcode']} >}}}}"


def _doubt(kind: str, line: int, text: str, count: int) -> Doubt:
    times = "" if count == 1 else f", {count} times in this file"
    return Doubt.about(line, f"{kind} is left as text{times}", text)
