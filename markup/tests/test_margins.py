from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from markup import owners_of, parse, without_margins

from .pages import Page, anchors_for
from .test_properties import MARKDOWN, QUICK, html_of

SECRET = "canary"


def owners_html(text: str, **kwargs: bool) -> str:
    parsed = parse(text, **kwargs)
    if parsed.owners is None:
        return ""
    return parsed.owners.to_html(targets={}, anchors=anchors_for(parsed), seed="test", note="Only for you:")


class MarginTests(SimpleTestCase):
    def assert_private(self, text: str, left: list[str]) -> None:
        """The text holds its canaries for the owner only, and these blocks are for everybody."""
        parsed = parse(text)
        self.assertEqual([block.text for block in parsed.blocks], left)
        self.assertNotIn(SECRET, html_of(parsed))
        self.assertNotIn(SECRET, "".join(reference.value for reference in parsed.references))
        self.assertNotIn(SECRET, without_margins(text))
        self.assertIn(SECRET, owners_html(text))

    def test_an_item_goes_with_all_that_is_in_it(self):
        self.assert_private(
            "- one\n- %% canary\n  - canary\n\n    > canary\n- two\n  - %% canary\n  - in two",
            ["one", "two", "in two"],
        )

    def test_a_task_can_be_one(self):
        self.assert_private("- [ ] open\n- [x] %% canary\n  - canary", ["open"])

    def test_a_heading_goes_with_its_section(self):
        text = "# a\n\n## %% canary\n\ncanary\n\n### canary\n\n- canary\n\n## b\n\ntext"
        self.assert_private(text, ["a", "b", "text"])

    def test_a_section_in_a_quotation_or_an_item_ends_with_it(self):
        self.assert_private("> # %% canary\n> canary\n\nout", ["out"])
        self.assert_private("- item\n\n  # %% canary\n\n  canary\n- next", ["item", "next"])

    def test_a_paragraph_goes_alone(self):
        self.assert_private("before\n\n%% canary\ncanary\n\nafter", ["before", "after"])

    def test_a_list_right_under_a_paragraph_goes_with_it(self):
        self.assert_private("%% canary\n- canary\n\nafter", ["after"])
        self.assert_private("%% canary\n\n- public", ["public"])

    def test_a_quotation_goes_whole(self):
        self.assert_private("> %% canary\n>\n> canary\n\nafter", ["after"])
        self.assert_private("> > %% canary\n>\n> canary", [])

    def test_a_second_paragraph_of_a_quotation_goes_alone(self):
        self.assert_private("> said\n>\n> %% canary", ["said"])

    def test_a_table_goes_whole(self):
        self.assert_private("|%% canary|b|\n|-|-|\n|canary|canary|\n\nafter", ["after"])

    def test_html_goes_whole(self):
        self.assert_private("<div><p>%% canary</p>\n<p>canary</p></div>\n\nafter", ["after"])

    def test_lists_and_quotations_that_held_nothing_else_go_too(self):
        text = "a\n\n> - %% canary\n\n- item\n  1. %% canary"
        self.assert_private(text, ["a", "item"])
        self.assertNotIn("<blockquote", html_of(parse(text)))
        self.assertNotIn("<ol", html_of(parse(text)))

    def test_an_item_that_opens_with_one_on_its_line_is_one(self):
        self.assert_private("- - %% canary\n  - canary\n- > %% canary\n\n  canary\n- b", ["b"])

    def test_the_sign_may_be_emphasised_or_follow_what_cannot_be_seen(self):
        for text in ("**%% canary**", "\ufeff%% canary", "*[%% canary](/x)*", "<b>%% canary</b>", "%%canary"):
            self.assert_private(f"a\n\n{text}", ["a"])

    def test_a_footnote_can_be_one_and_leaves_no_mark(self):
        self.assert_private("a[^1], b\n\n[^1]: %% canary", ["a, b"])
        self.assertIn("a, b", html_of(parse("a[^1], b\n\n[^1]: %% canary")))

    def test_footnotes_of_margins_only_go_with_them(self):
        notes = "[^1]: public[^3]\n[^2]: canary[^3] [^4]\n\n[^3]: public\n[^4]: canary"
        self.assert_private(f"a[^1]\n\n- %% canary[^2]\n\n{notes}", ["a", "public", "public"])

    def test_a_footnote_that_nothing_refers_to_stays(self):
        self.assertEqual([each.text for each in parse("%% m\n\n[^1]: left").blocks], ["left"])

    def test_footnotes_below_a_private_section_belong_to_whoever_refers_to_them(self):
        text = "a[^1] [x]\n\n# %% canary\n\ncanary[^2]\n\n[^1]: public\n[^2]: canary\n[^3]: canary"
        self.assert_private(f"{text}\n\n[x]: /x\n[y]: /canary", ["a x", "public"])

    def test_a_mark_in_code_does_not_make_a_footnote_public(self):
        self.assert_private("`[^1]`\n\n%% canary[^1]\n\n[^1]: canary", ["[^1]"])

    def test_addresses_defined_in_margins_are_not_known_outside(self):
        self.assert_private("a [x]\n\n- b\n- %% [x]\n\n  [x]: https://canary.example", ["a [x]", "b"])

    def test_a_definition_elsewhere_takes_the_place_of_one_in_a_margin(self):
        text = "- %% canary\n\n  [x]: https://canary.example\n- [x]\n\n[x]: https://example.org"
        self.assert_private(text, ["x"])
        self.assertEqual({each.value for each in parse(text).references}, {"https://example.org"})

    def test_the_source_loses_addresses_that_only_margins_use(self):
        text = "[a] [both]\n\n%% [b] [both]\n\n[a]: /a\n[b]: /canary\n[both]: /both\n[none]: /none\n"
        left = "[a] [both]\n\n[a]: /a\n[both]: /both\n[none]: /none\n"
        self.assertEqual(without_margins(text), left)

    def test_what_margins_point_at_is_apart(self):
        parsed = parse("[[a]]\n\n%% [[b]] @c https://example.org")
        self.assertEqual({each.value for each in parsed.references}, {"a"})
        self.assertEqual({each.value for each in parsed.owners.references}, {"b", "c", "https://example.org"})

    def test_a_text_that_is_one_block_is_private_if_it_begins_so(self):
        text = "%% canary\n\ncanary[^1]\n\n# canary\n\n[^1]: canary\n\n[x]: /canary"
        self.assertEqual(parse(text, is_one=True).blocks, ())
        self.assertEqual(html_of(parse(text, is_one=True)), "")
        self.assertNotIn(SECRET, without_margins(text, is_one=True))
        self.assertEqual(owners_html(text, is_one=True).count("canary"), 4)
        self.assertEqual([each.text for each in parse("- %% m\n- a", is_one=True).blocks], ["a"])


class UnclosedCommentTests(SimpleTestCase):
    """What opens a comment that never ends makes nothing public that follows it."""

    def test_a_margin_after_it_is_private(self):
        for text in (
            "<!-- a\n\n%% canary",
            "- <!-- a\n\n  %% canary\n- b",
            "> <!-- a\n>\n> %% canary",
            "<!-- a\n\n- b\n- %% canary\n  - canary\n- c",
            "- <!-- a\n\n  %% canary\n\nb -->",
            "[^1]: <!-- a\n\n    %% canary\n\nb[^1]",
        ):
            with self.subTest(text):
                self.assertNotIn(SECRET, html_of(parse(text)))
                self.assertIn("&lt;!--", html_of(parse(text)))
                self.assertNotIn(SECRET, without_margins(text))
                self.assertIn(SECRET, owners_html(text))

    def test_what_is_no_margin_after_it_is_written_as_ever(self):
        self.assertIn("<em>b</em>", html_of(parse("<!-- a\n\n*b*")))

    def test_one_that_ends_hides_what_is_in_it(self):
        for text in ("<!-- a\n\n%% b\n\n*c* -->\n", "- <!-- a\n\n  b -->\n", "- <!-- a\nb -->\n"):
            self.assertNotIn("b", Page(html_of(parse(text))).text)


class NoMarginTests(SimpleTestCase):
    def assert_public(self, text: str) -> None:
        self.assertIsNone(parse(text).owners)
        self.assertIn("%%", html_of(parse(text)))
        self.assertIs(without_margins(text), text)

    def test_code_and_formulas_are_none(self):
        for text in (
            "```\n%%time\n```",
            "    %%time",
            "`%%time` is a magic",
            "$$\n%% c\n$$",
            "- ```\n  %% x",
        ):
            self.assert_public(text)

    def test_a_backslash_takes_the_meaning_away(self):
        self.assert_public(r"\%% a")
        self.assert_public(r"- \%% a")

    def test_the_sign_within_a_block_is_none(self):
        self.assert_public("a %% b\n%% c")
        self.assert_public("100 %% of it")

    def test_one_per_cent_is_none(self):
        self.assertIsNone(parse("% a").owners)


class OwnersTests(SimpleTestCase):
    def test_a_margin_says_what_it_is_and_does_not_show_its_sign(self):
        html = owners_html("a\n\n%% my own\n\n- b\n- %% *c*\n  - d")
        self.assertIn('class="margin"><span class="visually-hidden">Only for you:</span> my own</p>', html)
        self.assertIn("</span> <em>c</em>", html)
        self.assertEqual(html.count("Only for you:"), 2)
        self.assertNotIn("%%", html)

    def test_what_everybody_sees_has_the_same_anchors(self):
        text = "a\n\n%% a\n\n- b\n- %% b\n  - c\n- c\n\n[^1]: %% a\n\n> a"
        parsed = parse(text)
        ids = Page(owners_html(text)).ids
        self.assertEqual([name for name in ids if name in anchors_for(parsed)], anchors_for(parsed))
        self.assertEqual(len(ids), len(set(ids)))

    def test_what_margins_say_and_where_they_stand(self):
        text = "a\n\n# %% H\n\n```\ncode\n```\n\n# b\n\n- %% c\n  - d\n- %% c"
        margins = parse(text).owners.margins("test")
        self.assertEqual([margin.text for margin in margins], ["H\ncode", "c\nd", "c"])
        for margin in margins:
            self.assertIn(f'id="{margin.anchor}"', owners_html(text))


class SourceTests(SimpleTestCase):
    def test_lines_that_stay_are_the_same_to_the_byte(self):
        text = "a  \r\n\r\n%% b\r\nc\r\n\r\n\td\x0b\r- e\r- %% f\r"
        self.assertEqual(without_margins(text), "a  \r\n\r\n\td\x0b\r- e\r")

    def test_lines_do_not_run_into_each_other(self):
        for text, left in (
            ("a\n- %% b\n---\n", "a\n\n---\n"),
            ("a\n1. %% b\n2. c\n", "a\n\n2. c\n"),
            ("- a\n- %% b\n- c\n", "- a\n- c\n"),
            ("1. a\n2. %% b\n3. c\n", "1. a\n3. c\n"),
            ("- a\n- %% b\n\nc\n", "- a\n\nc\n"),
            ("> a\n> - %% b\n> ---\n", "> a\n> \n> ---\n"),
        ):
            self.assertEqual(without_margins(text), left)


PUBLIC = st.sampled_from([
    "some text", "> quoted", "```\n%% code\n```", "see [^n] and [x]", "|a|\n|-|\n|b|", "<p>html</p>",
    "of a list:\n\n- a{}\n- b\n  1. c{}\n\nand so on",
])  # fmt: skip
MARGIN = st.sampled_from([
    "%% canary", "> %% canary\n>\n> canary", "|%% canary|\n|-|\n|canary|", "<p>%% canary</p>",
    "- %% canary\n\n  [x]: /canary", "%% canary [^c] [y]", "%% canary\n- canary", "[^n]: %% canary",
])  # fmt: skip
INNER = st.sampled_from(["", "\n- %% canary\n  - canary", "\n- > %% canary"])
NOTES = "\n\n%% [^c] [y]\n\n[^c]: canary\n\n[y]: /canary"


class PropertyTests(SimpleTestCase):
    @QUICK
    @given(st.lists(st.tuples(PUBLIC, MARGIN, INNER), min_size=1, max_size=6))
    def test_a_text_with_margins_is_for_everybody_what_it_is_without(self, parts):
        bare = "\n\n".join(public.replace("{}", "") for public, _, _ in parts)
        swallows = any(margin.startswith("[^n]") for _, margin, _ in parts)
        filled = "\n\n".join(
            f"{public.replace('{}', inner, 1)}\n\n{margin}" for public, margin, inner in parts
        )
        text = filled.replace("{}", "") + NOTES
        html = html_of(parse((bare.replace("[^n]", "") if swallows else bare) + "\n"))
        self.assertEqual(html_of(parse(text)), html)
        self.assertNotIn(SECRET, without_margins(text))
        if not swallows:
            self.assertEqual(html_of(parse(without_margins(text))), html)

    @QUICK
    @given(st.lists(MARKDOWN | MARGIN | st.just("\n- %% "), max_size=8).map("".join))
    def test_any_text_is_a_safe_page_for_its_owner(self, text):
        html = owners_html(text)
        self.assertEqual(Page(html).faults, [])
        if html:
            anchors = anchors_for(parse(text))
            ids = Page(html).ids
            self.assertEqual(sorted(name for name in ids if name in anchors), sorted(anchors))
            self.assertEqual(len(ids), len(set(ids)))

    @QUICK
    @given(st.lists(MARKDOWN | MARGIN | st.just("\n- %% "), max_size=8).map("".join), st.booleans())
    def test_the_margins_are_the_same_by_themselves(self, text, is_one):
        own, whole = owners_of(text, is_one=is_one), parse(text, is_one=is_one).owners
        self.assertEqual(own and own.margins("test"), whole and whole.margins("test"))

    @QUICK
    @given(st.lists(MARKDOWN | MARGIN | st.just("\n- %% "), max_size=8).map("".join))
    def test_the_source_without_margins_has_none(self, text):
        left = without_margins(text)
        self.assertIsNone(parse(left).owners)
        self.assertEqual(without_margins(left), left)
