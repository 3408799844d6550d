"""Texts that try to break the pages: attempts at script, broken HTML, odd letters, all of Markdown."""

import shutil
from pathlib import Path

from markup.tests.payloads import PAYLOADS

FOLDER = Path(__file__).resolve().parent / "hostile"
# Where they all stand: each month of entries is one page.
PATHS = (
    "/1998/01/",
    "/1998/02/",
    *(f"/1999/0{month}/" for month in range(1, 5)),
    "/tags/hostile/",
    "/papers/hostile-1998/",
    "/links/example.org/",
)
FRONT = """---
title: 'Payloads <script>alert(1)</script> & "quotes"'
permalink: /payloads/
tags: ["<b>bold</b>", 'a"b', "c&d"]
---

## 1999 Log
"""


def write_texts(folder: Path) -> None:
    """The texts of audit/hostile/, and a log with an attempt at script in each of its entries."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    entries = [
        f"* {1 + number // 28}/{1 + number % 28} - {payload}\n\t* {payload} in <https://example.org/note>\n\t#hostile"
        for number, payload in enumerate(map(one_line, PAYLOADS))
    ]
    (folder / "_logs" / "payloads.md").write_text("\n".join([FRONT, *entries, ""]), encoding="utf-8")


def one_line(payload: str) -> str:
    return " ".join(payload.split())
