"""Inputs made to be slow or deep, after cmark's test/pathological_tests.py and of our own.

The limit is generous, for slow machines, and counts the processor's time, for shared ones; a quadratic rule
takes much longer. Two are as long as the longest pages.
"""

import time

from django.test import SimpleTestCase

from markup import parse

from .pages import Page, anchors_for, page_of

SECONDS = 2.5
SIZE = 32_768
TRIES = 3


def repeated(text: str, size: int = SIZE) -> str:
    """`text` again and again, up to `size` characters."""
    return text * (size // len(text))


CMARK = {
    "nested strong emphasis": "*a **a " * 5000 + "b" + " a** a*" * 5000,
    "many emphasis closers with no openers": repeated("a_ "),
    "many emphasis openers with no closers": repeated("_a "),
    "many link closers with no openers": repeated("a]"),
    "many link openers with no closers": repeated("[a"),
    "mismatched openers and closers": repeated("*a_ "),
    "openers and closers multiple of 3": "a**b" + repeated("c* "),
    "link openers and emphasis closers": repeated("[ a_"),
    "pattern [ (]( repeated": repeated("[ (]("),
    "pattern ![[]() repeated": repeated("![[]()"),
    "nested brackets": "[" * 5000 + "a" + "]" * 5000,
    "nested block quotes": "> " * 5000 + "a",
    "deeply nested lists": "".join("  " * depth + "* a\n" for depth in range(250)),
    "U+0000 in input": repeated("abc\0de\0"),
    "backticks": "".join("e" + "`" * length for length in range(1, 400)),
    "unclosed links A": repeated("[a](<b"),
    "unclosed links B": repeated("[a](b"),
    "unclosed <!--": "</" + repeated("<!--"),
    "lines of unclosed <!--": repeated("<!--\n\n"),
    "unclosed <!-- in a quotation": repeated("> <!--\n>\n") + "\n-->",
    "unclosed <!-- in items": repeated("- <!--\n\n  a\n") + "\n-->",
    "unclosed <?": "</" + repeated("<?"),
    "unclosed <!A": "</" + repeated("<!A "),
    "unclosed <![CDATA[": "</" + repeated("<![CDATA["),
    "tables": repeated("aaa\rbbb\n-\v\n"),
    "empty lines in deeply nested lists": "- " * 2000 + "x" + repeated("\n"),
    "empty lines in deeply nested lists in a quotation": "> " + "- " * 2000 + "x\n" + repeated(">\n"),
    "emphasis in a deep quotation": ">" * 2000 + repeated("a*"),
    "reference collisions": "".join(f"[{number}]: /u\n" for number in range(3000)) + repeated("[0] ", 10_000),
    "long table rows": "|a|\n|-|\n" + repeated("|x"),
    "entities": repeated("&#0;"),
    "hard link": "**x [a*b**c*](d)",
}
OURS = {
    "brackets": repeated("["),
    "5,000 quotation marks": ">" * 5000 + "a",
    "5,000 bullets": "* " * 5000 + "a",
    "5,000 numbers": "1. " * 5000 + "a",
    "5,000 tasks": "* [ ] " * 5000 + "a",
    "5,000 footnotes in each other": "[^a]: " * 5000 + "a",
    "tab-nested bullets": "".join("\t" * depth + "* a\n" for depth in range(350)),
    "bullets": repeated("* a\n"),
    "lazy lines of a deep quotation": "> " * 50 + "a\n" + repeated("b\n"),
    "nested images": repeated("![" * 90 + "a" + "](b)" * 90 + " "),
    "nested links": repeated("[" * 90 + "a" + "](b)" * 90 + " "),
    "open images": repeated("!["),
    "open wiki links": repeated("[[a|"),
    "citations": repeated("@a."),
    "footnote marks": "[^1]: x\n\n" + repeated("[^a"),
    "footnotes": "".join(f"[^{number}]: a\n" for number in range(4000)),
    "dollars": repeated("$a "),
    "display dollars": repeated("$$a\n"),
    "escaped dollars": "$" + repeated("\\$"),
    "braces in a formula": "$" + "{" * 1900 + "}" * 1900 + "$",
    "fractions in a formula": "$" + "\\frac" * 700 + "$",
    "addresses": repeated("http://"),
    "addresses of brackets": repeated("http://a.b/" + "[{(" * 1300 + " "),
    "addresses of hosts": repeated("http://" + "a." * 3900 + " "),
    "schemes": repeated("a://"),
    "formatting that is never closed": "<div>"
    + "".join(f"<b title={n}>" for n in range(2000))
    + "<p>x" * 2000,
    "raw tables": "<div>" + repeated("<table><td>"),
    "raw attributes": "<div>" + repeated("<a b='"),
    "locators": repeated("p. 5 "),
    "numbers": repeated("1."),
    "single quotation marks": "'" + repeated("a' "),
    "open definitions": repeated("[a\n"),
    "a long title of a definition": '[a]: u "' + repeated("b\n"),
    "completed table cells": "|" + "x|" * 500 + "\n|" + "-|" * 500 + "\n" + "x\n" * 1000,
    "completed cells of many tables": ("|" + "x|" * 500 + "\n|" + "-|" * 500 + "\n" + "x\n" * 131 + "\n")
    * 14,
    "a 200 KB page": "".join(
        f"* {n}/11 A [link](/a/{n}) to *that* (p. {n})\n\t* “quoted\n" for n in range(3600)
    ),
    "200 KB of words": repeated("word ", 200_000),
    "200 KB of Japanese": repeated("日本語", 66_000),
}


# Those that take the most time for their length, or that a rule could look through again and again.
GROWING = {
    "bullets": ("", "* a\n"),
    "table cells": ("|a|\n|-|\n", "|x"),
    "open images": ("", "!["),
    "brackets": ("", "["),
    "images in images": ("", "![" * 90 + "a" + "](b)" * 90 + " "),
    "images in brackets": ("", "![[]()"),
    "lazy lines of a deep quotation": ("> " * 50 + "a\n", "b\n"),
    "open definitions": ("", "[a\n"),
    "a long title of a definition": ('[a]: u "', "b\n"),
    "openers and closers": ("", "*a_ "),
    "unclosed comments": ("", "<!--\n\n"),
    "unclosed comments in a quotation": ("", "> <!--\n>\n"),
}


def seconds_for(text: str) -> float:
    """Of the processor."""
    started_at = time.process_time()
    parsed = parse(text)
    parsed.to_html(targets={}, anchors=anchors_for(parsed), seed="slow")
    return time.process_time() - started_at


class GrowthTests(SimpleTestCase):
    def test_four_times_the_text_takes_no_sixteen_times_the_time(self):
        """Sixteen times is what a quadratic rule takes, however often one tries."""
        for name, (begins, goes_on) in GROWING.items():
            with self.subTest(name):
                short, long = (begins + repeated(goes_on, size) for size in (5_000, 20_000))
                self.assertTrue(any(is_linear(short, long) for _ in range(TRIES)))


def is_linear(short: str, long: str) -> bool:
    return seconds_for(long) < 8 * max(seconds_for(short), 0.005)


class PathologicalTests(SimpleTestCase):
    def test_every_input_becomes_a_page_in_time(self):
        for name, text in (CMARK | OURS).items():
            with self.subTest(input=name):
                started_at = time.process_time()
                parsed = parse(text)
                html = parsed.to_html(targets={}, anchors=anchors_for(parsed), seed="slow")
                self.assertLess(time.process_time() - started_at, SECONDS)
                self.assertEqual(Page(html).faults, [])


class DepthTests(SimpleTestCase):
    def test_thirty_levels_of_bullets_are_thirty_lists(self):
        page = page_of("".join("\t" * depth + f"* level{depth}\n" for depth in range(30)))
        self.assertEqual(len(page.attributes_of("ul")), 30)
        self.assertTrue(all(f"level{depth}" in page.text for depth in range(30)))

    def test_what_is_deeper_than_the_parser_goes_stays_as_written(self):
        page = page_of("".join("\t" * depth + f"* level{depth}.\n" for depth in range(90)))
        self.assertEqual([depth for depth in range(90) if f"level{depth}." not in page.text], [])

    def test_a_bullet_after_one_that_is_too_deep_is_a_bullet_again(self):
        deep = "".join("  " * depth + f"* a{depth}\n" for depth in range(60))
        parsed = parse(deep + "* last\n")
        self.assertEqual((parsed.blocks[-1].text, parsed.blocks[-1].depth), ("last", 1))

    def test_the_word_in_5000_brackets_quotation_marks_or_bullets_is_found(self):
        for text in ("[" * 5000 + "word" + "]" * 5000, ">" * 5000 + "word", "- " * 5000 + "word"):
            with self.subTest(text[:3]):
                self.assertIn("word", page_of(text).text)

    def test_brackets_without_end_do_not_hide_a_link(self):
        page = page_of("[a " * 30 + "[label](/b/)")
        self.assertEqual(page.attributes_of("a"), [{"href": "/b/"}])
