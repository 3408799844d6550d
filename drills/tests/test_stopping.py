from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock, skipIf
from warnings import catch_warnings, simplefilter

from django.db import connection, connections
from django.test import TransactionTestCase

from drills.rows import all_rows, differences
from drills.stopping import Killing, import_at, kill_at
from notes.models import Entry
from notes.tests.factories import create_entry

LOG = """---
title: A log
tags: [one, two]
---
## 2023 Log
* 3/11 - Read [a page](https://example.org/) and [[something]]
\t* "A quotation" (p. 3)
* 3/12 - Read more
"""


@skipIf(connection.settings_dict["NAME"] == ":memory:", "a child has a memory of its own")
class StoppingTests(TransactionTestCase):
    """The drill in little: one log."""

    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.path = Path(folder) / "log.md"
        self.path.write_text(LOG)
        self.enterContext(catch_warnings())
        simplefilter("ignore", DeprecationWarning)  # pytest has threads, which a child does not need
        options = connection.settings_dict["OPTIONS"]
        connections.close_all()
        self.enterContext(mock.patch.dict(options, {"pool": None} if "pool" in options else {}))
        self.addCleanup(connections.close_all)  # while it is known that they come from no pool

    def test_an_import_that_is_killed_leaves_nothing_and_can_be_done_again(self):
        import_at(self.path, "--dry-run")  # what only the first import does is done before the forks
        before = all_rows()
        for statement in count(5, step=10):
            if not kill_at(statement, lambda: import_at(self.path)):
                break  # it came to its end
            self.assertEqual(list(differences(all_rows(), before)), [], statement)
        self.assertGreater(statement, 50)
        self.assertEqual(Entry.objects.count(), 2)

    def test_what_is_no_transaction_is_found_torn(self):
        """A control: else the drill would prove nothing."""
        killing = Killing()
        killing.run(create_two)
        before = all_rows()
        self.assertTrue(kill_at(killing.count * 3 // 4, create_two))
        self.assertIn("notes_entry: 1 rows here, 0 there", list(differences(all_rows(), before)))


def create_two():
    create_entry(body="First.")
    create_entry(body="Second.")
