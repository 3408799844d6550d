import re
from datetime import date
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from notes.importing.markdown.blocks import split_blocks
from notes.importing.markdown.front_matter import split_front_matter
from notes.importing.markdown.lines import to_lines
from notes.importing.markdown.logs import read_log
from notes.importing.problems import ImportProblem
from tests.examples import examples

TODAY = date(2023, 4, 12)
REAL_LOG = Path(settings.BASE_DIR).parent / "shared/data/bionotes/_comp/gen-ai.md"


def read(text, *, year=2023, today=TODAY, first_line=1):
    return read_log(split_blocks(to_lines(text, first_line), first_line), year=year, today=today)


def bodies(log):
    return [entry.body for entry in log.entries]


def days(log):
    return [(entry.read_on.isoformat(), entry.is_date_inherited) for entry in log.entries]


def reasons(log):
    return [(doubt.line, doubt.reason) for doubt in log.doubts]


class DayTests(SimpleTestCase):
    def test_a_bullet_that_opens_with_a_day(self):
        log = read("* 2/09 - Got it\n- 3/06 William\n+ 11/07/2020: Vote\n1. 3/12/20 x\n")
        self.assertEqual(bodies(log), ["Got it", "William", "Vote", "x"])
        self.assertEqual(
            [day for day, _ in days(log)], ["2023-02-09", "2023-03-06", "2020-11-07", "2020-03-12"]
        )

    def test_the_year_of_a_heading_is_in_force_and_the_heading_stays(self):
        log = read("## 2021 Log\n* 2/09 - a\n\n## 2022 Gen AI\n* 2/09 - b\n", year=None)
        self.assertEqual(days(log), [("2021-02-09", False), ("2022-02-09", False)])
        self.assertEqual(log.body, "## 2021 Log\n\n## 2022 Gen AI")
        self.assertEqual(log.doubts, ())

    def test_the_year_of_a_full_date_is_in_force(self):
        self.assertEqual(days(read("* 11/07/2020: a\n* 12/01 b\n"))[1], ("2020-12-01", False))

    def test_a_date_heading_gives_its_day_and_vanishes(self):
        for heading in (
            "## 27 March 2023",
            "### March 27, 2023",
            "## 03/27/2023",
            "# 3/27 Monday",
            "27 March\n---",
        ):
            log = read(f"{heading}\n* a\n\n* b\n")
            self.assertEqual(days(log), [("2023-03-27", False)] * 2, heading)
            self.assertEqual((log.body, log.doubts), ("", ()), heading)

    def test_a_bullet_without_a_day_inherits_the_one_above(self):
        self.assertEqual(days(read("* 3/15 From\n* [Good guide](x)\n"))[1], ("2023-03-15", True))

    def test_a_bullets_own_day_wins_over_the_heading(self):
        log = read("## 27 March 2023\n* a\n* 3/28 b\n* c\n")
        self.assertEqual(days(log), [("2023-03-27", False), ("2023-03-28", False), ("2023-03-28", True)])

    def test_positions_count_in_each_day_in_file_order(self):
        log = read("* 3/20 a\n* 3/21 b\n* 3/20 c\n* d\n")
        self.assertEqual([entry.position for entry in log.entries], [0, 0, 1, 2])

    def test_a_statement_with_a_date_is_an_entry_of_that_day(self):
        log = read("* 3/14 a\n## Created [this page](/x-2020a) for notes (March 15, 2023)\n* b\n")
        self.assertEqual(days(log)[1:], [("2023-03-15", False), ("2023-03-15", True)])
        self.assertEqual(bodies(log)[1], "Created [this page](/x-2020a) for notes (March 15, 2023)")

    def test_a_statement_without_a_date_inherits_the_day_above(self):
        log = read("## 27 March 2023\n* a\n## Created [this page](/python) ##\n* b\n")
        self.assertEqual(days(log)[1:], [("2023-03-27", True), ("2023-03-27", True)])
        self.assertEqual(bodies(log)[1], "Created [this page](/python)")

    def test_a_smaller_heading_is_still_under_the_date(self):
        log = read("## 30 March 2023\n### Articles on environments\n* a\n")
        self.assertEqual(days(log), [("2023-03-30", False)] * 2)

    def test_24_7_is_no_day(self):
        log = read("* 3/15 a\n* 24/7 support\n")
        self.assertEqual((bodies(log)[1], days(log)[1]), ("24/7 support", ("2023-03-15", True)))


class DoubtTests(SimpleTestCase):
    def test_a_day_without_a_year_stays_in_the_text(self):
        log = read("# Notes\n* 2/09 - Got it\n\tmore\n", year=None, first_line=5)
        self.assertEqual((log.entries, log.body), ((), "# Notes\n* 2/09 - Got it\n\tmore"))
        self.assertEqual(
            reasons(log), [(6, "no year is known for 2/09; put a year in a heading or give --year")]
        )

    def test_a_date_heading_without_a_year_stays_with_its_bullets(self):
        log = read("## 9/22 Friday\n* a\n", year=None)
        self.assertEqual((log.entries, log.body), ((), "## 9/22 Friday\n* a"))
        self.assertEqual(len(log.doubts), 2)

    def test_a_bullet_before_any_day_stays_in_the_text(self):
        log = read("* a\n* 2/09 b\n")
        self.assertEqual((log.body, bodies(log)), ("* a", ["b"]))
        self.assertIn("no day is known", log.doubts[0].reason)

    def test_the_heading_of_the_page_is_no_doubt(self):
        log = read("# Generative AI\n\n* 2/09 a\n")
        self.assertEqual((log.body, log.doubts), ("# Generative AI", ()))

    def test_a_range_stays_and_gives_its_first_day(self):
        log = read("### August 3-6, 2020\n* a\n")
        self.assertEqual((days(log), log.body), ([("2020-08-03", False)], "### August 3-6, 2020"))
        self.assertIn("more than one day", log.doubts[0].reason)

    def test_a_wrong_weekday_stays(self):
        log = read("## 3/27 Friday\n* a\n")
        self.assertEqual((days(log), log.body), ([("2023-03-27", False)], "## 3/27 Friday"))
        self.assertEqual(reasons(log), [(1, "2023-03-27 was a Monday, not a Friday")])

    def test_a_date_heading_without_entries_stays(self):
        log = read("## 02 April 2023\n\n## 3 April 2023\n* a\n")
        self.assertEqual(log.body, "## 02 April 2023")
        self.assertEqual(reasons(log), [(1, "no entry stands under this date")])

    def test_a_date_heading_stays_with_other_text_under_it(self):
        log = read("## 27 March 2023\n* a\n\nA paragraph.\n\n## 28 March 2023\n* b\n")
        self.assertEqual(log.body, "## 27 March 2023\n\nA paragraph.")
        self.assertEqual(reasons(log), [(4, "text outside a bullet is no entry")])

    def test_a_bullet_with_nothing_but_a_day_stays_and_gives_the_day(self):
        log = read("* 2/09\n* a\n* \n")
        self.assertEqual((log.body, days(log)), ("* 2/09\n\n* ", [("2023-02-09", True)]))
        self.assertEqual(len(log.doubts), 2)

    def test_paragraphs_tables_and_code_keep_their_order_and_blank_lines(self):
        above = "Intro\nmore\n\n\n| a | b |\n|---|---|"
        below = "```\n* 2/10 y\n\n# z\n```\n\n***\n\n> * 2/11 q"
        log = read(f"{above}\n\n* 2/09 x\n\n{below}\n")
        self.assertEqual(bodies(log), ["x"])
        self.assertEqual(log.body, f"{above}\n\n{below}")
        self.assertEqual([line for line, _ in reasons(log)], [1, 5, 10, 18])

    def test_what_is_commented_out_is_no_entry(self):
        log = read("* 2/09 x\n<!--\n* 2/10 secret\n\n* 2/11 secret\n-->\n* 2/12 y\n")
        self.assertEqual(bodies(log), ["x", "y"])
        self.assertEqual(log.body, "<!--\n* 2/10 secret\n\n* 2/11 secret\n-->")

    def test_what_looks_like_a_day_is_reported(self):
        log = read("* 3/15 a\n* 3/4-inch screws\n* 27/03/2023 b\n")
        self.assertEqual(bodies(log)[1:], ["3/4-inch screws", "27/03/2023 b"])
        self.assertEqual([line for line, _ in reasons(log)], [2, 3])

    def test_a_year_that_turns_without_a_heading_is_reported(self):
        log = read("* 12/31/2021 a\n* 1/02 b\n")
        self.assertEqual(days(log)[1], ("2021-01-02", False))
        self.assertEqual(reasons(log), [(2, "read as 2021-01-02, far from the day above")])

    def test_another_year_ends_the_day_above(self):
        log = read("* 12/31/2021 a\n## 2022 Log\n* b\n")
        self.assertEqual((bodies(log), log.body), (["a"], "## 2022 Log\n* b"))

    def test_a_year_in_a_title_is_reported(self):
        log = read("* 3/15 a\n## Read Orwell's 1984\n")
        self.assertEqual(log.body, "## Read Orwell's 1984")
        self.assertEqual(reasons(log), [(2, "this heading makes 1984 the year of the days below")])

    def test_a_doubt_shows_the_beginning_of_its_line(self):
        self.assertEqual(read("a " * 500).doubts[0].text, "a " * 39 + "a…")


class RefusalTests(SimpleTestCase):
    def assert_problem(self, text, message, line):
        with self.assertRaisesMessage(ImportProblem, message) as raised:
            read(text, first_line=5)
        self.assertEqual(raised.exception.line, line)

    def test_a_day_that_the_calendar_lacks(self):
        self.assert_problem("* 2/09 a\n* 2/30 b\n", "30 February 2023", 6)
        self.assert_problem("\n\n## 31 June 2022\n", "31 June 2022", 7)

    def test_a_day_still_to_come(self):
        self.assert_problem("* 4/14 a\n", "2023-04-14 is still to come", 5)
        self.assert_problem("## 1 May 2023\n", "2023-05-01 is still to come", 5)
        self.assert_problem("## Will do (May 1, 2023)\n", "2023-05-01 is still to come", 5)

    def test_tomorrow_may_be_today_elsewhere(self):
        self.assertEqual(days(read("* 4/13 a\n")), [("2023-04-13", False)])

    def test_a_line_that_nobody_wrote(self):
        self.assert_problem("x\n" + "y" * 20_000_000, "line 6 has 20,000,000 characters; the limit is", 6)


class BulletTests(SimpleTestCase):
    def body(self, text):
        log = read(text)
        self.assertEqual(len(log.entries), 1, log)
        self.assertEqual((log.body, log.entries[0].source), ("", text.strip()))
        return log.entries[0].body

    def test_tabs_are_taken_off_and_nesting_is_kept(self):
        self.assertEqual(self.body("* 2/09 - a\n\t* b\n\t\t* c\n\t\t\t* d\n\t\t\t\t* e\n\t* f\n"),
                         "a\n* b\n\t* c\n\t\t* d\n\t\t\t* e\n* f")  # fmt: skip

    def test_spaces_are_taken_off_and_nesting_is_kept(self):
        self.assertEqual(self.body("- 2/09 a\n  - b\n    - c\n"), "a\n- b\n  - c")
        self.assertEqual(self.body("- 2/09 a\n    - b\n        - c\n"), "a\n- b\n    - c")

    def test_mixed_tabs_and_spaces_keep_their_nesting(self):
        self.assertEqual(self.body("* 2/09 a\n\t* b\n  c\n\t\t* d\n"), "a\n  * b\nc\n      * d")
        self.assertEqual(self.body("* 2/09 a\n    * b\n\t\t* c\n"), "a\n* b\n\t* c")

    def test_blank_lines_before_indented_lines_do_not_end_it(self):
        self.assertEqual(self.body("* 2/09 a\n\n\t* b\n\n\n\tc\n \n\n"), "a\n\n* b\n\n\nc")

    def test_lazy_lines_belong_to_it(self):
        self.assertEqual(self.body("* 2/09 a\n\t* b\nInstead, c\n"), "a\n* b\nInstead, c")
        self.assertEqual(
            self.body("* 2/09 written in\n1986. A great year\n"), "written in\n1986. A great year"
        )

    def test_text_at_the_margin_after_a_blank_line_does_not(self):
        log = read("* 2/09 a\n\nb\n")
        self.assertEqual((bodies(log), log.body), (["a"], "b"))

    def test_what_ends_it_without_a_blank_line(self):
        for end in ("## 2023 Log", "---", "```\nx\n```", "<!-- x -->"):
            log = read(f"* 2/09 a\n{end}\n")
            self.assertEqual((bodies(log), log.body), (["a"], end))

    def test_bullets_up_to_three_columns_in_are_top_level(self):
        self.assertEqual(bodies(read(" * 2/09 a\n * b\n  * c\n")), ["a", "b", "c"])

    def test_two_columns_further_in_than_the_mark_are_nested(self):
        self.assertEqual(self.body("1. 2/09 a\n  * b\n"), "a\n* b")

    def test_fenced_code_keeps_its_inner_indentation(self):
        text = "* 2/09 a\n\t```make\n\tall:\n\t\tgcc x\n\n\t# not a heading\n\t```\n\t* b\n"
        self.assertEqual(self.body(text), "a\n```make\nall:\n\tgcc x\n\n# not a heading\n```\n* b")

    def test_bullets_in_fenced_code_are_code(self):
        self.assertEqual(self.body("* 2/09 a\n  ```\n  * 2/10 b\n  ```\n"), "a\n```\n* 2/10 b\n```")

    def test_indented_code_in_a_bullet_stays_code(self):
        self.assertEqual(self.body("* 2/09 a\n\n      x = 1\n"), "a\n\n    x = 1")

    def test_a_sub_bullet_two_tabs_in_is_still_a_list(self):
        self.assertEqual(self.body("* 2/09 a\n\t\t* b\n"), "a\n* b")

    def test_a_day_alone_above_sub_bullets(self):
        self.assertEqual(self.body("* 2/09\n\t* a\n\t* b\n"), "* a\n* b")

    def test_spaces_behind_the_mark_go_and_hard_breaks_stay(self):
        self.assertEqual(self.body("*   2/09 - a  \n    b\n"), "a  \nb")

    def test_foreign_newlines_and_a_byte_order_mark(self):
        for newline in ("\r\n", "\r"):
            log = read("\ufeff" + newline.join(["* 2/09 a", "\t* b", "", "* 2/10 c"]))
            self.assertEqual(bodies(log), ["a\n* b", "c"])


class TagTests(SimpleTestCase):
    def entry(self, text):
        return read(text).entries[0]

    def test_a_last_line_of_tags_is_taken_off(self):
        entry = self.entry("* 2/09 a\n\t* b\n\n\t#public-domain #film #film\n")
        self.assertEqual((entry.body, entry.tags), ("a\n* b", ("public-domain", "film")))

    def test_a_lazy_line_of_tags_too(self):
        self.assertEqual(self.entry("* 2/09 a\n#film\n").tags, ("film",))

    def test_other_lines_with_a_number_sign_are_text(self):
        for text in ("* 2/09 #film", "* 2/09 a\n  #1 #2", "* 2/09 a\n  #film is", "* 2/09 a\n  ```\n  #film"):
            entry = self.entry(text)
            self.assertEqual(entry.tags, ())
            self.assertIn("#", entry.body)


class RealLogTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not REAL_LOG.exists():
            cls.skipTest(cls, f"the real log is not here: {REAL_LOG}")
        cls.text = REAL_LOG.read_text()
        _, body, first_line = split_front_matter(cls.text)
        cls.log = read(body, first_line=first_line, year=None)
        cls.found = "\n".join([cls.log.body, *bodies(cls.log)])

    def test_35_entries_on_23_days(self):
        self.assertEqual(len(self.log.entries), 35)
        self.assertEqual(len({entry.read_on for entry in self.log.entries}), 23)
        self.assertEqual(self.log.entries[0].read_on, date(2023, 2, 9))
        self.assertEqual(self.log.entries[-1].read_on, date(2023, 4, 11))

    def test_nothing_is_doubtful_and_only_the_year_stays(self):
        self.assertEqual((self.log.body, self.log.doubts), ("## 2023 Log", ()))

    def test_six_dates_are_inherited(self):
        inherited = [entry.line for entry in self.log.entries if entry.is_date_inherited]
        self.assertEqual(inherited, [37, 39, 53, 54, 86, 87])

    def test_56_links_are_found_again(self):
        urls = re.findall(r"\]\(([^)\s]+)\)", self.found)
        self.assertEqual(len(urls), 56)
        self.assertEqual(sum(url.startswith("http") for url in urls), 48)
        self.assertEqual(sum(url.startswith("/") for url in urls), 7)
        self.assertEqual([url for url in urls if not url.startswith(("http", "/"))], ["www.character.ai"])

    def test_every_line_is_found_again(self):
        _, body, _ = split_front_matter(self.text)
        for line in body.split("\n"):
            words = re.sub(r"^\s*\*\s+(\d/\d\d( -)? )?|^#+ ", "", line).strip()
            if not heading_alone(line):
                self.assertIn(words, self.found)

    def test_sources_are_the_exact_lines(self):
        lines = self.text.split("\n")
        for entry in self.log.entries:
            count = entry.source.count("\n") + 1
            self.assertEqual("\n".join(lines[entry.line - 1 : entry.line - 1 + count]), entry.source)

    def test_three_bullets_of_20_march_keep_their_order(self):
        entries = [entry for entry in self.log.entries if entry.read_on == date(2023, 3, 20)]
        self.assertEqual([entry.position for entry in entries], [0, 1, 2, 3, 4])
        self.assertTrue(entries[4].body.startswith("Rodney Brooks"))
        self.assertEqual(entries[4].body.count("\n"), 22)


def heading_alone(line):
    return re.fullmatch(r"## \d+ (March|April) 2023", line) is not None


word = st.from_regex(r"\A[a-zäé]{4,8}\Z")
words = st.lists(word, min_size=1, max_size=4).map(" ".join)
indent = st.sampled_from(["", "", " ", "  ", "   ", "    ", "\t", "\t\t", "\t  ", "  \t"])
mark = st.sampled_from(["* ", "- ", "+ ", "1. ", "2) ", "*  ", "*\t", "*      "])
day = st.sampled_from(
    ["", "", "2/09 - ", "3/06 ", "11/07/2020: ", "3/12/20 ", "24/7 ", "3/4-inch ", "3/06-3/08 "]
)
date_heading = st.sampled_from(
    ["27 March 2023", "March 29, 2023", "9/22 Friday", "August 3-6, 2020", "2022-03-11"]
)
line = st.one_of(
    st.just(""),
    st.just(" \t"),
    st.tuples(indent, mark, day, words).map("".join),
    st.tuples(indent, words).map("".join),
    st.tuples(st.sampled_from(["# ", "## ", "### ", " ## "]), st.one_of(words, date_heading)).map("".join),
    words.map(lambda text: f"## {text} (March 15, 2022)"),
    words.map(lambda text: f"## 2021 {text}"),
    st.tuples(indent, st.sampled_from(["[bbbb]: ", "[^cccc]: ", "* 3/07 [bbbb] "]), words).map("".join),
    st.tuples(indent, st.just("[bbbb]: "), word).map("".join),
    words.map(lambda text: f"* 3/08 {text} [bbbb] [^cccc]"),
    st.tuples(
        indent,
        st.sampled_from(["```", "~~~", "---", "***", "===", "| a | b |", "<!--", "-->", "* ", "#tag #more"]),
    ).map("".join),
)


class NothingIsDroppedTests(SimpleTestCase):
    @hypothesis_settings(max_examples=examples(400), deadline=None)
    @given(st.lists(line, max_size=25), st.sampled_from([None, 2023]))
    def test_every_word_is_found_again(self, lines, year):
        log = read("\n".join(lines), year=year, today=date(2024, 1, 1))
        found = " ".join([log.body, *(f"{entry.body} {' '.join(entry.tags)}" for entry in log.entries)])
        available = re.findall(r"[a-zäé]{3,}", found)
        for text in re.findall(r"[a-zäé]{3,}", "\n".join(lines).replace("March", "").replace("Friday", "")):
            self.assertIn(text, available)
            available.remove(text)

    @hypothesis_settings(max_examples=examples(200), deadline=None)
    @given(st.lists(line, max_size=25))
    def test_each_line_is_in_one_entry_or_in_the_text(self, lines):
        log = read("\n".join(lines), today=date(2024, 1, 1))
        spans = [range(entry.line, entry.line + entry.source.count("\n") + 1) for entry in log.entries]
        taken = [number for span in spans for number in span]
        self.assertEqual(len(taken), len(set(taken)))
        self.assertLessEqual(set(taken), set(range(1, len(lines) + 1)))
