"""What leaves by a command: no secret of tests/canaries.py, unless the owner asks for all of it."""

import gzip
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import SimpleTestCase

from papers.models import Paper
from passages.models import Link
from web.failures import NoSuchHost

from .canaries import SECRET
from .planted import PlantedTestCase

OURS = {"accounts", "system", "api", "backups", "desk", "history", "notes", "papers", "passages", "topics"}
# What is written for everybody: with which arguments, DIR being a new folder.
FOR_EVERYBODY = {
    "export_site": [["DIR", "--base-url", "https://example.org/", "--processes", "1"]],
    "export_notes": [["DIR"], ["DIR", "--format", "json"], ["-", "--format", "json"]],
}
# What asks others: of which addresses that stand in private texts (docs/checking-links.md, docs/papers.md).
ASKING = {
    "check_links": (["--older-than", "0"], "passages.management.commands.check_links.owners_client"),
    "fetch_metadata": ([], "papers.management.commands.fetch_metadata.owners_client"),
}
# What the owner alone gets, in a file that others cannot read (backups/tests) or at their terminal; and what
# writes nothing but the database. A report of these goes to whoever has the shell, who can read everything.
FOR_THE_OWNER = {
    "backup", "cite", "doctor", "import_bibliography", "import_notes", "prepare", "prune_images", "reindex",
    "render", "reset_second_factor", "restore", "suggest_tags", "watch_notes",
}  # fmt: skip


class RowsTests(SimpleTestCase):
    def test_every_command_has_a_row(self):
        ours = {name for name, app in get_commands().items() if app in OURS}
        self.assertEqual(ours, {*FOR_EVERYBODY, *ASKING, *FOR_THE_OWNER})


class Recording:
    """A client that reaches nobody, and remembers what it was asked for."""

    mailto = ""

    def __init__(self):
        self.asked = []

    def get(self, url, *, accept="*/*"):
        self.asked.append(url)
        raise NoSuchHost("nobody is there")

    def trace(self, url, method):
        return self.get(url)


@pytest.mark.once
class LeavingTests(PlantedTestCase):
    def test_nothing_secret_is_written_for_everybody(self):
        for name, ways in FOR_EVERYBODY.items():
            for arguments in ways:
                with self.subTest(name, arguments=arguments):
                    written = self.written(name, arguments)
                    self.assertIn("Open words", written)
                    self.assertEqual(self.world.heard(written, ""), set())

    def test_the_owner_can_have_everything(self):
        written = self.written("export_notes", ["DIR", "--include-private"])
        heard = self.world.heard(written, "")
        self.assertLess({"canarytextentry", "canarymarginpaper", "canarytitletopic"}, heard)
        self.assertNotIn("canarydraftmine", heard)

    def test_whoever_is_asked_is_told_the_address_alone(self):
        links = set(Link.objects.values_list("url", flat=True))
        asked = self.asked("check_links")
        self.assertIn("https://open.example/link", asked)
        self.assertEqual([url for url in asked if url not in links], [])

    def test_services_are_told_nothing_but_identifiers(self):
        self.assertEqual(self.heard_by_services(), set())
        paper = Paper.objects.get(slug="hidden-paper")
        paper.identifiers.create(scheme="doi", value="10.1000/canarydoipaper")
        self.assertEqual(self.heard_by_services(), {"canarydoipaper"})

    def heard_by_services(self):
        Paper.objects.update(issued_year=None)
        return set(SECRET.findall(" ".join(self.asked("fetch_metadata"))))

    def asked(self, name):
        arguments, client = ASKING[name]
        recording = Recording()
        with mock.patch(client, return_value=recording), mock.patch("time.sleep"):
            try:
                call_command(name, *arguments, stdout=StringIO(), stderr=StringIO())
            except CommandError as error:
                self.assertRegex(str(error), "can be reached|could not be looked up")
        return recording.asked

    def written(self, name, arguments):
        """The names and the bytes of all that a command writes, and what it says at the terminal."""
        out = StringIO()
        with TemporaryDirectory() as folder:
            root = Path(folder) / "out"
            call_command(
                name, *[str(root) if each == "DIR" else each for each in arguments], stdout=out, stderr=out
            )
            files = [path for path in root.rglob("*") if path.is_file()]
            told = [f"{path.relative_to(root)} {contents(path)}" for path in files]
        return "\n".join([out.getvalue(), *told])


def contents(path):
    data = path.read_bytes()
    return (
        gzip.decompress(data).decode(errors="replace")
        if data[:2] == b"\x1f\x8b"
        else data.decode(errors="replace")
    )
