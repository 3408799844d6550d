from datetime import date
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from unittest import mock

from django.test import SimpleTestCase

from audit.packages import PROMISED, age, figures, judge

CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
KNOWN = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "gone", "skip_reason": "Dependency not found on PyPI"}


class FiguresTests(SimpleTestCase):
    def test_no_vulnerability_passes(self):
        [figure] = figures([CLEAN])
        self.assertEqual((figure.value, figure.is_met), ("0", True))

    def test_one_misses_and_is_told_with_its_mending(self):
        [figure] = figures([CLEAN, KNOWN])
        self.assertFalse(figure.is_met)
        self.assertEqual(figure.notes, ("old 1.0: PYSEC-1, mended in 1.1",))

    def test_what_got_no_answer_has_not_passed(self):
        for asked in ([SKIPPED], [CLEAN, SKIPPED]):
            vulnerabilities, skipped = figures(asked)
            self.assertEqual((vulnerabilities.value, vulnerabilities.is_met), ("not measured", None))
            self.assertEqual(skipped.value, f"1 of {len(asked)}")

    def test_nothing_asked_has_not_passed(self):
        self.assertEqual([each.is_met for each in figures([])], [None])

    def test_one_misses_whatever_else_got_no_answer(self):
        self.assertEqual([each.is_met for each in figures([KNOWN, SKIPPED])], [False, None])


class AgeTests(SimpleTestCase):
    """SECURITY.md says within how many days packages are gone through, and when they last were."""

    def test_what_is_promised_is_held_against_the_day(self):
        said = "## Packages\n\nPackages were last gone through on 2026-11-30.\n"
        for today, is_met in (
            (date(2026, 11, 30), True),
            (date(2027, 2, 28), True),
            (date(2027, 3, 1), False),
        ):
            self.assertEqual(age(said, today).is_met, is_met, today)

    def test_a_promise_without_its_day_has_not_passed(self):
        self.assertIsNone(age("Packages are new.", date(2026, 11, 30)).is_met)

    def test_the_times_are_promised_and_the_day_is_said(self):
        said = PROMISED.read_text(encoding="utf-8")
        self.assertEqual(age(said, date.today()).wanted, "<= 90 days")
        for severity, days in (("critical", 7), ("high", 30), ("anything less", 90)):
            self.assertRegex(said, rf"\| {severity}[^|]*\| {days} days \|")


class JudgeTests(SimpleTestCase):
    def judge(self, **outcome):
        with mock.patch("subprocess.run", **outcome):
            _, figure = judge(Path("requirements.txt"))
        return figure.value, figure.is_met, figure.notes

    def test_a_program_that_fails_has_not_passed(self):
        failed = CompletedProcess([], 1, "", "ERROR: no connection\n")
        self.assertEqual(self.judge(return_value=failed), ("not measured", None, ("ERROR: no connection",)))

    def test_one_that_waits_too_long_has_not_passed(self):
        late = self.judge(side_effect=TimeoutExpired("pip_audit", 300))
        self.assertEqual(late, ("not measured", None, ("PyPI did not answer within 300 s",)))
