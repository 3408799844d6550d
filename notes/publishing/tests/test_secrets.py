"""No file of an export holds what is not public: a canary in everything that is not."""

import re

import pytest

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Permalink
from topics.tests.factories import create_topic

from .case import DAY, ExportedTestCase, contents


@pytest.mark.once
class SecretTests(ExportedTestCase):
    @classmethod
    def create_rows(cls):
        for visibility in ("private", "unlisted"):
            cls.create_hidden(visibility)
            create_entry(body=f"Open, with [[work-{visibility}]] and [[topic-{visibility}]]", read_on=DAY)
        create_entry(body="Open\n\n* %% canarymargin\n* said", read_on=DAY, tags=["open"])
        create_entry(body="canarydeleted", read_on=DAY).delete()

    @classmethod
    def create_hidden(cls, visibility: str) -> None:
        mark = f"canary{visibility}"
        body = f'{mark}\n\n* "quoted {mark} (p. 3)\n* [l](https://canary.example/x)'
        values = {"visibility": visibility, "body": body, "tags": [mark]}
        topic = create_topic(title=f"Topic {mark}", slug=f"topic-{visibility}", **values)
        paper = create_paper(
            title=f"Paper {mark}", authors=["Canary, C."], slug=f"work-{visibility}", **values
        )
        create_entry(read_on=DAY, topics=[topic], **values)
        Permalink.objects.create(path=f"/old-{visibility}/", owner=paper)

    def canaries(self) -> set[str]:
        """Those that any file holds, in its name or in itself."""
        files = [
            f"{name} {content.decode('utf-8', 'replace')}" for name, content in contents(self.root).items()
        ]
        return set(re.findall(r"[Cc]anary\w*", "\n".join([*files, self.words()])))

    def test_no_file_holds_what_is_not_public(self):
        self.assertEqual(self.canaries(), set())
        self.assertFalse((self.root / "old-unlisted").exists())
        self.assertIn("Open", self.read("index.html"))

    def test_links_to_what_is_unlisted_are_taken_off_and_counted(self):
        self.assertEqual(self.report.left_out, 2)
        self.assertIn('<a class="wiki">work-unlisted</a>', self.read("index.html"))
        self.assertNotIn("/topics/topic-unlisted/", self.read("feed.atom"))

    def test_unlisted_documents_come_along_when_asked_for_and_stay_unlisted(self):
        self.export(include_unlisted=True)
        self.assertIn("canaryunlisted", self.read("papers/work-unlisted/index.html"))
        self.assertIn("papers/work-unlisted/", self.read("old-unlisted/index.html"))
        self.assertEqual({"canaryprivate", "canarymargin", "canarydeleted"} & self.canaries(), set())
        for name in ("index.html", "papers/index.html", "tags/index.html", "feed.atom"):
            self.assertNotIn("canaryunlisted", self.read(name))
        self.assertNotIn("canary", self.words())
