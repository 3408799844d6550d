from django.conf import settings
from django.test import SimpleTestCase

from markup import parse
from papers.reading import Understood, understand
from tests.paths import BIONOTES, needs_bionotes

NAMES = ["A Mathematical Theory of Communication", "shannon-1948", "@shannon1948", "Shannon", "Shannon 1948"]

PROGRESS = [
    ("Up to p. 53", "p. 53"),
    ("up to page 53", "page 53"),
    ("Up to p. xii.", "p. xii"),
    ("Up to pp. 21 - 25, slowly", "pp. 21 - 25"),
    ("Watched up to 3:30 where Prof Fung describes history", "3:30"),
    ("Watched until 1:02:03", "1:02:03"),
    ("read to ch. 4", "ch. 4"),
    ("Read as far as § 7 today", "§ 7"),
    ("I've only read up to chapter IV so far", "chapter IV"),
    ("Got to p. 90.", "p. 90"),
    ("Reached p. 80 on the train", "p. 80"),
    ("Up to the end of section 3.", "section 3"),
    ("Up to section 3, where the tables begin.", "section 3"),
    ("Up to 'Organizing a List' on p. 42", "p. 42"),
    ("Shannon, up to p. 112.", "p. 112"),
    ("Shannon 1948, from the library. Up to p. 40.", "p. 40"),
    ("shannon-1948 (up to p. 12)", "p. 12"),
    ("Started shannon-1948. Up to the end of section 3.", "section 3"),
    ("Read A Mathematical Theory of Communication up to p. 9", "p. 9"),
    ("Up to p. 53 of Shannon", "p. 53"),
    ("Finished chapter 3", "chapter 3"),
    ("Started on ch. 5 today", "ch. 5"),
    ("Stopped for today at p. 61", "p. 61"),
    ("Stopped at p. 61.", "p. 61"),
]
FINISHED = [
    "finished",
    "Finished.",
    "done",
    "Done with it.",
    "Finished it at last",
    "Finished today, in the garden.",
    "Finally finished reading it.",
    "Finished reading Shannon",
    "Finished A Mathematical Theory of Communication. Took it back a day late.",
    "Finished “A Mathematical Theory of Communication”",
    "I have finished the paper",
    "Finished @shannon1948 on the train",
    "Finished Shannon's paper",
    "Shannon, finished.",
    "shannon-1948 - done",
    "Read it to the end.",
    "Up to p. 53 in the morning. Finished it tonight.",
]
STARTED = [
    "Started shannon-1948",
    "Began Shannon 1948 today.",
    "Started reading this paper",
    "Starting shannon-1948 again",
    "Just started it",
    "Started @shannon1948 properly and stopped at the first table, suppliers and parts.",
]
STOPPED = [
    ("gave up at p. 20", "p. 20"),
    ("I gave up after chapter 3.", "chapter 3"),
    ("Gave up on it on p. 7", "p. 7"),
    ("Gave up.", ""),
    ("Gave up on Shannon", ""),
    ("Abandoned it", ""),
    ("Stopped reading.", ""),
    ("Put it aside for good", ""),
]
NOTHING = [
    "the startup finished second",
    "Finished second in the race",
    "Finished goods are stored elsewhere",
    "Finished? Not at all.",
    "Unfinished.",
    "Not finished yet",
    "Never finished it",
    "Finished dinner, then read on",
    "Finished the chapter",
    "Finished with engines",
    "Done: laundry",
    "Stopped reading after the war",
    "Finished Kuhn",
    "Finished reading Kuhn, then Shannon",
    "Finished the first half of Shannon",
    "Finished the paper machine",
    "Started up the server",
    "Started a page on memory and notes, mostly James and Plato.",
    "Started with Kuhn",
    "Began my career at p. 40 of the phone book",
    "The day began well",
    "I began one in March 2024 and began to read about them a fortnight later",
    "stopped worrying",
    "Stopped worrying about p. 5",
    "Stopped at the theorems and read the conclusions.",
    "Stopped reading newspapers",
    "Gave up smoking",
    "I wanted to run it and gave up after an hour.",
    "Gave up after an hour",
    "Still done.",
    "Done deal",
    "Done by 1950",
    "Up to",
    "Up to now nobody knows",
    "Up to 100 pages a day",
    "Up to p. 53 nothing happens",
    "Up to p. 53 of Kuhn",
    "Up to May 1660.",
    "Up to 3:30 pm it rained",
    "Kuhn, up to p. 112.",
    "How far is he joking? Up to chapter XXIV I could not tell.",
    "All were hyped up to the limit, but mostly in the days when few were aware",
    "She brings it up to show what one saves",
    "read on until that letter turns up, take the next one",
    "None of these things have lived up to that early hype.",
    "The proof is finished on p. 12",
    "He finished it in 1948",
    "Read p. 53",
    "Now that Shannon is dead",
    "Reached for the dictionary",
    "Put it on p. 5",
    "",
]


class UnderstandingTests(SimpleTestCase):
    def test_how_far_somebody_got(self):
        for text, place in PROGRESS:
            with self.subTest(text):
                self.assertEqual(understand(text, NAMES), Understood("progress", place))

    def test_that_somebody_finished(self):
        for text in FINISHED:
            with self.subTest(text):
                self.assertEqual(understand(text, NAMES), Understood("finished"))

    def test_that_somebody_began(self):
        for text in STARTED:
            with self.subTest(text):
                self.assertEqual(understand(text, NAMES), Understood("started"))

    def test_that_somebody_gave_up(self):
        for text, place in STOPPED:
            with self.subTest(text):
                self.assertEqual(understand(text, NAMES), Understood("stopped", place))

    def test_what_says_nothing_of_the_work(self):
        for text in NOTHING:
            with self.subTest(text):
                self.assertIsNone(understand(text, NAMES))

    def test_without_a_name_only_words_for_any_work_count(self):
        self.assertEqual(understand("Finished it", []), Understood("finished"))
        self.assertIsNone(understand("Finished Shannon", []))

    def test_a_name_may_hold_anything(self):
        self.assertEqual(understand("Finished C++ (2nd ed.", ["C++ (2nd ed."]), Understood("finished"))
        self.assertIsNone(understand("\ue000", ["\ue000\ue000\ue000"]))

    def test_a_long_text_takes_no_long_time(self):
        for piece in ("Up to ", "Finished it ", "Shannon, up to p. ", "I have only ", "“", "(", "p. 1 - "):
            understand(piece * 20_000, NAMES)


class LogTests(SimpleTestCase):
    """Everything that two logs and the pages beside them say of reading, and nothing else."""

    def told(self, folder):
        blocks = [block for path in folder.rglob("*.md") for block in parse(path.read_text()).blocks]
        self.assertGreater(len(blocks), 500)
        found = [understand(block.text, [ref.label for ref in block.references]) for block in blocks]
        return sorted({str(each.locator or each.kind) for each in found if each})

    def test_the_sample(self):
        self.assertEqual(self.told(settings.BASE_DIR / "sample"), ["p. 40", "section 3"])

    @needs_bionotes
    def test_the_log_of_the_first_user(self):
        self.assertEqual(self.told(BIONOTES), ["3:30"])
