"""What tests of single scripts share: some notes of their own, which are sooner there than the sample."""

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from topics.tests.factories import create_topic

from .browser import BrowserTestCase

TEXT = """# The game

* He will not define it
* Three players
  * A nested one

Cited [somewhere](https://www.example.org/).
"""
WORDS = ["once", "twice", "again", "at last"]


class ScriptTestCase(BrowserTestCase):
    """On a few notes of its own, which are sooner there than the sample."""

    has_sample = False

    def setUp(self):
        super().setUp()
        create_paper(
            title="Computing Machinery and Intelligence",
            slug="turing-1950",
            authors=["Turing, A. M."],
            issued_year=1950,
            tags=["machines"],
            body=TEXT,
        )
        for title in ("Machines", "Minds"):
            create_topic(title=title, body="See [[turing-1950]].")
        self.entries = [create_entry(body=f"Read [[turing-1950]], {word}.\n\n* Slowly") for word in WORDS]
