from django.test import SimpleTestCase

from markup import BlockKind, Reference, Target, parse


def outline(text: str) -> list[tuple[str, int, int | None, str]]:
    """Kind, depth, parent and text of every block."""
    return [(block.kind, block.depth, block.parent, block.text) for block in parse(text).blocks]


class OutlineTests(SimpleTestCase):
    def test_items_hang_on_the_item_around_them_or_on_the_heading_above(self):
        text = "## Log\n* one\n\t* two\n\t\t* three\n* four\n"
        self.assertEqual(
            outline(text),
            [
                ("heading", 2, None, "Log"),
                ("item", 1, 0, "one"),
                ("item", 2, 1, "two"),
                ("item", 3, 2, "three"),
                ("item", 1, 0, "four"),
            ],
        )

    def test_the_tab_nested_bullets_of_the_log_go_five_levels_deep(self):
        text = "".join("\t" * depth + f"* level {depth + 1}\n" for depth in range(5))
        self.assertEqual([block.depth for block in parse(text).blocks], [1, 2, 3, 4, 5])
        self.assertEqual([block.parent for block in parse(text).blocks], [None, 0, 1, 2, 3])

    def test_a_heading_hangs_on_the_nearest_one_of_a_smaller_level(self):
        parents = [block.parent for block in parse("## a\n\n### b\n\n### c\n\n## d\n\n# e\n\ntext").blocks]
        self.assertEqual(parents, [None, 0, 0, None, None, 4])

    def test_a_heading_in_a_quotation_or_an_item_heads_nothing_outside(self):
        for text in ("# a\n\n> # b\n\ntext", "# a\n\n* # b\n\ntext"):
            with self.subTest(text):
                self.assertEqual(parse(text).blocks[-1].parent, 0)

    def test_the_first_paragraph_of_an_item_is_the_item(self):
        text = "* one\n\n\tmore of it\n\n\t* two\n"
        self.assertEqual(
            outline(text),
            [("item", 1, None, "one"), ("paragraph", 1, 0, "more of it"), ("item", 2, 0, "two")],
        )

    def test_an_item_that_opens_with_something_else_has_no_text_of_its_own(self):
        text = "* ```\n  x = 1\n  ```\n\n  after\n"
        self.assertEqual(
            outline(text), [("item", 1, None, ""), ("code", 1, 0, "x = 1"), ("paragraph", 1, 0, "after")]
        )

    def test_every_kind_of_block_is_there(self):
        text = "# h\n\n* i\n\n“q\n\np\n\n    c\n\n|t|\n|-|\n\n$$\nm\n$$\n\n<div>r</div>\n\n---\n"
        self.assertEqual({block.kind for block in parse(text).blocks}, set(BlockKind))

    def test_citations_are_named_as_what_they_lead_to(self):
        text = "Read @smith2000a, @smith2000 and `@smith2000a` with ada@smith2000.org and @nobody1."
        [block] = parse(text).blocks
        keys = {"smith2000": "Smith 2000", "smith2000a": "Smith 2000a", "nobody": "Nobody"}
        targets = {Reference("citation", key): Target("/", label) for key, label in keys.items()}
        self.assertEqual(
            block.named(targets),
            "Read Smith 2000a, Smith 2000 and Smith 2000a with ada@smith2000.org and @nobody1.",
        )
        self.assertEqual(block.named({}), block.text)

    def test_slugs_are_named_and_words_and_names_stay(self):
        text = (
            "[[codd-1970]], [[/papers/codd-1970/]] and [[memory]]: [[on-memory|my memory]] of [[Codd, again]]"
            ", not of codd-1970b, codd-1970.html or https://example.org/codd-1970"
        )
        [block] = parse(text).blocks
        names = {
            "codd-1970": "Tables",
            "/papers/codd-1970/": "Tables",
            "memory": "Memory",
            "Codd, again": "No",
        }
        names["on-memory"] = "On memory"
        targets = {Reference("wiki", name): Target("/", label) for name, label in names.items()}
        self.assertEqual(
            block.named(targets),
            "Tables, Tables and memory: my memory of Codd, again, "
            "not of codd-1970b, codd-1970.html or https://example.org/codd-1970",
        )

    def test_lines_count_from_one(self):
        lines = [block.line for block in parse("\n# a\n\n* b\n\t* c\n\ntext[^1]\n\n[^1]: note\n").blocks]
        self.assertEqual(lines, [2, 4, 5, 7, 9])

    def test_lines_are_right_after_windows_line_endings(self):
        self.assertEqual([block.line for block in parse("# a\r\n\r\n* b\r\n* c\r").blocks], [1, 3, 4])

    def test_footnotes_stand_where_they_were_written(self):
        texts = [block.text for block in parse("a[^x]\n\n[^x]: the note\n\nb\n").blocks]
        self.assertEqual(texts, ["a", "the note", "b"])

    def test_a_comment_is_no_block(self):
        self.assertEqual(outline("<!-- nothing -->\n\ntext"), [("paragraph", 0, None, "text")])


class PlainTextTests(SimpleTestCase):
    def text_of(self, text: str) -> str:
        return parse(text).blocks[0].text

    def test_markup_is_taken_off(self):
        text = "*a* **b** ~~c~~ `d  e` [f](/f/) ![g](/g.png) <del>h</del> &amp; \\* i  \nj <http://k.org>"
        self.assertEqual(self.text_of(text), "a b c d e f g h & * i j http://k.org")

    def test_formulas_stay_as_tex(self):
        self.assertEqual(self.text_of("the $a^2 + b$ formula"), "the a^2 + b formula")

    def test_wiki_links_read_as_their_label_and_citations_as_their_key(self):
        self.assertEqual(self.text_of("[[a-b]] [[c|the label]] @knuth84"), "a-b the label @knuth84")

    def test_cells_of_a_table_are_words_of_their_own(self):
        self.assertEqual(self.text_of("|a|b|\n|-|-|\n|c|d|"), "a b c d")

    def test_cjk_text_is_kept(self):
        self.assertEqual(self.text_of("* 複製技術時代の**芸術**作品"), "複製技術時代の芸術作品")

    def test_nested_items_are_not_part_of_it(self):
        self.assertEqual(self.text_of("* a\n  lazy line\n\t* b"), "a lazy line")


class QuotationTests(SimpleTestCase):
    def is_quotation(self, text: str) -> bool:
        return parse(text).blocks[0].kind == BlockKind.QUOTATION

    def test_a_quotation_opens_with_a_quotation_mark_and_need_not_be_closed(self):
        for text in (
            '* "First, process',
            "“The cathedral",
            "„Das Kunstwerk",
            "«L'œuvre",
            "「複製",
            "『複製",
            '*"so*',
        ):
            with self.subTest(text):
                self.assertTrue(self.is_quotation(text))

    def test_single_marks_count_unless_they_are_closed_early(self):
        for text in ("'We build a GPT, don't you", "‘The aura withers", "'All of it' (p. 11).", "'the end.'"):
            with self.subTest(text):
                self.assertTrue(self.is_quotation(text))
        for text in (
            "'Generative Pre-trained' models are now the rage",
            "‘aura’ is the status of the artwork",
        ):
            with self.subTest(text):
                self.assertFalse(self.is_quotation(text))

    def test_a_title_in_a_link_is_none(self):
        self.assertFalse(
            self.is_quotation('* ["The Great Pretender"](https://techcrunch.com/) is an article')
        )
        self.assertFalse(self.is_quotation('* p. 20: ["The Great Pretender"](https://techcrunch.com/) is'))
        self.assertTrue(self.is_quotation('* "The [aura](/aura/) withers'))
        self.assertTrue(self.is_quotation('* [p. 20](https://techcrunch.com/): "The Great Pretender"'))

    def test_its_place_may_stand_before_it(self):
        for text in (
            '* p. 20: "That',
            "* (p. 20) “That",
            '* pp. 21 - 25, "That',
            '* fol. 32r: "x',
            '3:30 "So',
        ):
            with self.subTest(text):
                self.assertTrue(self.is_quotation(text))
        for text in (
            '* p. 20: on "that"',
            '* In 2020: "that"',
            "* p. 20",
            '* pages "that"',
            "* p. 20: 'a' is",
        ):
            with self.subTest(text):
                self.assertFalse(self.is_quotation(text))

    def test_every_paragraph_of_a_markdown_quotation_is_one(self):
        self.assertEqual(
            [block.kind for block in parse("> a\n>\n> b\n\nc").blocks], ["quotation"] * 2 + ["paragraph"]
        )

    def test_a_quotation_from_a_list_keeps_its_depth_and_holds_what_is_under_it(self):
        self.assertEqual(outline('* "a\n\t* b'), [("quotation", 1, None, '"a'), ("item", 2, 0, "b")])

    def test_a_heading_is_none(self):
        self.assertEqual(parse('# "a"').blocks[0].kind, "heading")


class ReferencesOfBlocksTests(SimpleTestCase):
    def test_a_block_has_its_own_references_in_order_without_those_of_nested_items(self):
        blocks = parse("* [a](/x) [[s]] @k [a](/x)\n\t* [b](http://h.org/)\n").blocks
        own = (Reference("path", "/x/"), Reference("wiki", "s"), Reference("citation", "k"))
        self.assertEqual(blocks[0].references, own)
        self.assertEqual(blocks[1].references, (Reference("url", "http://h.org/"),))

    def test_a_text_has_those_of_all_its_blocks(self):
        text = "[[a]]\n\n|[[b]]|\n|-|\n\n<div><a href='/c'>c</a></div>\n\nx[^1]\n\n[^1]: [[d]]\n"
        self.assertEqual({reference.value for reference in parse(text).references}, {"a", "b", "/c/", "d"})
