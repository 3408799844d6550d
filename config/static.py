"""Static files as they are served: with immutable names, compressed, and the sheets of the site as one."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/all.css"
IMPORT = re.compile(r'^@import "(?P<name>[\w-]+\.css)"(?P<media> [^;]+)?;$', re.MULTILINE)


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Puts what css/all.css imports into it when the files are collected.

    Each file more keeps a slow phone from the first paint for some 50 ms. Files apart are for those who write
    them, and for DEBUG, where the browser follows the imports. Scripts import modules by immutable names.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        if SHEET in paths and not dry_run:
            sheet = joined(SHEET, paths)
            self.delete(SHEET)
            self.save(SHEET, ContentFile(sheet.encode()))
            paths = paths | {SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def joined(name: str, paths: dict[str, tuple[Storage, str]]) -> str:
    """The sheet with the sheets in its folder that it imports, each in its place, for its medium."""

    def imported(match: re.Match[str]) -> str:
        sheet = read(f"{name.rpartition('/')[0]}/{match['name']}", paths)
        return f"@media{match['media']} {{\n{sheet}}}" if match["media"] else sheet

    return IMPORT.sub(imported, read(name, paths))


def read(name: str, paths: dict[str, tuple[Storage, str]]) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
