"""The addresses in what is exported: changed in HTML, found in style sheets, scripts and sitemaps. Pure."""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import urljoin

TAG = re.compile(r"""<(?:a|link|img|script|form|blockquote|q|ins|del)\s(?:[^<>"']|"[^"]*"|'[^']*')*>""")
ATTRIBUTE = re.compile(r'\s(href|src|action|cite|data-src|data-index)="([^"]*)"')
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|$")
CHARSET = '<meta charset="utf-8">'
OF_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""")
OF_SCRIPT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
LOCATION = re.compile(r"<loc>([^<]*)</loc>")

Lead = Callable[[str], str | None]


def with_links(html: str, lead: Lead) -> str:
    """The HTML with each address of this site replaced by what `lead` says, or taken off where that is None.

    It is HTML as templates and the sanitiser write it: attributes stand in double quotes. An address of the
    site is one without scheme and host that is not only a fragment.
    """

    def attribute(match: re.Match[str]) -> str:
        name, value = match[1], unescape(match[2])
        if ELSEWHERE.match(value):
            return match[0]
        target = lead(value)
        return "" if target is None else f' {name}="{escape(target)}"'

    return TAG.sub(lambda tag: ATTRIBUTE.sub(attribute, tag[0]), html)


def with_policy(html: str, policy: str) -> str:
    """The page with the Content-Security-Policy in it, since no header will say it.

    Who may frame a page can only be said in a header (CSP Level 3, 3.3).
    """
    parts = [part for part in policy.split("; ") if not part.startswith("frame-ancestors")]
    said = "; ".join(sorted(parts))  # their order changes from process to process
    metas = [
        CHARSET,
        f'<meta http-equiv="Content-Security-Policy" content="{escape(said, quote=False)}">',
        '<meta name="referrer" content="same-origin">',
    ]
    return html.replace(CHARSET, "\n    ".join(metas), 1)


def links_of_asset(path: str, content: str) -> Iterator[str]:
    """The absolute paths of what a style sheet or a script loads."""
    found = OF_STYLE if path.endswith(".css") else OF_SCRIPT
    for address in found.findall(content):
        if not ELSEWHERE.match(address):
            yield urljoin(path, address.partition("#")[0])


def locations(sitemap: str) -> list[str]:
    """The absolute addresses that a sitemap, or an index of sitemaps, lists."""
    return [unescape(address) for address in LOCATION.findall(sitemap)]
