from itertools import pairwise

from django.test import SimpleTestCase

from markup import find_locator, parse


def place(text: str, *, in_heading: bool = False) -> tuple[str, str] | None:
    """Text and kind of a locator."""
    locator = find_locator(text, in_heading=in_heading)
    return locator and (locator.text, locator.kind)


FOUND = {
    "a passage (p. 11)": ("p. 11", "page"),
    "p. 20: what stands there": ("p. 20", "page"),
    "Chapter 5 (p. 21 - 25)": ("p. 21 - 25", "page"),
    "4.1 Modeling p. 74": ("p. 74", "page"),
    "up to 'Organizing a List' on p. 42": ("p. 42", "page"),
    "sees p. 3 quoted in another place (p. 98)": ("p. 98", "page"),
    "(pp. 121-5)": ("pp. 121-5", "page"),
    "pages 12–15 are good": ("pages 12–15", "page"),
    "the preface, p. xii": ("p. xii", "page"),
    "(p.98f )": ("p.98f", "page"),
    "見p. 20": ("p. 20", "page"),
    "at 3:30": ("3:30", "timestamp"),
    "Watched up to 3:30 where Prof Fung describes history": ("3:30", "timestamp"),
    "[1:02:03] the demonstration": ("1:02:03", "timestamp"),
    "the demonstration (1:02:03)": ("1:02:03", "timestamp"),
    "3:30 - the demonstration": ("3:30", "timestamp"),
    "(32r)": ("32r", "folio"),
    "fol. 32v: a marginal note": ("fol. 32v", "folio"),
    "Chapter 5": ("Chapter 5", "chapter"),
    "ch. IV: on method": ("ch. IV", "chapter"),
    "a more objective stance (see sections 8-10).": ("sections 8-10", "section"),
    "§ 12.3: definitions": ("§ 12.3", "section"),
    "Figure 3: the machine": ("Figure 3", "figure"),
    "(table 2)": ("table 2", "table"),
    "a passage (location 1203)": ("location 1203", "location"),
    "Loc. 1203-4: a passage": ("Loc. 1203-4", "location"),
    "read in print, too (p. 12, location 180)": ("p. 12", "page"),
    "ein Gedanke (S. 56)": ("S. 56", "page"),
    "S. 12 ff.: was dort steht": ("S. 12 ff", "page"),
    "„Das Ich ist nicht Herr“ (vgl. S. 20–22)": ("S. 20–22", "page"),
    "das Vorwort, S. XII": ("S. XII", "page"),
    "Read it up to S. 56": ("S. 56", "page"),
    "auf S. 56 steht es": ("S. 56", "page"),
    "gelesen bis S. 56": ("S. 56", "page"),
    "Auf S. 12 sagt er, dass": ("S. 12", "page"),
    "vgl. S. 12 dazu": ("S. 12", "page"),
    "mehr (Siehe S. 3)": ("S. 3", "page"),
    "S. 12: Er verweist auf S. 40.": ("S. 12", "page"),
    "auf Seite 56 steht": ("Seite 56", "page"),
    "Seiten 12 bis 15 sind gut": ("Seiten 12 bis 15", "page"),
    "Kapitel 5": ("Kapitel 5", "chapter"),
    "Kap. IV: zur Methode": ("Kap. IV", "chapter"),
    "der Aufbau (siehe Abschnitt 4.2)": ("Abschnitt 4.2", "section"),
    "Abb. 3: die Maschine": ("Abb. 3", "figure"),
    "(Tabelle 2)": ("Tabelle 2", "table"),
    "am Rand (Bl. 32v)": ("Bl. 32v", "folio"),
}
NOT_FOUND = [
    "im Kapitel 3 sehen wir",
    "12 Seiten",
    "Harry S. 33 Jahre danach",
    "as shown (Lee, S. 2017)",
    "Methods follow Vaswani, A. and Lee, S. 2017",
    "Möbl. 2 Zimmer gesehen",
    "das übl. 3 Wochen",
    "ein Blatt 3 mal falten",
    "in den U.S. 56 Prozent",
    "Karl-Heinz S. 12 Tage in Haft",
    "(Kant 1781, S. 28).",
    "Artikel 5 Abs. 2 (Art. 5)",
    "kindle edition is $19.59. Paperback is $37.79.",
    "outperforms GPT-3 (even though the latter has 175B)",
    "a 3:1 ratio",
    "a 16:09 ratio",
    "at 3:30 pm",
    "John 3:16 says",
    "12 pages",
    "the web page i like",
    "5 p.m. 30 people",
    "Table of Contents",
    "in chapter 3 we see",
    "from location 3 we see",
    "humans can figure 3 things out",
    "(Latour and Lowe 2011, p.283).",
    "https://example.org/p.5",
    "11.03.2024 was a day",
    "27 March 2023",
    "",
]
READING_ORDER = [
    ["location 9", "location 98-9", "location 99", "location 1203"],
    [
        "p. iv",
        "p. ix",
        "p. x",
        "p. xii",
        "p. 1",
        "p. 2",
        "p. 9",
        "p. 10",
        "p. 12a",
        "p. 100",
        "p. 1000",
        "p. S3",
    ],
    ["p. 21", "p. 21f", "p. 21 - 25", "p. 21-30", "p. 22"],
    ["S. IX", "S. 2", "p. 3", "S. 21", "S. 21 f.", "Seiten 21 bis 25", "Seite 22", "S. 100"],
    ["Kap. 2", "Chapter 3", "Kapitel 10"],
    ["Bl. 3r", "fol. 3v", "Blatt 12"],
    ["pp. 121-4", "pp. 121-5", "pp. 121-130"],
    ["fol. 9v", "fol. 32r", "fol. 32v", "fol. 33r"],
    ["at 0:05", "at 3:30", "at 12:00", "at 61:00", "at 1:02:03"],
    ["Chapter II", "Chapter 3", "Chapter 10"],
    ["§ 4", "§ 4.1", "§ 4.1.2", "§ 4.2", "§ 4.10", "§ 5"],
]


class FindLocatorTests(SimpleTestCase):
    def test_locators_are_found_as_the_owner_wrote_them(self):
        for text, expected in FOUND.items():
            with self.subTest(text):
                self.assertEqual(place(text), expected)

    def test_prices_names_ratios_and_clock_times_are_none(self):
        for text in NOT_FOUND:
            with self.subTest(text):
                self.assertIsNone(find_locator(text, in_heading=False))

    def test_a_heading_may_be_nothing_but_a_number(self):
        self.assertEqual(place("4.1 Modeling", in_heading=True), ("4.1", "section"))
        self.assertIsNone(place("4.1 Modeling"))
        self.assertIsNone(place("27 March 2023", in_heading=True))
        self.assertEqual(place("What chapter 3 says", in_heading=True), ("chapter 3", "chapter"))


class SortKeyTests(SimpleTestCase):
    def test_keys_sort_in_reading_order(self):
        for texts in READING_ORDER:
            keys = [find_locator(text, in_heading=False).sort_key for text in texts]
            for (text, key), (later, later_key) in pairwise(zip(texts, keys, strict=True)):
                with self.subTest(f"{text} < {later}"):
                    self.assertLess(key, later_key)

    def test_keys_are_digits_of_one_width_a_kind_so_that_any_collation_agrees(self):
        for texts in READING_ORDER:
            keys = [find_locator(text, in_heading=False).sort_key for text in texts]
            self.assertTrue(all(key.isascii() and key.isdigit() for key in keys))
            self.assertEqual(len({len(key) for key in keys}), 1)


class InheritanceTests(SimpleTestCase):
    def locators(self, text: str) -> list[tuple[str | None, bool]]:
        return [(b.locator.text if b.locator else None, b.is_locator_inherited) for b in parse(text).blocks]

    def test_a_block_without_a_locator_takes_that_of_the_heading_above(self):
        text = "# Chapter 5 (p. 21 - 25)\n\n## What it says\n\n* “First\n* “Second (p. 23)\n"
        expected = [("p. 21 - 25", False), ("p. 21 - 25", True), ("p. 21 - 25", True), ("p. 23", False)]
        self.assertEqual(self.locators(text), expected)

    def test_the_parent_bullet_comes_before_the_heading(self):
        text = "# p. 1\n\n* p. 20: a thought\n\t* on it\n\n\t\tand more\n* another\n"
        expected = [("p. 1", False), ("p. 20", False), ("p. 20", True), ("p. 20", True), ("p. 1", True)]
        self.assertEqual(self.locators(text), expected)

    def test_the_next_heading_ends_it(self):
        self.assertEqual(self.locators("# p. 1\n\n# Elsewhere\n\ntext")[1:], [(None, False), (None, False)])

    def test_code_and_formulas_have_no_locator_of_their_own(self):
        self.assertEqual(self.locators("```\np. 5\n```\n\n$$\np. 5\n$$\n"), [(None, False), (None, False)])
