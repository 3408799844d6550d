"""Small sites on disk for the tests of the importer."""

import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

LOG = """---
title: Reading
permalink: /reading/
tags: [log]
---
## 2023 Log
* 3/11 - Read [LoRA](https://arxiv.org/abs/2106.09685)
\t* rank is small
\t#lora #llm
* 3/12 second day
* undated thing

## 27 March 2023
* under a heading
"""


class SiteMixin:
    """Gives each test a folder of its own, `self.site`."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = Path(folder.name)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run_import(self, *arguments: object, expect_problem: bool = False) -> str:
        """The report of the command; where a problem is expected, with its last sentence."""
        out = StringIO()
        paths = [str(argument) for argument in arguments] or [str(self.site)]
        try:
            call_command("import_notes", *paths, stdout=out)
        except CommandError as error:
            if not expect_problem:
                raise AssertionError(out.getvalue()) from error
            return f"{out.getvalue()}\n{error}"
        assert not expect_problem, out.getvalue()
        return out.getvalue()


def numbers(report: str, noun: str) -> list[int]:
    """Made, updated and unchanged of one noun in a report."""
    line = next(line for line in report.splitlines() if line.startswith(noun))
    return [int(number) for number in line.split()[1:]]
