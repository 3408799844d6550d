import re
from collections import Counter
from pathlib import Path
from unittest import skipUnless

from django.test import SimpleTestCase

from markup import BlockKind, Reference, parse

from .pages import Page, anchors_for, page_of, render

BIONOTES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "bionotes"
WORD = re.compile(r"\w+")
# The address of a link, and the numbers of a list: a reader sees neither as text.
UNSEEN = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*\)|^[ \t]*[0-9]+\.\s", re.MULTILINE)


@skipUnless(BIONOTES.is_dir(), f"the real log is not part of the repository; looked for it in {BIONOTES}")
class RealLogTests(SimpleTestCase):
    def test_every_word_of_every_page_is_found_in_its_html(self):
        pages = sorted(BIONOTES.glob("_*/*.md"))
        self.assertEqual(len(pages), 8)
        for path in pages:
            with self.subTest(path.name):
                source = path.read_text(encoding="utf-8").split("---\n", 2)[2]
                page = page_of(source)
                self.assertEqual(page.faults, [])
                written = Counter(WORD.findall(UNSEEN.sub("", source)))
                self.assertEqual(written - Counter(WORD.findall(page.text)), Counter())

    def test_the_log_keeps_its_links_and_its_depth(self):
        source = (BIONOTES / "_comp" / "gen-ai.md").read_text(encoding="utf-8").split("---\n", 2)[2]
        parsed = parse(source)
        links = Page(parsed.to_html(targets={}, anchors=anchors_for(parsed), seed="1")).attributes_of("a")
        self.assertEqual(len(links), 56)
        paths = [link["href"] for link in links if link["href"].startswith("/")]
        self.assertEqual((len(paths), len(links) - len(paths)), (7, 49))
        self.assertIn(Reference("url", "https://www.character.ai"), parsed.references)
        self.assertNotIn("wiki", {reference.kind for reference in parsed.references})
        self.assertEqual(max(block.depth for block in parsed.blocks), 3)

    def test_the_open_quotations_of_the_log_are_quotations(self):
        source = (BIONOTES / "_comp" / "gen-ai.md").read_text(encoding="utf-8")
        quotations = [block.text for block in parse(source).blocks if block.kind == BlockKind.QUOTATION]
        self.assertIn('"None of these things have lived up to that early hype.', quotations)
        self.assertEqual(len([text for text in quotations if text.startswith("'")]), 0)


class TraitsOfTheLogTests(SimpleTestCase):
    """What the real log does, so that it holds where the log itself is not at hand."""

    def test_tab_nested_bullets_with_open_quotations(self):
        text = (
            "* Rodney Brooks\n\t* All successful systems need a person in the loop. \n"
            '\t\t* "This is true of speech understanding systems.\n\t\t\t* a\n\t\t\t\t* b\n\t* after\n'
        )
        blocks = parse(text).blocks
        self.assertEqual([block.depth for block in blocks], [1, 2, 3, 4, 5, 2])
        self.assertEqual(blocks[2].kind, BlockKind.QUOTATION)

    def test_deleted_text_prices_and_a_remark_in_brackets(self):
        text = "<del>old</del> kindle is $19.59. Paperback is $37.79 [[I wasn’t around]]"
        self.assertEqual(page_of(text).text, "old kindle is $19.59. Paperback is $37.79 [[I wasn’t around]]")
        self.assertIn("<del>old</del>", render(text))

    def test_a_line_that_is_not_indented_belongs_to_the_bullet_above(self):
        self.assertEqual([block.text for block in parse("\t* a\nb\n").blocks][-1].split()[-1], "b")

    def test_arrows_stay(self):
        text = "Source --> Transmitter/Encoder --> Channel"
        self.assertEqual(page_of("* " + text).text, text)
