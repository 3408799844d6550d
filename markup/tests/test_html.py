from django.test import SimpleTestCase
from django.utils.safestring import SafeString

from markup import Reference, Target, parse

from .pages import Page, anchors_for, page_of, render

TEXT_TAGS = (
    "del",
    "ins",
    "sub",
    "sup",
    "kbd",
    "mark",
    "abbr",
    "b",
    "i",
    "em",
    "strong",
    "code",
    "q",
    "small",
    "u",
)


class ToHtmlTests(SimpleTestCase):
    def test_the_html_is_marked_as_safe(self):
        self.assertIsInstance(render("*a*"), SafeString)

    def test_every_block_carries_its_anchor(self):
        text = (
            "# h\n\n* i\n\n  p\n\n> q\n\n    c\n\n|t|\n|-|\n\n$$\nm\n$$\n\n<div>r</div>\n\nx[^1]\n\n[^1]: n\n"
        )
        parsed = parse(text)
        anchors = anchors_for(parsed)
        page = Page(parsed.to_html(targets={}, anchors=anchors, seed="1"))
        tags = {attributes["id"]: tag for tag, attributes in page.tags if attributes.get("id") in anchors}
        self.assertEqual(
            [tags[anchor] for anchor in anchors],
            ["h2", "li", "p", "p", "pre", "table", "div", "div", "p", "p"],
        )

    def test_a_wrong_number_of_anchors_is_an_error(self):
        for anchors in ([], ["a", "b", "c"]):
            with self.subTest(anchors), self.assertRaisesMessage(ValueError, "2 blocks need as many anchors"):
                parse("a\n\nb").to_html(targets={}, anchors=anchors, seed="1")

    def test_it_may_be_rendered_again_and_again(self):
        parsed = parse("# a\n\n* b[^1] `c` $d$\n\n[^1]: e\n")
        anchors = anchors_for(parsed)
        first, second = (parsed.to_html(targets={}, anchors=anchors, seed="1") for _ in range(2))
        self.assertEqual(first, second)

    def test_an_empty_text_is_an_empty_page(self):
        self.assertEqual(render(""), "")

    def test_headings_stand_below_the_title_of_the_page(self):
        page = page_of("# a\n\n## b\n\n##### e\n\n###### f\n\n<h1>raw</h1>")
        self.assertEqual([tag for tag, _ in page.tags if tag[0] == "h"], ["h2", "h3", "h4", "h5", "h2"])

    def test_what_may_scroll_is_reached_by_the_keyboard(self):
        html = render("| a |\n|---|\n| 1 |\n\n```\ncode\n```\n\n$$x^2$$\n\nand $$y$$ too\n")
        for tag in ("<table", "<pre", "<div", "<span"):
            self.assertRegex(html, rf'{tag}[^>]* tabindex="0"')

    def test_headings_leave_no_gap(self):
        for text, expected in {
            "### a\n\n#### b\n\n## c": "h2 h3 h2",
            "# a\n\n#### b\n\n### c\n\n#### d": "h2 h3 h3 h4",
            "<h1>a</h1> <h6>b</h6>\n\n## c": "h2 h3 h3",
            "a[^1]\n\n[^1]:\n    #### b": "h2",
        }.items():
            with self.subTest(text):
                tags = [tag for tag, _ in page_of(text).tags if tag[0] == "h"]
                self.assertEqual(" ".join(tags), expected)

    def test_quotations_have_a_class(self):
        self.assertIn("quotation", page_of('* "a').attributes_of("li")[0]["class"])
        self.assertEqual(page_of("> a").attributes_of("p")[0]["class"], "quotation")


class DialectTests(SimpleTestCase):
    def test_tables_are_aligned_by_class(self):
        page = page_of("|a|b|c|d|\n|:-|-:|:-:|-|\n|1|2|3|4|")
        classes = [cell.get("class") for cell in page.attributes_of("td")]
        self.assertEqual(classes, ["align-left", "align-right", "align-center", None])

    def test_no_cell_of_a_table_is_lost(self):
        page = page_of("|a|\n|-|\n|1|*2*|`3`|\nx|y\n")
        self.assertEqual([tag for tag, _ in page.tags if tag == "td"], ["td"] * 5)
        self.assertEqual(page.text, "a 1 2 3 x y")
        self.assertEqual(parse("|a|\n|-|\n|1|[x](/x)|\n").blocks[0].text, "a 1 x")

    def test_strikethrough(self):
        self.assertIn("<s>gone</s>", render("~~gone~~"))

    def test_tasks_have_boxes_that_cannot_be_ticked(self):
        boxes = page_of("* [ ] open\n* [x] done\n").attributes_of("input")
        self.assertEqual(
            [("disabled" in box, "checked" in box) for box in boxes], [(True, False), (True, True)]
        )

    def test_a_box_has_a_name_for_who_cannot_see_it(self):
        boxes = page_of("* [ ] open\n* [x] done\n").attributes_of("input")
        self.assertEqual([box["aria-label"] for box in boxes], ["to do", "done"])

    def test_code_is_highlighted_with_classes(self):
        html = render("```python\ndef f(): return '<'\n```")
        self.assertIn('<span class="k">def</span>', html)
        self.assertNotIn("style=", html)
        self.assertIn("&lt;", html)

    def test_code_of_an_unknown_language_is_plain(self):
        page = page_of("```nosuch language <b>\na < b\n```")
        self.assertEqual(page.text, "a < b")
        self.assertEqual(page.attributes_of("pre")[0]["data-language"], "nosuch language <b>")

    def test_lists_start_where_they_say(self):
        self.assertEqual(page_of("7. a\n8. b").attributes_of("ol"), [{"start": "7"}])


class MathTests(SimpleTestCase):
    def test_formulas_become_mathml(self):
        self.assertIn("<msup><mi>a</mi><mn>2</mn></msup>", render("the $a^2$ here"))
        self.assertIn('display="block"', render("$$\n\\frac{1}{2}\n$$"))
        self.assertIn('display="block"', render("so $$\\frac{1}{2}$$ it is"))

    def test_prices_are_none(self):
        for text in (
            "kindle edition is $19.59. Paperback is $37.79. Both",
            "from $5 to $7",
            "$5 and 3$ more",
            "costs 5$ or 7$",
            "US$ 3 and US$ 4",
        ):
            with self.subTest(text):
                self.assertEqual(page_of(text).text, text)
                self.assertNotIn("<math", render(text))

    def test_broken_tex_shows_its_source(self):
        for tex in (r"\frac{1}", r"\left( a", "a^", r"\begin{matrix}", "{" * 40 + "}" * 40, "a" * 5000):
            with self.subTest(tex[:20]):
                page = page_of(f"${tex}$")
                self.assertTrue("<math" in page.html or "<code>" in page.html)
                self.assertEqual(page.faults, [])
        self.assertEqual(page_of("$" + "{" * 40 + "}" * 40 + "$").text, "{" * 40 + "}" * 40)

    def test_less_than_is_a_character(self):
        page = page_of("$a < b \\lt c \\& d$")
        self.assertEqual(page.faults, [])
        self.assertIn("a<b<c&d", page.text.replace(" ", ""))

    def test_commands_that_link_or_style_do_nothing(self):
        for tex in (
            r"\href{javascript:alert(1)}{x}",
            r"\style{color:red}{x}",
            r"\class{quotation}{x}",
            r"\text{<img src=x onerror=alert(1)>}",
            r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
            r"\mathrm{&#60;script&#62;}",
            r'\color{red" onclick="alert(1)}x',
        ):
            with self.subTest(tex):
                self.assertEqual(page_of(f"${tex}$").faults, [])
                self.assertEqual([a for _, a in page_of(f"${tex}$").tags if "href" in a or "class" in a], [])


class FootnoteTests(SimpleTestCase):
    def test_marks_and_notes_lead_to_each_other(self):
        page = page_of("a[^x] b[^x]\n\n[^x]: note\n")
        targets = {link["href"].removeprefix("#") for link in page.attributes_of("a")}
        self.assertEqual(len(targets), 3)
        self.assertLessEqual(targets, set(page.ids))

    def test_two_texts_on_one_page_do_not_collide(self):
        text = "a[^1]\n\n[^1]: note\n"
        ids = page_of(text, seed="entry-1").ids + page_of(text, seed="entry-2").ids
        self.assertEqual(len(ids), len(set(ids)))

    def test_notes_are_numbered_by_their_first_mark(self):
        page = page_of("a[^z] b[^y]\n\n[^y]: yes\n\n[^z]: zed\n")
        self.assertEqual(page.text, "a1 b2 zed ↩︎ yes ↩︎")

    def test_a_note_without_a_mark_and_a_second_one_of_the_same_name_are_not_lost(self):
        page = page_of("a[^1]\n\n[^1]: one\n\n[^1]: two\n\n[^3]: three\n")
        self.assertTrue(all(word in page.text for word in ("one", "two", "three")))

    def test_a_note_may_mark_another_and_itself(self):
        page = page_of("a[^1]\n\n[^1]: one[^2][^1]\n\n[^2]: two\n")
        self.assertEqual(page.faults, [])
        self.assertIn("two", page.text)

    def test_a_mark_without_a_note_stays_as_written(self):
        self.assertEqual(page_of("a[^1] ^[b]").text, "a[^1] ^[b]")


class ImageTests(SimpleTestCase):
    def test_an_image_of_this_site_is_shown(self):
        page = page_of('![the alt](/a.png "T") ![](b.png)')
        first, second = page.attributes_of("img")
        self.assertEqual(first, {"src": "/a.png", "alt": "the alt", "title": "T", "loading": "lazy"})
        self.assertEqual(second["src"], "b.png")

    def test_a_picture_has_its_size(self):
        targets = {Reference("path", "/images/a.png/"): Target("/images/a.png", "", 600, 400)}
        page = page_of('![alt](/images/a.png) <img src="/images/a.png" alt="b" width="60">', targets=targets)
        first, second = page.attributes_of("img")
        self.assertEqual(
            first, {"src": "/images/a.png", "alt": "alt", "width": "600", "height": "400", "loading": "lazy"}
        )
        self.assertEqual((second["width"], second.get("height")), ("60", None))

    def test_a_picture_that_is_not_there_is_its_alt(self):
        page = page_of("a ![the *alt*](/images/gone.png) b")
        self.assertEqual((page.text, page.attributes_of("img")), ("a the alt b", []))

    def test_an_image_of_another_host_is_a_link(self):
        page = page_of("![the alt](https://h.org/a.png) ![](//h.org/b.png) <img src=www.h.org/c.png alt=C>")
        addresses = [link["href"] for link in page.attributes_of("a")]
        self.assertEqual(addresses, ["https://h.org/a.png", "https://h.org/b.png", "https://www.h.org/c.png"])
        self.assertEqual(page.text, "the alt https://h.org/b.png C")
        self.assertEqual(page.attributes_of("img"), [])

    def test_in_a_link_it_is_the_text_of_the_link(self):
        page = page_of("[![alt](https://h.org/a.png)](/x/)")
        self.assertEqual(page.attributes_of("a"), [{"href": "/x/"}])
        self.assertEqual(page.text, "alt")

    def test_an_image_in_the_address_is_its_alt(self):
        self.assertEqual(page_of("![alt](data:image/png;base64,AAAA)").text, "alt")


class RawHtmlTests(SimpleTestCase):
    def test_text_tags_are_kept(self):
        text = "".join(f"<{tag}>x</{tag}>" for tag in TEXT_TAGS)
        self.assertIn(text, render("a " + text))

    def test_what_is_left_open_ends_with_its_block(self):
        page = page_of("* a <del>b *c <b>d* e\n* f\n")
        self.assertEqual(page.faults, [])
        self.assertIn("</del>\n</li>\n<li", page.html)

    def test_a_closing_tag_cannot_close_what_markdown_opened(self):
        page = page_of("* a </li></ul> b *c </em></p> d*\n* </div> e\n")
        self.assertEqual(page.faults, [])
        self.assertEqual(len(page.attributes_of("li")), 2)
        self.assertEqual(len(page.attributes_of("ul")), 1)

    def test_tags_out_of_place_cannot_close_an_item(self):
        page = page_of("* a\n\n  <div><li>b<td>c<dd>d</div>\n\n  e\n")
        self.assertEqual(page.faults, [])
        self.assertEqual(len(page.attributes_of("li")), 1)

    def test_what_is_no_text_tag_shows_as_written(self):
        for text in (
            "vector<int> and List<String>",
            "<your name>",
            "a <script>alert(1)</script> b",
            "<svg/onload=x>",
        ):
            with self.subTest(text):
                self.assertEqual(page_of(text).text, text)

    def test_a_comment_is_hidden_and_one_without_end_is_not(self):
        self.assertEqual(page_of("a <!-- b --> c").text, "a c")
        self.assertIn("hidden for ever", page_of("<!-- hidden for ever\n\nmore").text)

    def test_blocks_of_html_keep_their_form(self):
        html = render("<details>\n<summary>more</summary>\n<p>text</p>\n</details>\n")
        self.assertIn("<details>\n<summary>more</summary>\n<p>text</p>\n</details>", html)

    def test_ids_and_classes_of_the_owner_are_dropped(self):
        page = page_of("<p id=main class='quotation'>a</p>\n\nb <b id=x class=nav>c</b>")
        anchors = anchors_for(parse("<p id=main class='quotation'>a</p>\n\nb <b id=x class=nav>c</b>"))
        self.assertEqual(page.ids, anchors)
        self.assertEqual([a.get("class") for _, a in page.tags], ["raw-html", None, None, None])

    def test_a_deleted_paragraph_is_shown_as_deleted(self):
        page = page_of("<del>\n\n*a*\n\n* b\n\n</del>\n\nc")
        self.assertIn("<del>\n<p", page.html)
        self.assertLess(page.html.index("</ul>"), page.html.index("</del>"))
        self.assertLess(page.html.index("</del>"), page.html.index("c</p>"))

    def test_a_wrapper_without_its_other_half_goes(self):
        for text in ("<del>\n\na", "a\n\n</del>\n\nb", "* <div>\n\n  a\n\n</div>\n", "<div>\n\na\n\n</del>"):
            with self.subTest(text):
                self.assertEqual(page_of(text).faults, [])
